import { type EscalationClock, judgeEscalation } from '../escalation/escalation.ts';
import { judgeHolds } from '../holding/hold.ts';
import type { Incident } from '../incidents/incident.ts';
import type { EventDraft } from '../incidents/incident-event.ts';
import { notificationOf } from '../notify/notification-of.ts';
import { leadTelling } from '../routing/choose-targets.ts';
import type { DeliveryDraft } from './delivery-sql.ts';
import { deliveryIncident, deliveryTo, lineOf, queuedLine, refusedLine } from './message-to.ts';
import { heldFacts, type QueueContext } from './queue-change.ts';

export interface EscalationContext extends Omit<QueueContext, 'newId'> {
  /** Of the delivery to a channel. */
  readonly idFor: (channelId: string) => string;
}

/** What an escalation that was due makes; `clock` null: it is done with. */
export interface QueuedEscalation {
  readonly events: readonly EventDraft[];
  readonly deliveries: readonly DeliveryDraft[];
  readonly clock: EscalationClock | null;
  readonly notifiedChannels: readonly string[];
}

/** due -> hold -> gate -> outbox, for one step of an open incident. */
export function queueEscalation(
  clock: EscalationClock,
  incident: Incident,
  context: EscalationContext,
): QueuedEscalation {
  const { nowMs, channel } = context;
  const { notifiedChannels, severity } = incident;
  const telling = leadTelling({ ...context, severity });
  const facts = { incident, purpose: 'escalated', ...heldFacts(telling) } as const;
  const held = judgeHolds(context.holds, facts, nowMs);
  const decision = judgeEscalation(clock, telling?.escalation ?? [], held, nowMs);
  if (decision.kind === 'end') return { events: [], deliveries: [], clock: null, notifiedChannels };
  if (decision.kind === 'later') {
    const { reason, detail } = decision;
    const kind = 'notification_not_sent';
    const line = (channelId: string) => {
      const channelName = channel(incident.owner, channelId)?.name ?? null;
      return lineOf(incident, nowMs, { kind, reason, detail, channelId, channelName });
    };
    const events = reason === null ? [] : decision.channels.map(line);
    return { events, deliveries: [], clock: decision.clock, notifiedChannels };
  }
  const notification = notificationOf(incident, 'escalated', null, nowMs);
  const about = { incidents: [deliveryIncident(incident, 'escalated')], groupId: null };
  const queued = decision.channels.map((channelId) => {
    const newId = () => context.idFor(channelId);
    const made = deliveryTo(channelId, notification, about, { ...context, newId });
    const line =
      made.kind === 'refused'
        ? refusedLine(channelId, made)
        : queuedLine(made.delivery, 'escalated', 'escalation_step');
    return { made, event: lineOf(incident, nowMs, line) };
  });
  const deliveries = queued.flatMap(({ made }) => (made.kind === 'refused' ? [] : [made.delivery]));
  const told = deliveries.map(({ channelId }) => channelId);
  return {
    events: queued.map(({ event }) => event),
    deliveries,
    clock: decision.next,
    notifiedChannels: [...new Set([...notifiedChannels, ...told])],
  };
}
