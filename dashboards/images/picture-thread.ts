import type { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { type OfOwner, OwnerTurns } from '../../platform/model/owner-turns.ts';

/** Work for the thread, and who waits for it. */
export interface ThreadJob extends OfOwner {
  /** Hands it to the thread. @returns how long it may take, in milliseconds; may throw */
  readonly begin: (post: (message: unknown) => void) => number;
  readonly reject: (reason: unknown) => void;
}

export interface PictureThreadOptions<Job extends ThreadJob> {
  /** As messages name one and several of what is drawn, e.g. `picture`, `pictures`. */
  readonly words: { readonly one: string; readonly many: string };
  readonly most: { readonly waiting: number; readonly ofOwner: number };
  readonly spawn: () => Worker;
  /** What a thread says, with what it works on; not that of one which was ended. */
  readonly heard: (message: unknown, current: Job | null) => void;
  /** A thread is there no more. */
  readonly ended?: () => void;
  /** With nothing to do for so long the thread ends; left out: never. */
  readonly idleMs?: number;
  readonly clock: Pick<Clock, 'after'>;
}

/**
 * One thread that draws one thing after the other, owners in turn. It begins with the first job, and is
 * ended with one that takes too long: the next has another.
 */
export class PictureThread<Job extends ThreadJob> {
  readonly #options: PictureThreadOptions<Job>;
  readonly #waiting = new OwnerTurns<Job>();
  #current: Job | null = null;
  #worker: Worker | null = null;
  #timer: Timer | null = null;
  #isStopped = false;

  constructor(options: PictureThreadOptions<Job>) {
    this.#options = options;
  }

  get current(): Job | null {
    return this.#current;
  }

  /** Why nothing more of the owner is taken: `limited`, or `unavailable` after the stop. */
  refusal(owner: string): AppError | null {
    const { words, most } = this.#options;
    if (this.#isStopped) return this.#stopped();
    const isOfOwner = this.#waiting.of(owner) >= most.ofOwner;
    if (!isOfOwner && this.#waiting.size < most.waiting) return null;
    const crowd = isOfOwner
      ? `${most.ofOwner} ${words.many} of ${owner}`
      : `${most.waiting} ${words.many}`;
    return new AppError('limited', `${crowd} wait to be drawn; try again`);
  }

  push(job: Job): void {
    this.#waiting.push(job);
    this.#next();
  }

  /** Who asked has gone: what is drawn for nobody is ended, with its thread. */
  leave(job: Job, reason: unknown): void {
    if (this.#waiting.remove(job)) {
      job.reject(reason);
    } else if (this.#current === job) {
      void this.#end();
      this.settle(({ reject }) => reject(reason));
    }
  }

  /** Begins the thread, so that the next job need not wait for it; what fails is said by that one. */
  prepare(): void {
    if (this.#isStopped || this.#worker !== null) return;
    try {
      this.#worker = this.#spawn();
    } catch {
      // The job that needs it tries again, and rejects with the reason.
      this.#worker = null;
    }
  }

  post(message: unknown): void {
    this.#worker?.postMessage(message);
  }

  /** Ends what is drawn, and its thread, when so much time has passed from now. */
  limit(limitMs: number): void {
    const { clock, words } = this.#options;
    this.#timer?.cancel();
    this.#timer = clock.after(limitMs, () => {
      void this.#end();
      const message = `the ${words.one} was not drawn within ${limitMs} ms`;
      this.settle(({ reject }) => reject(new AppError('timeout', message)));
    });
  }

  /** Done with what is drawn; the next begins. */
  settle(how: (job: Job) => void): void {
    const current = this.#current;
    this.#current = null;
    this.#timer?.cancel();
    this.#timer = null;
    if (current !== null) how(current);
    if (!this.#isStopped) this.#next();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const { reject } of this.#waiting.takeAll()) reject(this.#stopped());
    await this.#end();
    this.settle(({ reject }) => reject(this.#stopped()));
  }

  #next(): void {
    if (this.#current !== null) return;
    const { clock, idleMs, words } = this.#options;
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#timer?.cancel();
      this.#timer = idleMs === undefined ? null : clock.after(idleMs, () => void this.#end());
      return;
    }
    this.#current = next;
    try {
      this.#worker ??= this.#spawn();
      this.limit(next.begin((message) => this.post(message)));
    } catch (cause) {
      const message = `the thread of ${words.many} cannot be started`;
      this.settle(({ reject }) => reject(new AppError('internal', message, { cause })));
    }
  }

  #spawn(): Worker {
    const worker = this.#options.spawn();
    worker.unref();
    worker.on('message', (message: unknown) => {
      if (this.#worker === worker) this.#options.heard(message, this.#current);
    });
    worker.on('error', (cause) => this.#died(worker, cause));
    worker.on('exit', () => this.#died(worker, null));
    return worker;
  }

  /** An ended one of before is not missed. */
  #died(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return;
    this.#forget();
    if (this.#current === null) return;
    const message = `the thread of ${this.#options.words.many} has ended`;
    this.settle(({ reject }) => reject(new AppError('internal', message, { cause })));
  }

  #end(): Promise<unknown> {
    const worker = this.#worker;
    this.#forget();
    return worker === null ? Promise.resolve() : worker.terminate();
  }

  #forget(): void {
    this.#worker = null;
    this.#options.ended?.();
  }

  #stopped(): AppError {
    return new AppError('unavailable', `${this.#options.words.many} are not drawn any more`);
  }
}
