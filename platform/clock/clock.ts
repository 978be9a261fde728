/** A running timer; `cancel` is idempotent. */
export interface Timer {
  cancel(): void;
}

/**
 * Time as a parameter. Everything that reads the time, waits, or schedules takes a Clock, so that
 * tests move time by hand. Instants are Unix milliseconds.
 */
export interface Clock {
  /** Wall clock, Unix milliseconds. */
  nowMs(): number;
  /** Monotonic milliseconds with fraction, for measuring durations only. */
  monotonicMs(): number;
  /** Calls back once after `delayMs` (>= 0). Timers do not keep the process alive. */
  after(delayMs: number, callback: () => void): Timer;
  /** Resolves after `delayMs`; rejects with the signal's reason when aborted. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}
