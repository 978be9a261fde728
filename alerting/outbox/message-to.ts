import type { EventAuthor, Incident } from '../incidents/incident.ts';
import type { EventDraft } from '../incidents/incident-event.ts';
import { environmentKeyOf } from '../incidents/incident-row.ts';
import type { Destination } from '../notify/channel-kind.ts';
import type { Notification } from '../notify/notification.ts';
import type { Purpose } from '../routing/route-change.ts';
import type { DeliveryDraft, DeliveryIncident } from './delivery-sql.ts';
import { type GateReason, gateQueue } from './gate-channel.ts';

/** What the gate looks at, and the timeline shows. */
export type KnownChannel = Pick<
  Destination,
  'name' | 'enabled' | 'disabledReason' | 'sendResolved' | 'declines'
> &
  Partial<Pick<Destination, 'kind'>>;

export interface MessageContext {
  readonly nowMs: number;
  /** Of the delivery, if there is one. */
  readonly newId: () => string;
  readonly channel: (owner: string, id: string) => KnownChannel | undefined;
}

/** Why a channel gets no message. */
export interface Refusal {
  readonly kind: 'refused';
  readonly reason: GateReason;
  readonly channelName: string | null;
}

/** An incident as its delivery knows it. */
export function deliveryIncident(incident: Incident, purpose: Purpose): DeliveryIncident {
  const { id, ruleId, severity } = incident;
  return { incidentId: id, ruleId, purpose, severity, environmentKey: environmentKeyOf(incident) };
}

/** What a message is about. */
export interface MessageSubject {
  /** In its order. */
  readonly incidents: readonly DeliveryIncident[];
  readonly groupId: string | null;
}

/** The message to one channel, or why it gets none. */
export function deliveryTo(
  channelId: string,
  notification: Notification,
  { incidents, groupId }: MessageSubject,
  context: MessageContext,
): { readonly kind: 'delivery'; readonly delivery: DeliveryDraft } | Refusal {
  const { owner, purpose } = notification;
  const channel = context.channel(owner, channelId);
  const reason = gateQueue(channel, purpose);
  if (!channel || reason !== null) {
    return {
      kind: 'refused',
      reason: reason ?? 'channel_deleted',
      channelName: channel?.name ?? null,
    };
  }
  const delivery = {
    id: context.newId(),
    owner,
    channelId,
    channelName: channel.name,
    notification,
    incidents,
    groupId,
    createdAtMs: context.nowMs,
  };
  return { kind: 'delivery', delivery };
}

export function refusedLine(channelId: string, { reason, channelName }: Refusal): LineContent {
  return { kind: 'notification_not_sent', reason, channelId, channelName };
}

/** @param detail who named the channel, or with what it was grouped */
export function queuedLine(
  { id, channelId, channelName }: Pick<DeliveryDraft, 'id' | 'channelId' | 'channelName'>,
  purpose: Purpose,
  detail: string,
): LineContent {
  const delivery = { deliveryId: id, channelId, channelName };
  return { kind: 'notification_queued', reason: purpose, ...delivery, detail };
}

type LineField =
  | 'severity'
  | 'channelId'
  | 'channelName'
  | 'deliveryId'
  | 'reason'
  | 'detail'
  | 'authorId'
  | 'authorName';

export type LineContent = Partial<Pick<EventDraft, LineField>> &
  Pick<EventDraft, 'kind'> & { readonly author?: EventAuthor };

/** A line of the incident's timeline. Each alert has two: named fields cost a quarter of a spread. */
export function lineOf(incident: Incident, atMs: number, content: LineContent): EventDraft {
  const { severity, author } = content;
  return {
    incidentId: incident.id,
    owner: incident.owner,
    environmentKey: environmentKeyOf(incident),
    ruleId: incident.ruleId,
    atMs,
    kind: content.kind,
    severity: severity === undefined ? incident.severity : severity,
    channelId: content.channelId ?? null,
    channelName: content.channelName ?? null,
    deliveryId: content.deliveryId ?? null,
    reason: content.reason ?? null,
    detail: content.detail ?? null,
    authorId: content.authorId ?? author?.authorId ?? null,
    authorName: content.authorName ?? author?.authorName ?? null,
  };
}
