import type { Incident } from '../incidents/incident.ts';
import { HELD_CHECK_MS, type Hold } from './hold.ts';

/** Somebody has taken the incident on: nothing is said again, nor to more people; what is new is. */
export function acknowledgedHold(isAcknowledged: (incident: Incident) => boolean): Hold {
  return ({ incident, purpose }, nowMs) => {
    const isAgain = purpose === 'repeat' || purpose === 'escalated';
    if (!isAgain || !isAcknowledged(incident)) return null;
    return { reason: 'acknowledged', detail: null, untilMs: nowMs + HELD_CHECK_MS };
  };
}
