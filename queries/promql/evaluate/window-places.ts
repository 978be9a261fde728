import { type Grid, gridTime } from './grid.ts';
import type { RangeSource } from './range-source.ts';
import { newRangeWindow, type RangeWindow } from './range-window.ts';
import { type RawSeries, referenceTime } from './selection.ts';

/**
 * Where the windows of a range vector lie over its series: one window that moves over one series
 * after another. Within a series both of its ends only ever move forward, so all steps together
 * take the time of reading the samples once.
 */
export class WindowPlaces {
  /** The one window. */
  readonly window: RangeWindow;
  readonly #grid: Grid;
  /** The end of the range at each step. */
  readonly #ends: Float64Array;
  /** From the end of the range back to the last instant that is before the window. */
  readonly #reachMs: number;
  readonly #afterMs: number;
  #from = 0;
  #to = -1;

  constructor(source: RangeSource, grid: Grid) {
    const { rangeMs, beforeMs, afterMs, isClosed, reference } = source;
    this.window = newRangeWindow(rangeMs);
    this.#grid = grid;
    this.#ends = new Float64Array(grid.steps);
    for (let step = 0; step < grid.steps; step++) {
      this.#ends[step] = referenceTime(reference, grid, step);
    }
    // Instants are whole milliseconds.
    this.#reachMs = rangeMs + beforeMs + (isClosed ? 1 : 0);
    this.#afterMs = afterMs;
  }

  /** The window, over another series from the first step on. */
  over({ times, values, count }: RawSeries): RangeWindow {
    const window = this.window;
    window.times = times;
    window.values = values;
    window.count = count;
    this.#from = 0;
    this.#to = -1;
    return window;
  }

  /** Places the window at a later step; false where it holds no sample. */
  move(step: number): boolean {
    const window = this.window;
    const { times, count } = window;
    const endMs = this.#ends[step] ?? 0;
    const newest = endMs + this.#afterMs;
    const oldest = endMs - this.#reachMs;
    let to = this.#to;
    while (to + 1 < count && (times[to + 1] ?? 0) <= newest) to++;
    let from = this.#from;
    while (from <= to && (times[from] ?? 0) <= oldest) from++;
    this.#to = to;
    this.#from = from;
    if (from > to) return false;
    window.from = from;
    window.to = to;
    window.startMs = endMs - window.rangeMs;
    window.endMs = endMs;
    window.nowMs = gridTime(this.#grid, step);
    window.step = step;
    return true;
  }
}
