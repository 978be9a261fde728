import type { Channel } from '../channels/channel.ts';
import type { Incident, StateEvent } from '../incidents/incident.ts';
import type { EventDraft } from '../incidents/incident-event.ts';
import { environmentKeyOf } from '../incidents/incident-row.ts';
import type { Notification } from '../notify/notification.ts';
import { notificationOf } from '../notify/notification-of.ts';
import { type Purpose, type RoutedChange, routeChange } from '../routing/route-change.ts';
import type { DeliveryDraft } from './delivery-sql.ts';
import { type GateReason, gateChannel } from './gate-channel.ts';

/** One event of an incident, with the state after it. */
export interface IncidentChange {
  readonly incident: Incident;
  readonly event: StateEvent;
  /** Severity before the change; null for a new incident. */
  readonly previousSeverity: string | null;
}

export interface QueueContext {
  readonly nowMs: number;
  readonly newId: () => string;
  readonly rule: RoutedChange['rule'];
  readonly channel: (owner: string, id: string) => Channel | undefined;
}

/** What a change makes: lines of the timeline, messages, and who has been told by now. */
export interface QueuedChange {
  readonly events: readonly EventDraft[];
  readonly deliveries: readonly DeliveryDraft[];
  readonly notifiedChannels: readonly string[];
}

/** route -> gate -> outbox, for one change: every message queued or not has its line and reason. */
export function queueChange(change: IncidentChange, context: QueueContext): QueuedChange {
  const { incident, event } = change;
  const line = (content: LineContent) => lineOf(incident, context.nowMs, content);
  const told = line(event);
  const routing = routeChange({
    kind: event.kind,
    rule: context.rule,
    notifiedChannels: incident.notifiedChannels,
  });
  if (routing.kind === 'nowhere') {
    const unsent = line({ kind: 'notification_not_sent', reason: routing.reason });
    return { events: [told, unsent], deliveries: [], notifiedChannels: incident.notifiedChannels };
  }
  const { purpose } = routing;
  const previous = event.kind.startsWith('severity_') ? change.previousSeverity : null;
  const notification = notificationOf(incident, purpose, previous, context.nowMs);
  const queued = routing.channels.map((channelId) => {
    const delivery = deliveryTo(channelId, notification, context);
    return { channelId, delivery, event: line(queuedLine(channelId, delivery, purpose)) };
  });
  const deliveries = queued.flatMap(({ delivery }) => ('id' in delivery ? [delivery] : []));
  const now = purpose === 'resolved' ? [] : deliveries.map(({ channelId }) => channelId);
  return {
    events: [told, ...queued.map((one) => one.event)],
    deliveries,
    notifiedChannels: [...new Set([...incident.notifiedChannels, ...now])],
  };
}

interface Refusal {
  readonly refused: GateReason;
  readonly channelName: string | null;
}

/** The message to one channel, or why it gets none. */
function deliveryTo(
  channelId: string,
  notification: Notification,
  context: QueueContext,
): DeliveryDraft | Refusal {
  const { owner, incidentId, purpose } = notification;
  const channel = context.channel(owner, channelId);
  const refused = gateChannel(channel, purpose);
  if (!channel || refused !== null) {
    return { refused: refused ?? 'channel_deleted', channelName: channel?.name ?? null };
  }
  const createdAtMs = context.nowMs;
  const channelName = channel.name;
  const id = context.newId();
  return { id, owner, incidentId, channelId, channelName, purpose, notification, createdAtMs };
}

function queuedLine(
  channelId: string,
  delivery: DeliveryDraft | Refusal,
  purpose: Purpose,
): LineContent {
  const { channelName } = delivery;
  return 'refused' in delivery
    ? { kind: 'notification_not_sent', reason: delivery.refused, channelId, channelName }
    : {
        kind: 'notification_queued',
        reason: purpose,
        deliveryId: delivery.id,
        channelId,
        channelName,
      };
}

type LineContent = Partial<EventDraft> & Pick<EventDraft, 'kind'>;

function lineOf(incident: Incident, atMs: number, content: LineContent): EventDraft {
  return {
    incidentId: incident.id,
    owner: incident.owner,
    environmentKey: environmentKeyOf(incident),
    atMs,
    severity: incident.severity,
    channelId: null,
    channelName: null,
    deliveryId: null,
    reason: null,
    detail: null,
    ...content,
  };
}
