import { openSecrets, type Sealer } from '../channels/channel-secrets.ts';
import { MAX_LINKED_INCIDENTS } from '../message-links/link-token.ts';
import type { Destination, MessagePages, OutgoingMessage } from '../notify/channel-kind.ts';
import type { Notification } from '../notify/notification.ts';

/** Addresses of pages, for people who read a message; null while the service knows no own address. */
export interface IncidentLinks {
  incident(owner: string, id: string): string | null;
  rule(owner: string, id: string): string | null;
  /** Pages that act, for who holds the message; left out or null: it has none. */
  acts?(about: LinkedMessage, incidentId: string): ActLinks | null;
  /** The page that acknowledges all incidents of a message; left out or null: it has none. */
  actsOnAll?(about: LinkedMessage, incidentId: string): string | null;
}

/** The message that a link stands in. */
export interface LinkedMessage {
  readonly owner: string;
  readonly deliveryId: string;
  readonly channelId: string;
  readonly channelName: string;
  readonly language: OutgoingMessage['language'];
  /** So that every attempt has the same links. */
  readonly queuedAtMs: number;
}

/** Where a confirmation is asked for. */
export interface ActLinks {
  readonly acknowledge: string;
  readonly silence: string;
}

export interface MessageWriterParts {
  readonly sealer: Sealer;
  readonly timeZoneOf: (owner: string) => string;
  readonly links: IncidentLinks;
}

/** What of a delivery its message is written with. */
export interface WrittenDelivery {
  readonly id: string;
  readonly owner: string;
  /** When it was queued. */
  readonly createdAtMs: number;
}

/**
 * A delivery as its channel's kind is given it.
 * @throws AppError `internal` when the channel's secrets cannot be opened
 */
export function outgoingMessage(
  { sealer, timeZoneOf, links }: MessageWriterParts,
  delivery: WrittenDelivery,
  notification: Notification,
  channel: Destination,
): OutgoingMessage {
  const { owner } = delivery;
  const about: LinkedMessage = {
    owner,
    deliveryId: delivery.id,
    channelId: channel.id,
    channelName: channel.name,
    language: channel.language,
    queuedAtMs: delivery.createdAtMs,
  };
  const pagesIn = (language: OutgoingMessage['language']) =>
    pagesOf(links, { ...about, language }, notification);
  return {
    deliveryId: delivery.id,
    notification,
    channelId: channel.id,
    channelName: channel.name,
    language: channel.language,
    settings: channel.settings,
    secrets: channel.sealedSecrets === '' ? {} : openSecrets(sealer, channel),
    timeZone: timeZoneOf(owner),
    ...(channel.templates === undefined ? {} : { templates: channel.templates }),
    ...pagesIn(channel.language),
    pagesIn,
  };
}

function pagesOf(
  links: IncidentLinks,
  about: LinkedMessage,
  notification: Notification,
): MessagePages {
  const { owner } = about;
  const linksOf: NonNullable<OutgoingMessage['linksOf']> = ({ incidentId, ruleId, status }) => {
    const acts = status === 'firing' ? links.acts?.(about, incidentId) : null;
    return {
      incident: links.incident(owner, incidentId),
      rule: ruleId === null ? null : links.rule(owner, ruleId),
      ...(acts == null ? {} : acts),
    };
  };
  return { links: linksOf(notification), linksOf, ...allLinkOf(links, about, notification) };
}

/** One for all, where the message is about several of which some fire. */
function allLinkOf(
  links: IncidentLinks,
  about: LinkedMessage,
  { group, isTest, incidentId }: Notification,
): Pick<OutgoingMessage, 'acknowledgeAll'> {
  if (group === undefined || isTest || group.firing === 0) return {};
  const incidents = group.alerts.length + group.truncated;
  if (incidents < 2 || incidents > MAX_LINKED_INCIDENTS) return {};
  const url = links.actsOnAll?.(about, incidentId) ?? null;
  return url === null ? {} : { acknowledgeAll: { url, incidents } };
}
