import { AppError } from '../../../../platform/errors/app-error.ts';
import type { ExportCursor } from './export-cursor.ts';
import {
  compareLines,
  type Direction,
  type ExportedLine,
  isAfter,
  type Position,
} from './exported-line.ts';

/** A part of an export's range. */
export interface PageWish {
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly direction: Direction;
  readonly limit: number;
}

/**
 * What a source says to a wish.
 * - `lines`: the first `limit` lines of the range in its direction, or all there are.
 * - `smaller`: so many lines cannot be had at once; `limit` can, if it is known.
 */
export type PageAnswer =
  | { readonly kind: 'lines'; readonly lines: readonly ExportedLine[] }
  | { readonly kind: 'smaller'; readonly limit: number | null };

/** Where pages come from. Both reject with an `AppError` that can be shown. */
export interface PageSource {
  fetch(wish: PageWish): Promise<PageAnswer>;
  /** All lines of one nanosecond, where they are more than a page of `limit`. */
  fetchInstant(ns: bigint, direction: Direction, limit: number): Promise<readonly ExportedLine[]>;
}

/** Lines in order; `isLast` when there are none behind them. */
export interface Page {
  readonly lines: readonly ExportedLine[];
  readonly isLast: boolean;
}

/** Below this the lines themselves are too large. */
const MIN_LIMIT = 8;

/**
 * All lines from a cursor on, in pages. A page that is full may have been cut in the middle of the
 * lines of one nanosecond, so its last nanosecond is left to the next page, which begins with it:
 * every group of equal timestamps is seen whole, and no line is lost or doubled however the backend
 * mixes its streams.
 */
export async function* pagesOf(
  source: PageSource,
  cursor: ExportCursor,
  maxLimit: number,
): AsyncGenerator<Page> {
  const { direction, position } = cursor;
  let { startNs, endNs } = resumed(cursor);
  let limit = maxLimit;
  for (;;) {
    const answer = await source.fetch({ startNs, endNs, direction, limit });
    if (answer.kind === 'smaller') {
      limit = smaller(limit, answer.limit);
      continue;
    }
    const sorted = answer.lines.toSorted(compareLines(direction));
    const edge = sorted.at(-1)?.ns;
    if (sorted.length < limit || edge === undefined) {
      yield { lines: after(sorted, position, direction), isLast: true };
      return;
    }
    const whole = sorted.filter((line) => line.ns !== edge);
    const isOneInstant = whole.length === 0;
    const lines = isOneInstant
      ? (await source.fetchInstant(edge, direction, limit)).toSorted(compareLines(direction))
      : whole;
    const isLast = isOneInstant && (direction === 'forward' ? edge + 1n >= endNs : edge <= startNs);
    yield { lines: after(lines, position, direction), isLast };
    if (isLast) return;
    if (direction === 'forward') startNs = isOneInstant ? edge + 1n : edge;
    else endNs = isOneInstant ? edge : edge + 1n;
  }
}

/** The range that is left behind a position: its own nanosecond may hold more lines. */
function resumed({ startNs, endNs, direction, position }: ExportCursor) {
  if (position === null) return { startNs, endNs };
  return direction === 'forward'
    ? { startNs: position.ns, endNs }
    : { startNs, endNs: position.ns + 1n };
}

function after(
  lines: readonly ExportedLine[],
  position: Position | null,
  direction: Direction,
): readonly ExportedLine[] {
  return position === null ? lines : lines.filter((line) => isAfter(line, position, direction));
}

function smaller(limit: number, known: number | null): number {
  const next = known !== null && known < limit ? known : Math.floor(limit / 2);
  if (next >= MIN_LIMIT) return next;
  throw new AppError(
    'unprocessable',
    'the log lines are too large to be exported; leave some out with a line filter',
  );
}
