import type { InstantGrid } from './past-slice.ts';

/** Most instants of one preview: as many as a range query may have. */
const MAX_INSTANTS = 11_000;
/** Most values that one preview looks at. */
export const MAX_VALUES = 1_500_000;
/** Values of one question, about: larger answers would hold up the others on this thread. */
const SLICE_VALUES = 120_000;
/** Before anything is known of how many series there are. */
const FIRST_SLICE = 30;

export interface PastRange {
  readonly startMs: number;
  /** Inclusive. */
  readonly endMs: number;
}

/**
 * The instants of a range at which a rule is looked at: multiples of its interval, or of so many
 * intervals that there are not too many of them.
 * @param seriesCount series that each of them has, as far as known
 */
export function gridOf(
  { startMs, endMs }: PastRange,
  intervalMs: number,
  seriesCount: number,
): InstantGrid {
  const most = Math.max(1, Math.min(MAX_INSTANTS, Math.floor(MAX_VALUES / seriesCount)));
  const intervals = (endMs - startMs) / intervalMs + 1;
  const stepMs = intervalMs * Math.max(1, Math.ceil(intervals / most));
  const firstMs = Math.ceil(startMs / stepMs) * stepMs;
  const count = Math.max(0, Math.floor((endMs - firstMs) / stepMs) + 1);
  return { startMs: firstMs, stepMs, count };
}

/** The first instants of a grid: they tell how many series there are. */
export function firstSlice(grid: InstantGrid): InstantGrid {
  return { ...grid, count: Math.min(FIRST_SLICE, grid.count) };
}

/** What of a grid is asked for next, behind `done` instants; null at its end. */
export function nextSlice(
  grid: InstantGrid,
  done: number,
  seriesCount: number,
): InstantGrid | null {
  const left = grid.count - done;
  if (left <= 0) return null;
  const count = Math.min(left, Math.max(1, Math.floor(SLICE_VALUES / Math.max(1, seriesCount))));
  return { ...grid, startMs: grid.startMs + done * grid.stepMs, count };
}
