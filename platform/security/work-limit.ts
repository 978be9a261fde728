import { AppError } from '../errors/app-error.ts';

/** Runs at most so many tasks at once, and lets at most so many wait. */
export class WorkLimit {
  readonly #maxRunning: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(maxRunning: number, maxWaiting: number) {
    this.#maxRunning = maxRunning;
    this.#maxWaiting = maxWaiting;
  }

  /** Rejects with AppError `unavailable` when too many wait, else with what the task throws. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await task();
    } finally {
      this.#leave();
    }
  }

  #enter(): Promise<void> {
    if (this.#running < this.#maxRunning) {
      this.#running += 1;
      return Promise.resolve();
    }
    if (this.#waiting.length >= this.#maxWaiting) {
      return Promise.reject(
        new AppError('unavailable', 'Too many sign-ins at once; try again in a few seconds.', {
          retryAfterSeconds: 5,
        }),
      );
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** The place goes straight to the next in line. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }
}
