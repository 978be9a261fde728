import { decodeTime, isValid, monotonicFactory } from 'ulid';
import type { Clock } from '../clock/clock.ts';

/** Makes ids, e.g. `01JCQ4W1Z8V3T0N5R6A7B8C9DE`: 26 characters, ordered by time of making. */
export interface IdSource {
  (): string;
  /** From now on they are greater than this one, whatever the wall clock says. */
  beginAfter(id: string): void;
}

/**
 * ULIDs that only ever grow within this process, also inside one millisecond and when the wall
 * clock is set back. Behind each a place is free, see `idBehind`.
 * @param random in [0, 1), e.g. `createRandomFraction()`
 * @see https://github.com/ulid/spec
 */
export function createUlidSource(clock: Clock, random: () => number): IdSource {
  const next = monotonicFactory(random);
  let leastMs = 0;
  const source = () => {
    const atMs = Math.max(clock.nowMs(), leastMs);
    const id = next(atMs);
    next(atMs);
    return id;
  };
  const beginAfter = (id: string) => {
    if (isValid(id)) leastMs = Math.max(leastMs, decodeTime(id) + 1);
  };
  return Object.assign(source, { beginAfter });
}
