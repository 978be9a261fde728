import type { EndReason, Incident } from './incident.ts';
import type { Observation } from './observation.ts';
import type { IncidentWork } from './record-observations.ts';

/** A person who decided it. */
export type DecidedBy = NonNullable<Extract<Observation, { kind: 'ended' }>['by']>;

/** Ends all of an open incident that fires, with a reason of ours or of a person. */
export function endNow(
  incident: Incident,
  nowMs: number,
  reason: EndReason,
  by?: DecidedBy,
): IncidentWork {
  const firing = [...incident.levels.values()].filter((level) => level.state === 'firing');
  return {
    subject: incident,
    observations: firing.map((level) => ({
      kind: 'ended',
      levelKey: level.key,
      endsAtMs: nowMs,
      reason,
      ...(by === undefined ? {} : { by }),
    })),
  };
}
