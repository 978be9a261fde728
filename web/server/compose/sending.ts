import type { Notifier } from '../../../alerting/create-notifier.ts';
import { CatchUp } from '../../../alerting/deliveries/catch-up.ts';
import { DeliveryService } from '../../../alerting/deliveries/delivery-service.ts';
import type { LinkSettings } from '../../../alerting/message-links/link-settings.ts';
import { MessageLinkService } from '../../../alerting/message-links/message-link-service.ts';
import { openSuspension } from '../../../alerting/suspension/suspension-watch.ts';
import type { Floor } from './floor.ts';
import { incidentLinks, linkKeys } from './message-options.ts';
import type { NotifierMates } from './notifier.ts';
import { composeSilences, type SilenceMates } from './silences.ts';
import type { TenancyParts } from './tenancy.ts';

/** What people do with messages, and with what they say. */
export interface SendingParts {
  readonly deliveries: DeliveryService;
  readonly catchUp: CatchUp;
  readonly messageLinks: MessageLinkService;
  readonly linkSettings: LinkSettings;
}

export interface SendingMates extends SilenceMates, Pick<NotifierMates, 'linkSettings'> {
  readonly notifier: Notifier;
}

/** Silences, messages that were given up, and links in messages. */
export function composeSending(floor: Floor, tenancy: TenancyParts, mates: SendingMates) {
  const { notifier, channelBook, linkSettings } = mates;
  const { state, clock, secrets: sealer } = floor;
  const directory = () => tenancy.directories.current();
  const silencing = composeSilences(floor, tenancy, mates);
  const { channels, live: feed, wakeOutbox, incidents, kinds } = notifier;
  const timeZoneOf = (owner: string) => directory().tenants.get(owner)?.timeZone ?? 'UTC';
  const links = incidentLinks(floor, mates);
  const sending: SendingParts = {
    linkSettings,
    deliveries: new DeliveryService({
      ...{ state, clock, directory, channels, feed, wakeOutbox },
      suspensionOf: (channel) => openSuspension(notifier.pipeline, channel),
    }),
    catchUp: new CatchUp({
      ...{ state, clock, directory, sealer, timeZoneOf, links, kinds },
      channels: channelBook,
    }),
    messageLinks: new MessageLinkService({
      ...{ state, clock, incidents },
      keys: () => linkKeys(floor),
      settings: linkSettings,
      acts: notifier.history.acts,
      silences: silencing.silences,
    }),
  };
  return { ...silencing, ...sending };
}
