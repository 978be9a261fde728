import type { Clock } from '../../clock/clock.ts';

export interface TokenBucketOptions {
  readonly perSecond: number;
  /** So many at once after a rest; >= 1. */
  readonly burst: number;
  readonly clock: Clock;
}

/** Bounds how often something is done: those who come too early wait their turn, in order. */
export class TokenBucket {
  readonly #options: TokenBucketOptions;
  #tokens: number;
  #atMs: number;

  constructor(options: TokenBucketOptions) {
    this.#options = options;
    this.#tokens = options.burst;
    this.#atMs = options.clock.monotonicMs();
  }

  /** Resolves when it is our turn; rejects with the signal's reason. */
  async take(signal?: AbortSignal): Promise<void> {
    const { perSecond, burst, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    this.#tokens = Math.min(burst, this.#tokens + ((nowMs - this.#atMs) / 1_000) * perSecond);
    this.#atMs = nowMs;
    this.#tokens -= 1; // below zero it counts those who wait
    if (this.#tokens < 0) await clock.sleep((-this.#tokens / perSecond) * 1_000, signal);
  }
}
