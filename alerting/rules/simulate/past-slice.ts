import type { Labels } from '../../../platform/model/labels.ts';
import type { RangeSeries } from '../../../queries/templates/ask-metrics.ts';

/** Evaluation instants that follow each other: `startMs`, `startMs + stepMs`, … */
export interface InstantGrid {
  readonly startMs: number;
  readonly stepMs: number;
  /** How many there are. */
  readonly count: number;
}

/** One series of a rule's expression at the instants of a grid. */
export interface SliceRow {
  readonly labels: Labels;
  readonly values: Float64Array;
  /** 1 where there is a value: NaN is one. */
  readonly present: Uint8Array;
}

/** What the expression gave at the instants of a grid. */
export interface PastSlice extends InstantGrid {
  readonly rows: readonly SliceRow[];
}

/** The series of an answer on their grid; points beside it are left out. */
export function sliceOf(series: readonly RangeSeries[], grid: InstantGrid): PastSlice {
  const { startMs, stepMs, count } = grid;
  const rows = series.map(({ labels, points }): SliceRow => {
    const values = new Float64Array(count);
    const present = new Uint8Array(count);
    for (const [atMs, value] of points) {
      const index = (atMs - startMs) / stepMs;
      if (!Number.isInteger(index) || index < 0 || index >= count) continue;
      values[index] = value;
      present[index] = 1;
    }
    return { labels, values, present };
  });
  return { startMs, stepMs, count, rows };
}
