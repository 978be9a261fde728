import type { Clock, Timer } from './clock.ts';

interface PendingTimer {
  readonly dueMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * A clock that moves only when told. `advance` fires the timers that fall due, in order of time,
 * and lets promises settle between them, so that a loop that sleeps again is woken again.
 *
 * @example
 * const clock = new VirtualClock(Date.parse('2026-01-01T00:00:00Z'));
 * await clock.advance(10 * 60_000);
 */
export class VirtualClock implements Clock {
  #nowMs: number;
  #order = 0;
  readonly #pending = new Set<PendingTimer>();

  constructor(startMs = 1_767_225_600_000) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): Timer {
    const timer = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, callback };
    this.#pending.add(timer);
    return { cancel: () => void this.#pending.delete(timer) };
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer = this.after(delayMs, resolve);
      signal?.addEventListener('abort', () => {
        timer.cancel();
        reject(signal.reason);
      });
      return undefined;
    });
  }

  /** Number of timers waiting; 0 when everything that could run has run. */
  get pendingTimers(): number {
    return this.#pending.size;
  }

  /** Moves time forward by `durationMs`, firing what falls due on the way. */
  async advance(durationMs: number): Promise<void> {
    const targetMs = this.#nowMs + durationMs;
    await settle();
    for (let next = this.#nextDue(targetMs); next; next = this.#nextDue(targetMs)) {
      this.#nowMs = next.dueMs;
      this.#pending.delete(next);
      next.callback();
      await settle();
    }
    this.#nowMs = targetMs;
    await settle();
  }

  #nextDue(untilMs: number): PendingTimer | undefined {
    let next: PendingTimer | undefined;
    for (const timer of this.#pending) {
      if (timer.dueMs > untilMs) continue;
      const sooner = !next || timer.dueMs < next.dueMs;
      const sameButEarlier = next && timer.dueMs === next.dueMs && timer.order < next.order;
      if (sooner || sameButEarlier) next = timer;
    }
    return next;
  }
}

/** Lets queued promise reactions and immediate I/O callbacks run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
