import type { Clock, Timer } from '../clock/clock.ts';
import type { Logger } from '../observe/logger.ts';
import { type BackoffPolicy, backoffDelayMs, DEFAULT_BACKOFF, heedRetryAfter } from './backoff.ts';
import type { Service } from './service.ts';

/** A service that does the same thing again and again. */
export interface RunningLoop extends Service {
  /**
   * There is work: run now, or right after the run under way. After a failure it changes nothing,
   * so that work coming in cannot defeat the back-off.
   */
  wake(): void;
}

export interface RunningLoopOptions {
  /** e.g. `outbox`; the name of the service. */
  readonly name: string;
  /**
   * One run. Resolves to the delay in milliseconds before the next one; a throw is a failure, and
   * the next run comes after the back-off, or later where an AppError says so. The signal aborts when the loop must end at once.
   */
  readonly run: (signal: AbortSignal) => Promise<number>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** In [0, 1), for jitter. */
  readonly random: () => number;
  readonly backoff?: BackoffPolicy;
  /** Delay before the first run; 0 by default. */
  readonly firstDelayMs?: number;
}

/** Failures in a row from which a human has to look. */
const ERROR_FROM_FAILURES = 5;

/**
 * Makes a loop of a function. Runs never overlap. A failure is logged here and nowhere else: the
 * first as info, then warn, from the fifth in a row as error; so is the recovery.
 */
export function createRunningLoop(options: RunningLoopOptions): RunningLoop {
  return new Loop(options);
}

class Loop implements RunningLoop {
  readonly name: string;
  readonly #options: RunningLoopOptions;
  readonly #abort = new AbortController();
  #phase: 'new' | 'open' | 'closing' = 'new';
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
  #isRunning = false;
  #isWoken = false;
  #failures = 0;

  constructor(options: RunningLoopOptions) {
    this.name = options.name;
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#phase = 'open';
    this.#plan(this.#options.firstDelayMs ?? 0);
  }

  wake(): void {
    if (this.#isRunning) {
      this.#isWoken = true;
      return;
    }
    if (this.#failures === 0 && this.#phase === 'open') this.#plan(0);
  }

  async drain(signal: AbortSignal): Promise<void> {
    this.#close();
    const abort = () => this.#abort.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    await this.#running;
    signal.removeEventListener('abort', abort);
  }

  async stop(): Promise<void> {
    this.#close();
    this.#abort.abort(new Error(`${this.name} is stopped`));
    await this.#running;
  }

  #close(): void {
    this.#phase = 'closing';
    this.#timer?.cancel();
  }

  #plan(delayMs: number): void {
    this.#timer?.cancel();
    if (this.#phase !== 'open') return;
    this.#timer = this.#options.clock.after(delayMs, () => {
      this.#running = this.#runOnce();
    });
  }

  async #runOnce(): Promise<void> {
    this.#isRunning = true;
    this.#isWoken = false;
    let delayMs: number;
    try {
      delayMs = await this.#options.run(this.#abort.signal);
      this.#recovered();
      if (this.#isWoken) delayMs = 0;
    } catch (thrown) {
      delayMs = this.#failed(thrown);
    }
    this.#isRunning = false;
    this.#plan(delayMs);
  }

  #recovered(): void {
    if (this.#failures === 0) return;
    this.#options.logger.info({ loop: this.name, failures: this.#failures }, 'loop recovered');
    this.#failures = 0;
  }

  #failed(thrown: unknown): number {
    const { logger, random, backoff = DEFAULT_BACKOFF } = this.#options;
    if (this.#abort.signal.aborted) return 0;
    this.#failures += 1;
    const delayMs = heedRetryAfter(backoffDelayMs(backoff, this.#failures, random), thrown);
    const fields = { loop: this.name, err: thrown, failures: this.#failures, retryInMs: delayMs };
    logger[levelOf(this.#failures)](fields, 'loop run failed');
    return delayMs;
  }
}

function levelOf(failures: number): 'info' | 'warn' | 'error' {
  if (failures === 1) return 'info';
  return failures < ERROR_FROM_FAILURES ? 'warn' : 'error';
}
