import type { MessageClock } from './message-clock.ts';

/** A clock as it was read. */
export interface DueClock {
  readonly clock: MessageClock;
  /** False: it only waits with a group that has one that is due. */
  readonly isDue: boolean;
  /** An earlier message of the incident has not reached the channel yet. */
  readonly isWaiting: boolean;
}

/** What is due at an instant, with what waits for the same groups. */
export interface DueClocks {
  readonly clocks: readonly DueClock[];
  /** When their groups were told last, by id. */
  readonly toldAtMs: ReadonlyMap<string, number>;
}
