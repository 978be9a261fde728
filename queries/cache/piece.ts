import type { SeriesName } from './series-name.ts';

/**
 * A range answer between two indexes of a grid, as the backend wrote it: the text of all samples
 * (`[1700000000,"0.5"],`), series after series, with an index of where each one stands. So answers
 * carry the same digits, and are put together by copying bytes. Immutable.
 */
export interface Piece {
  /** First index of the grid that it covers, and the first that it does not. */
  readonly from: number;
  readonly to: number;
  /** In the order of the answer; none twice. */
  readonly series: readonly SeriesName[];
  /** The samples of series `i` are those from `rows[i]` to `rows[i + 1]`, exclusive. */
  readonly rows: Uint32Array;
  /** Index of each sample on the grid, counted from `from`; ascending within a series. */
  readonly steps: Uint16Array;
  /** Where each sample begins in `text`; a comma ends it. One more than there are samples. */
  readonly starts: Uint32Array;
  readonly text: Buffer;
  /** Remarks of the backend that do not make it partial. */
  readonly infos: readonly string[];
}

/** Most indexes a piece covers: its steps are 16-bit numbers. */
export const MAX_PIECE_STEPS = 65_535;

/** Part of a piece, by indexes of the grid. */
export interface Slice {
  readonly piece: Piece;
  readonly from: number;
  readonly to: number;
}

/** Samples of one series in one piece: from `first` to `last`, exclusive; never empty. */
export interface Run {
  readonly piece: Piece;
  readonly first: number;
  readonly last: number;
}

/** One series put together from pieces, earlier ones first. */
export interface Row {
  readonly name: SeriesName;
  readonly runs: readonly Run[];
}

/** Fixed cost of the objects of a piece and of one of its series, beside what is counted exactly. */
const PIECE_BYTES = 800;
const SERIES_BYTES = 250;

/** Memory that a piece holds, in bytes, about. */
export function sizeOfPiece(piece: Piece): number {
  const { series, rows, steps, starts, text } = piece;
  let bytes = PIECE_BYTES + rows.byteLength + steps.byteLength + starts.byteLength + text.length;
  for (const name of series) bytes += SERIES_BYTES + 4 * name.text.length;
  return bytes;
}

/** Bytes of a run in an answer, with the comma that ends it. */
export function runBytes({ piece, first, last }: Run): number {
  return (piece.starts[last] ?? 0) - (piece.starts[first] ?? 0);
}

/** The samples of series `row` that lie in a slice; undefined when there are none. */
export function runOf({ piece, from, to }: Slice, row: number): Run | undefined {
  const begin = piece.rows[row] ?? 0;
  const end = piece.rows[row + 1] ?? 0;
  const first = from <= piece.from ? begin : firstAtOrAfter(piece, begin, end, from - piece.from);
  const last = to >= piece.to ? end : firstAtOrAfter(piece, first, end, to - piece.from);
  return first < last ? { piece, first, last } : undefined;
}

function firstAtOrAfter({ steps }: Piece, begin: number, end: number, step: number): number {
  let [low, high] = [begin, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle] ?? 0) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}
