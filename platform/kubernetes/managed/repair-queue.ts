import type { Clock, Timer } from '../../clock/clock.ts';

/** After so long without a repair an object is as if it had never been repaired. */
const FORGOTTEN_MS = 600_000;
/** Repairs of one object that follow each other at once. */
const AT_ONCE = 3;
const [MIN_DELAY_MS, MAX_DELAY_MS] = [1_000, 60_000];

/**
 * Which objects to repair, and when: at once, and later and later for one that somebody changes
 * again and again, or that cannot be repaired.
 */
export class RepairQueue {
  readonly #clock: Clock;
  readonly #run: (ids: readonly string[]) => void;
  readonly #dueMs = new Map<string, number>();
  readonly #past = new Map<string, { readonly count: number; readonly atMs: number }>();
  #timer: Timer | undefined;
  #isClosed = false;

  /** @param run repairs these; told only what is due. Must not throw. */
  constructor(clock: Clock, run: (ids: readonly string[]) => void) {
    this.#clock = clock;
    this.#run = run;
  }

  /** @param hasFailed it was tried and did not help: not at once */
  add(id: string, hasFailed = false): void {
    if (this.#dueMs.has(id)) return;
    const nowMs = this.#clock.monotonicMs();
    const { count, atMs } = this.#past.get(id) ?? { count: 0, atMs: 0 };
    const before = nowMs - atMs < FORGOTTEN_MS ? count : 0;
    this.#past.set(id, { count: before + 1, atMs: nowMs });
    const growing = MIN_DELAY_MS * 2 ** Math.max(before - AT_ONCE, 0);
    const isAtOnce = before < AT_ONCE && !hasFailed;
    this.#dueMs.set(id, nowMs + (isAtOnce ? 0 : Math.min(growing, MAX_DELAY_MS)));
    this.#plan();
  }

  /** No repair is needed any more. */
  delete(id: string): void {
    this.#dueMs.delete(id);
  }

  /** Nothing is known of objects that are none of these. */
  keep(has: (id: string) => boolean): void {
    for (const id of this.#past.keys()) if (!has(id)) this.#past.delete(id);
    for (const id of this.#dueMs.keys()) if (!has(id)) this.#dueMs.delete(id);
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }

  #plan(): void {
    this.#timer?.cancel();
    if (this.#isClosed || this.#dueMs.size === 0) return;
    const nextMs = Math.min(...this.#dueMs.values());
    const delayMs = Math.max(nextMs - this.#clock.monotonicMs(), 0);
    this.#timer = this.#clock.after(Math.ceil(delayMs), () => this.#fire());
  }

  #fire(): void {
    const nowMs = this.#clock.monotonicMs();
    const due = [...this.#dueMs].filter(([, dueMs]) => dueMs <= nowMs).map(([id]) => id);
    for (const id of due) this.#dueMs.delete(id);
    if (due.length > 0) this.#run(due);
    this.#plan();
  }
}
