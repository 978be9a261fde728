import type { FlapHistory } from '../flapping/flap-history.ts';
import type { Hold } from './hold.ts';

/** The policy damps flapping, and the alert has flapped and is not quiet yet; that it does is told. */
export function flappingHold(flaps: Pick<FlapHistory, 'judge'>): Hold {
  return ({ incident, purpose, flapping }, nowMs) => {
    if (flapping === null || purpose === 'flapping') return null;
    const verdict = flaps.judge(incident.key, flapping, nowMs);
    if (verdict.kind === 'calm') return null;
    return { reason: 'flapping', detail: null, untilMs: verdict.quietAtMs };
  };
}
