import { monotonicFactory } from 'ulid';
import type { Clock } from '../clock/clock.ts';

/** Makes ids, e.g. `01JCQ4W1Z8V3T0N5R6A7B8C9DE`: 26 characters, ordered by time of making. */
export type IdSource = () => string;

/**
 * ULIDs that only ever grow within this process, also inside one millisecond and when the wall
 * clock is set back.
 * @param random in [0, 1), e.g. `createRandomFraction()`
 * @see https://github.com/ulid/spec
 */
export function createUlidSource(clock: Clock, random: () => number): IdSource {
  const next = monotonicFactory(random);
  return () => next(clock.nowMs());
}
