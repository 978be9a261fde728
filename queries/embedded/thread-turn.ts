import type { Clock } from '../../platform/clock/clock.ts';
import { QueryFailure } from '../source/query-failure.ts';
import type { Turn } from '../source/turn.ts';

/** How long one question may hold the thread before the others have their turn. */
const SLICE_MS = 10;

/** Between two looks at the clock, since asking what time it is costs more than to count. */
const LOOKS_BETWEEN = 16;

export interface TurnLimits {
  readonly timeoutMs: number;
  /** Held at once. */
  readonly maxSamples: number;
  readonly maxBytes: number;
}

export interface ThreadTurnOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly limits: TurnLimits;
  /** Resolves when whatever else waits for the thread has had its turn. */
  readonly letOthersGo: () => Promise<void>;
}

/** A question's share of a thread that answers several, one after the other in slices. */
export class ThreadTurn implements Turn {
  readonly #options: ThreadTurnOptions;
  readonly #endsAtMs: number;
  #sliceEndsAtMs: number;
  #looks = 0;
  #samples = 0;
  #peakSamples = 0;
  #bytes = 0;
  #isCanceled = false;

  constructor(options: ThreadTurnOptions) {
    this.#options = options;
    const nowMs = options.clock.monotonicMs();
    this.#endsAtMs = nowMs + options.limits.timeoutMs;
    this.#sliceEndsAtMs = nowMs + SLICE_MS;
  }

  /** Ends the question at its next rest. */
  cancel(): void {
    this.#isCanceled = true;
  }

  /** Most samples that were held at once. */
  get peakSamples(): number {
    return this.#peakSamples;
  }

  get bytes(): number {
    return this.#bytes;
  }

  isDue(): boolean {
    this.#looks += 1;
    if (this.#looks < LOOKS_BETWEEN) return false;
    this.#looks = 0;
    return this.#options.clock.monotonicMs() >= this.#sliceEndsAtMs;
  }

  async rest(): Promise<void> {
    const { clock, letOthersGo } = this.#options;
    await letOthersGo();
    if (this.#isCanceled) throw new QueryFailure('canceled', 'context canceled');
    const nowMs = clock.monotonicMs();
    if (nowMs >= this.#endsAtMs) {
      throw new QueryFailure('timeout', 'query timed out in expression evaluation');
    }
    this.#sliceEndsAtMs = nowMs + SLICE_MS;
  }

  holdSamples(count: number): void {
    this.#samples += count;
    this.#peakSamples = Math.max(this.#peakSamples, this.#samples);
    if (this.#samples <= this.#options.limits.maxSamples) return;
    throw new QueryFailure(
      'execution',
      'query processing would load too many samples into memory in query execution',
    );
  }

  readBytes(count: number): void {
    this.#bytes += count;
    const { maxBytes } = this.#options.limits;
    if (this.#bytes <= maxBytes) return;
    throw new QueryFailure(
      'execution',
      `the query would read more than ${maxBytes} bytes; ask for less time or fewer streams`,
    );
  }
}
