import type { Socket } from 'node:net';
import type { Clock, Timer } from '../../../platform/clock/clock.ts';
import { type BackoffPolicy, backoffDelayMs } from '../../../platform/lifecycle/backoff.ts';
import { assertNever } from '../../../platform/model/assert-never.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { MetricsSnapshot } from '../../../platform/observe/metrics.ts';
import { type FromWorker, readFromWorker, type ToWorker } from './messages.ts';
import { closerOf, isStillHere } from './socket-handle.ts';
import type { StartWorker, WorkerExit, WorkerProcess } from './worker-process.ts';
import { WorkerReports } from './worker-reports.ts';

export interface WorkerSlotOptions {
  readonly slot: number;
  readonly startWorker: StartWorker;
  /** The first message, with everything as it is now. */
  readonly greeting: () => ToWorker;
  /** Answers a worker that asks who somebody is; never rejects. */
  readonly authenticate: (
    question: Extract<FromWorker, { kind: 'authenticate' }>,
  ) => Promise<ToWorker>;
  /** A connection that the worker did not take. */
  readonly onStranded: (socket: Socket, head: string) => void;
  /** It ended without being asked to. */
  readonly onLost: () => void;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

/** Without a word for so long, a worker is killed: what it keeps may be out of date. */
const ACKNOWLEDGE_MS = 5_000;
const START_MS = 30_000;
/** How often it is asked whether it is there, and how often in a row it may not answer. */
const WATCH_MS = 10_000;
const MAX_MISSED = 3;
/** After so long without trouble, earlier failures do not count. */
const SETTLED_MS = 60_000;
/** Connections on their way to the worker; beyond it does not keep up. */
const MAX_ON_THE_WAY = 1_000;
/** Of the connections that were sent, only the last can be unconfirmed: Node sends one at a time. */
const MAX_UNCONFIRMED = 2;
const BACKOFF: BackoffPolicy = { minMs: 200, maxMs: 30_000, factor: 2, jitter: 0.2 };

/**
 * `starting`: it may not answer anything yet. `opening`: it was told to serve, and so must
 * acknowledge; `serving`: it takes connections.
 */
type Phase = 'off' | 'starting' | 'opening' | 'serving';

/** A connection on its way to the worker. */
interface Handed {
  /** What was read from it. */
  readonly head: string;
  readonly close: () => void;
}

interface Waiter {
  readonly sequence: number;
  readonly resolve: () => void;
}

/** The place of one worker: starts it, starts it again when it ends, and speaks with it. */
export class WorkerSlot {
  readonly #options: WorkerSlotOptions;
  #process: WorkerProcess | null = null;
  #phase: Phase = 'off';
  #isEnding = false;
  #failures = 0;
  #servingSinceMs = 0;
  #timer: Timer | null = null;
  #told = 0;
  #acknowledged = 0;
  readonly #waiters = new Set<Waiter>();
  readonly #onTheWay = new Map<Socket, Handed>();
  /** Closes those sent last: Node never closes one whose receiver ended before it confirmed it. */
  #unconfirmed: readonly (() => void)[] = [];
  readonly #reports: WorkerReports;
  readonly #onServing = new Set<() => void>();
  readonly #onOff = new Set<() => void>();

  constructor(options: WorkerSlotOptions) {
    this.#options = options;
    this.#reports = new WorkerReports(options.clock);
  }

  get isServing(): boolean {
    return this.#phase === 'serving';
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  start(): void {
    const { startWorker, greeting, clock } = this.#options;
    this.#phase = 'starting';
    this.#told = 0;
    this.#acknowledged = 0;
    this.#process = startWorker({
      onMessage: (value) => this.#heard(value),
      onExit: (how) => this.#exited(how),
    });
    this.#process.send(greeting());
    this.#timer = clock.after(START_MS, () => this.#give('worker does not come up'));
  }

  /** Resolves when it serves, or when the signal aborts. */
  untilServing(signal: AbortSignal): Promise<void> {
    if (this.isServing || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      this.#onServing.add(resolve);
    });
  }

  /** Sends what must be acknowledged. */
  tell(sequence: number, message: ToWorker): void {
    if (this.#phase === 'off') return;
    this.#told = sequence;
    this.#process?.send(message);
  }

  /**
   * Resolves when the worker has acknowledged everything that it was told, or does not run any more.
   * One that does not in time is ended.
   */
  settled(): Promise<void> {
    const answers = this.#phase === 'opening' || this.#phase === 'serving';
    if (!answers || this.#acknowledged >= this.#told) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#options.clock.after(ACKNOWLEDGE_MS, () =>
        this.#give('worker does not acknowledge'),
      );
      const waiter: Waiter = {
        sequence: this.#told,
        resolve: () => {
          timer.cancel();
          this.#waiters.delete(waiter);
          resolve();
        },
      };
      this.#waiters.add(waiter);
    });
  }

  /** Hands a connection over; false: it stays with the caller. Reading must have been stopped. */
  take(socket: Socket, head: string): boolean {
    if (!this.isServing || this.#isEnding || this.#onTheWay.size >= MAX_ON_THE_WAY) return false;
    const close = closerOf(socket);
    this.#onTheWay.set(socket, { head, close });
    this.#process?.send({ kind: 'connection', head }, socket, (error) => {
      if (error) this.#strand(socket);
      else if (this.#onTheWay.delete(socket)) {
        this.#unconfirmed = [...this.#unconfirmed, close].slice(-MAX_UNCONFIRMED);
      }
    });
    return true;
  }

  /** What this worker and those before it have counted; the last known when it does not answer. */
  async report(): Promise<readonly MetricsSnapshot[]> {
    if (this.isServing) await this.#askReport();
    return this.#reports.known();
  }

  /** Resolves when it has finished what it had begun and ended. It is not started again. */
  drain(): Promise<void> {
    this.#isEnding = true;
    if (this.#phase === 'off') return this.#rest();
    const off = new Promise<void>((resolve) => this.#onOff.add(resolve));
    if (this.#phase === 'starting') this.#process?.kill();
    else this.#process?.send({ kind: 'drain' });
    return off;
  }

  /** Ends it at once; resolves when it has ended. */
  stop(): Promise<void> {
    const drained = this.drain();
    this.#process?.kill();
    return drained;
  }

  #rest(): Promise<void> {
    this.#timer?.cancel();
    return Promise.resolve();
  }

  #heard(value: unknown): void {
    const message = readFromWorker(value);
    if (message) this.#take(message);
    else this.#give('worker sends what is no message');
  }

  #take(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        this.#phase = 'opening';
        this.#process?.send({ kind: 'serve' });
        return;
      case 'serving':
        this.#serves();
        return;
      case 'acknowledged':
        this.#acknowledged = message.sequence;
        for (const waiter of [...this.#waiters]) {
          if (waiter.sequence <= message.sequence) waiter.resolve();
        }
        return;
      case 'authenticate': {
        const asker = this.#process;
        void this.#options.authenticate(message).then((answer) => asker?.send(answer));
        return;
      }
      case 'report':
        this.#reports.heard(message.id, asSnapshot(message.metrics));
        return;
      default:
        assertNever(message);
    }
  }

  #serves(): void {
    this.#timer?.cancel();
    this.#phase = 'serving';
    const { clock, logger, slot } = this.#options;
    this.#servingSinceMs = clock.monotonicMs();
    logger.info({ worker: slot, pid: this.pid }, 'query worker serves');
    for (const resolve of this.#onServing) resolve();
    this.#onServing.clear();
    this.#watch(0);
  }

  /** One that hangs would keep its connections waiting for ever. */
  #watch(missed: number): void {
    const watched = this.#process;
    this.#timer = this.#options.clock.after(WATCH_MS, () => {
      void this.#askReport().then((hasAnswered) => {
        if (this.#process !== watched) return;
        if (hasAnswered) this.#watch(0);
        else if (missed + 1 < MAX_MISSED) this.#watch(missed + 1);
        else this.#give('worker does not answer');
      });
    });
  }

  #askReport(): Promise<boolean> {
    return this.#reports.ask((id) => this.#process?.send({ kind: 'report', id }));
  }

  #give(why: string): void {
    const { logger, slot } = this.#options;
    logger.error({ worker: slot, pid: this.pid, why }, 'query worker is ended by force');
    this.#process?.kill();
  }

  #exited({ code, signal }: WorkerExit): void {
    this.#timer?.cancel();
    const servedMs =
      this.#phase === 'serving' ? this.#options.clock.monotonicMs() - this.#servingSinceMs : 0;
    this.#phase = 'off';
    this.#process = null;
    this.#reports.processEnded();
    for (const waiter of [...this.#waiters]) waiter.resolve();
    for (const close of this.#unconfirmed) close();
    this.#unconfirmed = [];
    for (const socket of [...this.#onTheWay.keys()]) this.#strand(socket);
    for (const resolve of this.#onOff) resolve();
    this.#onOff.clear();
    if (!this.#isEnding) this.#again({ code, signal }, servedMs);
  }

  #again({ code, signal }: WorkerExit, servedMs: number): void {
    const { clock, logger, random, slot, onLost } = this.#options;
    onLost();
    this.#failures = servedMs >= SETTLED_MS ? 1 : this.#failures + 1;
    const retryInMs = backoffDelayMs(BACKOFF, this.#failures, random);
    logger.warn({ worker: slot, code, signal, retryInMs }, 'query worker ended, it starts again');
    this.#timer = clock.after(retryInMs, () => this.start());
  }

  #strand(socket: Socket): void {
    const handed = this.#onTheWay.get(socket);
    if (!handed) return;
    this.#onTheWay.delete(socket);
    if (isStillHere(socket)) {
      this.#options.onStranded(socket, handed.head);
      return;
    }
    socket.destroy();
    handed.close();
  }
}

/** The message was checked; the library's own type says nothing that matters beyond it. */
function asSnapshot(metrics: unknown): MetricsSnapshot {
  return metrics as MetricsSnapshot;
}
