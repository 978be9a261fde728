import type { Clock } from '../platform/clock/clock.ts';
import { SharedSending, type SharedSendingParts } from './carriers/shared-sending.ts';
import type { DeliveryOptions } from './create-outgoing.ts';
import type { ChannelKind, ChannelKinds, DestinationKind } from './notify/channel-kind.ts';
import { ownKinds, serviceKinds } from './notify/create-kinds.ts';
import type { KindDescription, OwnParts } from './notify/kind-description.ts';
import type { PanelImage } from './notify/panel-image.ts';
import type { PictureLinks } from './notify/picture-links.ts';
import type { TenantOutbound } from './notify/tenant-outbound.ts';
import type { createPeople } from './people/create-people.ts';

/** See `NotifierParts`. */
interface KindParts extends Pick<SharedSendingParts, 'sealer' | 'newId'> {
  readonly tenantOutbound: TenantOutbound;
  readonly isPublic: (url: URL) => Promise<boolean>;
  readonly clock: Clock;
  readonly panelImage?: PanelImage;
  readonly pictureLinks?: PictureLinks;
  readonly delivery?: Pick<DeliveryOptions, 'rates'>;
  readonly carrying?: Pick<SharedSendingParts, 'carriers' | 'approvedOf' | 'epoch'>;
}

interface KindMates extends Pick<OwnParts, 'email' | 'live'> {
  readonly people: Awaited<ReturnType<typeof createPeople>>;
}

/** All kinds of destinations by name. */
export function joinKinds(
  parts: KindParts,
  channelKinds: readonly KindDescription[],
  { email, live, people }: KindMates,
): ChannelKinds {
  const services = people.calling(serviceKindsOf(parts, channelKinds));
  const own = ownKinds({ email, live, ...people.telling }, channelKinds);
  const all = [...own, ...services, ...people.kinds];
  return new Map(all.map((kind) => [kind.name, kind]));
}

/** What they exchange with services is shared with other processes, where there are such. */
function serviceKindsOf(
  parts: KindParts,
  channelKinds: readonly KindDescription[],
): readonly ChannelKind[] {
  const { tenantOutbound: outbound, isPublic, clock, panelImage: panel, pictureLinks } = parts;
  const ratesOf = (kind: DestinationKind) => parts.delivery?.rates.get(kind);
  const shared = { outbound, isPublic, clock, panel, pictureLinks, ratesOf };
  const kinds = serviceKinds(shared, channelKinds);
  if (parts.carrying === undefined) return kinds;
  const sharing = new SharedSending({ ...parts, ...parts.carrying });
  return kinds.map((kind) => sharing.shared(kind));
}
