import type { AskError } from '../../../queries/templates/ask-metrics.ts';
import type { OpenPast } from './ask-past.ts';
import type { PastNotice } from './past-result.ts';
import { type InstantGrid, type PastSlice, sliceOf } from './past-slice.ts';
import { firstSlice, gridOf, MAX_VALUES, nextSlice, type PastRange } from './plan-slices.ts';
import type { RuleSimulation } from './rule-simulation.ts';

/** The first slice with all instants that will come, or why there is none. */
type Read =
  | { readonly kind: 'slice'; readonly slice: PastSlice; readonly instants: InstantGrid }
  | { readonly kind: 'failed'; readonly error: AskError };

/** Reads the past of a rule's expression on one cluster in slices. */
export class PastReader {
  readonly #open: OpenPast;
  readonly #expression: string;
  readonly #range: PastRange;
  readonly #intervalMs: number;
  readonly #signal: AbortSignal;
  readonly #warnings = new Set<string>();
  #grid: InstantGrid;
  #cutAtMs: number | null = null;

  constructor(
    open: OpenPast,
    expression: string,
    range: PastRange,
    intervalMs: number,
    signal: AbortSignal,
  ) {
    this.#open = open;
    this.#expression = expression;
    this.#range = range;
    this.#intervalMs = intervalMs;
    this.#signal = signal;
    this.#grid = gridOf(range, intervalMs, 1);
  }

  /** The first slice, in a rhythm that is coarse enough for all that will come. */
  async first(): Promise<Read> {
    const first = await this.#ask(firstSlice(this.#grid));
    if (first.kind === 'failed') return first;
    const grid = gridOf(this.#range, this.#intervalMs, Math.max(1, first.slice.rows.length));
    if (grid.stepMs === this.#grid.stepMs) return first;
    this.#grid = grid;
    return this.#ask(firstSlice(grid));
  }

  /** Gives the simulation all slices; what is next is asked for while it works. */
  async feed(first: PastSlice, simulation: RuleSimulation): Promise<AskError | null> {
    let slice = first;
    let done = 0;
    let values = 0;
    for (;;) {
      done += slice.count;
      values += slice.count * slice.rows.length;
      const next = values > 2 * MAX_VALUES ? null : nextSlice(this.#grid, done, slice.rows.length);
      const asked = next === null ? null : this.#ask(next);
      // It is awaited below, but for a simulation that throws meanwhile.
      asked?.catch(() => undefined); // awaited, and told, when its turn comes
      await simulation.take(slice);
      this.#signal.throwIfAborted();
      if (asked === null || simulation.isFull) break;
      const read = await asked;
      if (read.kind === 'failed') return read.error;
      slice = read.slice;
    }
    if (done < this.#grid.count && !simulation.isFull) {
      this.#cutAtMs = this.#grid.startMs + (done - 1) * this.#grid.stepMs;
    }
    return null;
  }

  notices(): readonly PastNotice[] {
    const { stepMs } = this.#grid;
    const intervalMs = this.#intervalMs;
    return [
      ...(stepMs > intervalMs ? [{ kind: 'coarser_step', stepMs, intervalMs } as const] : []),
      ...(this.#cutAtMs === null ? [] : [{ kind: 'cut_off', untilMs: this.#cutAtMs } as const]),
      ...[...this.#warnings].map((message) => ({ kind: 'warning', message }) as const),
    ];
  }

  async #ask(grid: InstantGrid): Promise<Read> {
    const { startMs, stepMs, count } = grid;
    if (count === 0) return { kind: 'slice', slice: sliceOf([], grid), instants: this.#grid };
    const endMs = startMs + (count - 1) * stepMs;
    const time = { kind: 'range', startMs, endMs, stepMs } as const;
    const answer = await this.#open.ask(this.#expression, time, this.#signal);
    if (answer.kind === 'error') return { kind: 'failed', error: answer.error };
    for (const warning of answer.warnings) this.#warnings.add(warning);
    const series = answer.kind === 'matrix' ? answer.series : [];
    return { kind: 'slice', slice: sliceOf(series, grid), instants: this.#grid };
  }
}
