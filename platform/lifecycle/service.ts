/**
 * A part of the process with a life of its own: a loop, a listener, a worker.
 *
 * start()  resolves when it works; rejects when it cannot (the process then does not start).
 * drain()  takes no new work, finishes what was begun; must resolve by itself or when the signal
 *          aborts (the grace period is over).
 * stop()   frees everything; after it nothing of the service runs. Called once, also after a
 *          failed start.
 *
 * Services start in the order given and drain and stop in reverse order.
 */
export interface Service {
  /** e.g. `outbox`, for logs and readiness. */
  readonly name: string;
  start(): Promise<void>;
  drain(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}
