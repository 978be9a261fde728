/** Height of a closed row, px; the rows' style sheet has the same. */
export const ROW_HEIGHT = 24;

/** Rows of a list that are drawn, and where they stand. */
export interface RowWindow {
  /** Inclusive. */
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
  /** Above the first, px. */
  readonly top: number;
  /** Of all rows, px. */
  readonly height: number;
}

const OVERSCAN = 10;

/**
 * The rows that show between `scrollTop` and `scrollTop + viewport`, and some more on both sides.
 * @param overscan how many more, on each side
 * @param extra px that open rows are higher than closed ones, by index in ascending order
 */
export function rowWindow(
  count: number,
  extra: readonly (readonly [index: number, px: number])[],
  scrollTop: number,
  viewport: number,
  overscan = OVERSCAN,
): RowWindow {
  const height = count * ROW_HEIGHT + extra.reduce((sum, [, px]) => sum + px, 0);
  const first = Math.max(0, indexAt(extra, scrollTop) - overscan);
  const last = Math.min(count, indexAt(extra, scrollTop + viewport) + 1 + overscan);
  return { first: Math.min(first, count), last, top: topOf(extra, first), height };
}

/** Where a row begins, px. */
export function topOf(extra: readonly (readonly [number, number])[], index: number): number {
  const above = extra.reduce((sum, [at, px]) => (at < index ? sum + px : sum), 0);
  return index * ROW_HEIGHT + above;
}

function indexAt(extra: readonly (readonly [number, number])[], y: number): number {
  let shift = 0;
  for (const [index, px] of extra) {
    const top = index * ROW_HEIGHT + shift;
    if (y < top + ROW_HEIGHT) break;
    if (y < top + ROW_HEIGHT + px) return index;
    shift += px;
  }
  return Math.max(0, Math.floor((y - shift) / ROW_HEIGHT));
}
