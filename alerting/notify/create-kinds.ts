import type { ChannelKind } from './channel-kind.ts';
import { CHANNEL_KINDS } from './channel-kinds.ts';
import { checkByFields } from './field-findings.ts';
import type { KindDescription, KindSending, OwnParts } from './kind-description.ts';
import type { ServiceParts } from './service/post-service.ts';

/** The kinds that post to a service over HTTP. */
export function serviceKinds(
  parts: ServiceParts,
  kinds: readonly KindDescription[] = CHANNEL_KINDS,
): readonly ChannelKind[] {
  return kinds.flatMap((kind) =>
    kind.sending.by === 'service' ? [createKind(kind, kind.sending.create(parts))] : [],
  );
}

/** The kinds that rest on what only the process has that decides. */
export function ownKinds(
  parts: OwnParts,
  kinds: readonly KindDescription[] = CHANNEL_KINDS,
): readonly ChannelKind[] {
  return kinds.flatMap((kind) =>
    kind.sending.by === 'owner' ? [createKind(kind, kind.sending.create(parts))] : [],
  );
}

function createKind(
  { name, fields, contacts = [] }: KindDescription,
  sending: KindSending,
): ChannelKind {
  return {
    ...sending,
    name,
    contacts: contacts.map(({ kind }) => kind),
    check: checkByFields(fields, (given, kept) => sending.check(given, kept)),
  };
}
