import type { Labels } from '../../platform/model/labels.ts';
import type { Grade } from '../grading/grade.ts';
import type { EndReason, Incident, IncidentSubject } from './incident.ts';
import type { IncidentWork } from './record-observations.ts';

/** Far beyond any incident: one of ours ends when we say so. */
const FOREVER_MS = 100 * 365 * 86_400_000;

/** What is told of a thing that the service watches itself. */
export interface OwnFiring {
  readonly grade: Grade;
  readonly annotations: Labels;
  /** Who tells it: the name of no cluster, so that nobody can post in its name. */
  readonly source: string;
  readonly sinceMs: number;
  readonly nowMs: number;
}

/** That something is wrong which the service watches itself; its end is `ownOver`. */
export function ownFiring(
  subject: IncidentSubject,
  { grade: { severity, rung, reason }, annotations, source, sinceMs, nowMs }: OwnFiring,
): IncidentWork {
  return {
    subject,
    observations: [
      {
        kind: 'firing',
        levelKey: severity,
        severity,
        rung,
        gradeReason: reason,
        annotations,
        startsAtMs: sinceMs,
        endsAtMs: nowMs + FOREVER_MS,
        endsAtIsTimeout: false,
        source,
      },
    ],
  };
}

/** Every level of an incident that still fires ends. */
export function ownOver(incident: Incident, reason: EndReason, nowMs: number): IncidentWork {
  const firing = [...incident.levels.values()].filter(({ state }) => state === 'firing');
  return {
    subject: incident,
    observations: firing.map(({ key: levelKey }) => ({
      kind: 'ended',
      levelKey,
      endsAtMs: nowMs,
      reason,
    })),
  };
}
