import type { Channel } from '../channels/channel.ts';
import type { Incident, StateEvent } from '../incidents/incident.ts';
import type { EventDraft } from '../incidents/incident-event.ts';
import { environmentKeyOf } from '../incidents/incident-row.ts';
import { notificationOf } from '../notify/notification-of.ts';
import { type RoutedChange, routeChange } from '../routing/route-change.ts';
import type { DeliveryDraft } from './delivery-sql.ts';
import { gateChannel } from './gate-channel.ts';

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
  const events: EventDraft[] = [
    draft(incident, context.nowMs, {
      kind: event.kind,
      reason: event.reason,
      detail: event.detail,
      severity: event.severity,
    }),
  ];
  const deliveries: DeliveryDraft[] = [];
  const routing = routeChange({
    kind: event.kind,
    rule: context.rule,
    notifiedChannels: incident.notifiedChannels,
  });
  if (routing.kind === 'nowhere') {
    events.push(
      draft(incident, context.nowMs, { kind: 'notification_not_sent', reason: routing.reason }),
    );
    return { events, deliveries, notifiedChannels: incident.notifiedChannels };
  }
  const { purpose } = routing;
  const previous = event.kind.startsWith('severity_') ? change.previousSeverity : null;
  const notification = notificationOf(incident, purpose, previous, context.nowMs);
  const notified = new Set(incident.notifiedChannels);
  for (const channelId of routing.channels) {
    const channel = context.channel(incident.owner, channelId);
    const channelName = channel?.name ?? null;
    const refusal = gateChannel(channel, purpose);
    if (refusal !== null || !channel) {
      const reason = refusal ?? 'channel_deleted';
      const line = { kind: 'notification_not_sent', reason, channelId, channelName } as const;
      events.push(draft(incident, context.nowMs, line));
      continue;
    }
    const id = context.newId();
    deliveries.push({
      id,
      owner: incident.owner,
      incidentId: incident.id,
      channelId,
      channelName: channel.name,
      purpose,
      notification,
      createdAtMs: context.nowMs,
    });
    const line = { kind: 'notification_queued', reason: purpose, deliveryId: id } as const;
    events.push(draft(incident, context.nowMs, { ...line, channelId, channelName }));
    if (purpose !== 'resolved') notified.add(channelId);
  }
  return { events, deliveries, notifiedChannels: [...notified] };
}

function draft(
  incident: Incident,
  atMs: number,
  line: Partial<EventDraft> & Pick<EventDraft, 'kind'>,
): EventDraft {
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
    ...line,
  };
}
