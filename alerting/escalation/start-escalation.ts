import type { Incident, StateEvent } from '../incidents/incident.ts';
import type { QueueContext, QueuedChange } from '../outbox/queue-change.ts';
import { leadTelling } from '../routing/choose-targets.ts';
import { type EscalationClock, firstEscalation } from './escalation.ts';

/** The clock of an incident with whose change it begins to be told; null: nothing escalates with it. */
export function startEscalation(
  incident: Incident,
  { kind }: Pick<StateEvent, 'kind'>,
  { events }: Pick<QueuedChange, 'events'>,
  context: QueueContext,
): EscalationClock | null {
  const isRouted = events.some(({ channelId }) => channelId !== null);
  if (kind !== 'fired' || !isRouted) return null;
  const { rule, policy, routes, defaults } = context;
  const telling = leadTelling({ severity: incident.severity, rule, policy, routes, defaults });
  return firstEscalation(incident, telling?.escalation ?? [], context.nowMs);
}
