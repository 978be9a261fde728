/** When an alert flaps, as a policy says: more than `changes` within `withinMs`. */
export interface FlapDamping {
  /** From 2 to 20. */
  readonly changes: number;
  readonly withinMs: number;
  /** It flaps until nothing has changed for so long. */
  readonly quietMs: number;
}

/** A change that is, or would be, told. */
export interface FlapChange {
  readonly atMs: number;
  readonly isEnd: boolean;
}

/**
 * - `calm`: it does not flap.
 * - `begins`: with this change it is to be said that it flaps.
 * - `flaps`: that has been said; it is quiet at `quietAtMs` unless it changes again.
 */
export type FlapVerdict =
  | { readonly kind: 'calm' }
  | { readonly kind: 'begins' | 'flaps'; readonly quietAtMs: number };

const CALM: FlapVerdict = { kind: 'calm' };

/**
 * What holds after the last of these changes, at the instant.
 * @param changes of one alert over all its incidents, oldest first
 */
export function judgeFlapping(
  changes: readonly FlapChange[],
  damping: FlapDamping,
  nowMs: number,
): FlapVerdict {
  let isFlapping = false;
  let saidWith: FlapChange | null = null;
  let previousMs = Number.NEGATIVE_INFINITY;
  /** The first change since it was quiet. */
  let first = 0;
  for (const [index, change] of changes.entries()) {
    if (change.atMs - previousMs >= damping.quietMs) {
      isFlapping = false;
      saidWith = null;
      first = index;
    }
    isFlapping ||= isCrossed(changes.slice(first, index + 1), damping);
    // That it ends is told as it is; the next one that fires says that it flaps.
    if (isFlapping && !change.isEnd) saidWith ??= change;
    previousMs = change.atMs;
  }
  const last = changes.at(-1);
  if (last === undefined || !isFlapping || saidWith === null) return CALM;
  const quietAtMs = last.atMs + damping.quietMs;
  if (nowMs >= quietAtMs) return CALM;
  return { kind: saidWith === last ? 'begins' : 'flaps', quietAtMs };
}

/** Whether there are more than so many changes in the window that ends with the last of them. */
function isCrossed(
  changes: readonly FlapChange[],
  { changes: most, withinMs }: FlapDamping,
): boolean {
  const earliest = changes.at(-1 - most);
  const last = changes.at(-1);
  return earliest !== undefined && last !== undefined && last.atMs - earliest.atMs <= withinMs;
}
