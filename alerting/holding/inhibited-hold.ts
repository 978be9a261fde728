import { environmentKeyOf } from '../incidents/incident-row.ts';
import type { Inhibitions, Inhibitor } from '../inhibition/inhibitions.ts';
import { HELD_CHECK_MS, type Hold } from './hold.ts';

/**
 * An inhibition rule of the owner, while its source fires; the end of the source wakes what is held.
 * @param checkMs for how long that is believed otherwise
 */
export function inhibitedHold(
  inhibitions: Pick<Inhibitions, 'inhibitorOf'>,
  checkMs = HELD_CHECK_MS,
): Hold {
  return ({ incident }, nowMs) => {
    const inhibitor = inhibitions.inhibitorOf(incident);
    if (inhibitor === null) return null;
    const isSamePlace = environmentKeyOf(inhibitor.source) === environmentKeyOf(incident);
    const detail = detailOf(inhibitor, isSamePlace);
    return { reason: 'inhibited', detail, untilMs: nowMs + checkMs };
  };
}

/** Who sees the incident may not see one of another environment: then only its id is named. */
function detailOf({ rule, source }: Inhibitor, isSamePlace: boolean): string {
  return isSamePlace ? `${rule}: ${source.title} (${source.id})` : `${rule}: ${source.id}`;
}
