import type { Incident, IncidentSubject } from './incident.ts';
import { decideIncident, type IncidentDecision } from './incident-state.ts';
import type { Observation } from './observation.ts';
import type { OpenIncidents } from './open-incidents.ts';

/** Everything one post, or one decision of ours, says about one incident. */
export interface IncidentWork {
  readonly subject: IncidentSubject;
  readonly observations: readonly Observation[];
}

/** A decision with the state it was based on. */
export interface Recorded {
  readonly previous: Incident | undefined;
  readonly decision: IncidentDecision;
}

/** Gathers sightings by incident, in the order of arrival. */
export function workOf(
  sightings: Iterable<{ readonly subject: IncidentSubject; readonly observation: Observation }>,
): readonly IncidentWork[] {
  const byKey = new Map<string, { subject: IncidentSubject; observations: Observation[] }>();
  for (const { subject, observation } of sightings) {
    const work = byKey.get(subject.key);
    if (work) work.observations.push(observation);
    else byKey.set(subject.key, { subject, observations: [observation] });
  }
  return [...byKey.values()];
}

/** The record stage for one incident: its decisions, each with the state before it. */
export function recordObservations(
  work: IncidentWork,
  open: Pick<OpenIncidents, 'get' | 'recentEnd'>,
  nowMs: number,
  newId: () => string,
): readonly Recorded[] {
  const { key } = work.subject;
  const recentEnd = open.recentEnd(key);
  let previous = open.get(key);
  const context = { nowMs, recentEnd, newId };
  const recorded: Recorded[] = [];
  for (const decision of decideIncident(previous, work.subject, work.observations, context)) {
    recorded.push({ previous, decision });
    if (decision.kind !== 'ignored') {
      previous = decision.incident.status === 'firing' ? decision.incident : undefined;
    }
  }
  return recorded;
}
