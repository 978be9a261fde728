import type { Clock } from '../clock/clock.ts';
import { AppError } from '../errors/app-error.ts';
import { BoundedMap } from '../model/bounded-map.ts';

export interface RatePolicy {
  /** Most in one window, inclusive. */
  readonly most: number;
  readonly windowMs: number;
}

interface Window {
  readonly endsAtMs: number;
  readonly count: number;
}

const MAX_KEYS = 10_000;

/** Counts what somebody causes, in windows that begin with the first of each. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #policy: RatePolicy;
  readonly #windows = new BoundedMap<string, Window>(MAX_KEYS);

  constructor(clock: Clock, policy: RatePolicy) {
    this.#clock = clock;
    this.#policy = policy;
  }

  /**
   * Counts one. `what` is named to people, e.g. `test messages`.
   * @throws AppError `limited`, with Retry-After, when the window is used up.
   */
  take(key: string, what: string): void {
    const { most, windowMs } = this.#policy;
    const nowMs = this.#clock.monotonicMs();
    const known = this.#windows.get(key);
    const window =
      known && known.endsAtMs > nowMs ? known : { endsAtMs: nowMs + windowMs, count: 0 };
    if (window.count >= most) {
      const retryAfterSeconds = Math.ceil((window.endsAtMs - nowMs) / 1_000);
      const message = `at most ${most} ${what} in ${windowMs / 1_000} s; try again in ${retryAfterSeconds} s`;
      throw new AppError('limited', message, { retryAfterSeconds });
    }
    this.#windows.set(key, { ...window, count: window.count + 1 });
  }
}
