import type { Incident, StateEvent } from '../incidents/incident.ts';
import type { QueueContext, QueuedChange } from '../outbox/queue-change.ts';
import { leadTelling } from '../routing/choose-targets.ts';
import { type EscalationClock, firstEscalation } from './escalation.ts';
import type { EscalationStep } from './escalation-step.ts';

/** An incident before a change, with what decided then who is told of it. */
interface Before {
  readonly severity: string;
  readonly context: QueueContext;
}

/**
 * The clock of an incident with whose change it begins to be told, or that becomes one that has steps and
 * had none; null: nothing escalates with it.
 * @param before null for one that is new
 */
export function startEscalation(
  incident: Incident,
  { kind }: Pick<StateEvent, 'kind'>,
  { events }: Pick<QueuedChange, 'events'>,
  context: QueueContext,
  before: () => Before | null,
): EscalationClock | null {
  if (!events.some(({ channelId }) => channelId !== null)) return null;
  const steps = () => stepsOf(incident.severity, context);
  if (kind === 'fired') return firstEscalation(incident, steps(), context.nowMs);
  const isOther = kind === 'severity_raised' || kind === 'severity_lowered';
  if (!isOther || incident.acknowledgedAtMs !== null || steps().length === 0) return null;
  const was = before();
  if (was === null || stepsOf(was.severity, was.context).length > 0) return null;
  return firstEscalation(incident, steps(), context.nowMs);
}

function stepsOf(
  severity: string,
  { rule, policy, routes, defaults }: QueueContext,
): readonly EscalationStep[] {
  return leadTelling({ severity, rule, policy, routes, defaults })?.escalation ?? [];
}
