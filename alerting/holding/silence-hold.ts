import type { Muting, Silence, Silenceable } from '../silences/silence.ts';
import type { Hold, HoldReason } from './hold.ts';

/** Port: which silences mute an incident now (`SilenceBook`). */
export interface Silencing {
  mutedBy(incident: Silenceable, nowMs: number): readonly Muting[];
}

/** Asked again by then, though nobody ended it: a clock is needed for whoever does. */
const LONGEST_MS = 366 * 86_400_000;
const MAX_REASON_CHARS = 120;

const REASONS: Readonly<Record<Silence['kind'], HoldReason>> = {
  silence: 'silenced',
  blacklist: 'blacklisted',
  maintenance: 'maintenance',
};

/**
 * Silences, the blacklist and maintenance. Of several that mute an incident the one that ends last is
 * named. Whoever ends a silence makes the clocks due that it holds (`silence-repository.ts`).
 */
export function silenceHold(silences: Silencing): Hold {
  return ({ incident }, nowMs) => {
    const muting = silences.mutedBy(incident, nowMs);
    const [first, ...others] = muting;
    if (first === undefined) return null;
    const { silence, untilMs } = others.reduce(
      (latest, one) => (endOf(one) > endOf(latest) ? one : latest),
      first,
    );
    return {
      reason: REASONS[silence.kind],
      detail: detailOf(silence),
      untilMs: Math.min(untilMs ?? Number.POSITIVE_INFINITY, nowMs + LONGEST_MS),
    };
  };
}

function endOf({ untilMs }: Muting): number {
  return untilMs ?? Number.POSITIVE_INFINITY;
}

/** Its id, by which the interface finds it, and the first line of its reason. */
function detailOf({ id, reason }: Silence): string {
  const [line = ''] = reason.trim().split('\n');
  return `${id} ${line.slice(0, MAX_REASON_CHARS)}`.trim();
}
