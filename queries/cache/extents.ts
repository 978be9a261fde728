import { pieceOf } from './join-slices.ts';
import { MAX_PIECE_STEPS, type Piece, type Slice, sizeOfPiece } from './piece.ts';

/** Indexes of a grid from `from` to `to`, exclusive; never empty. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** Settled answers that are kept, and when the oldest part of each was asked for. */
interface Extent {
  readonly piece: Piece;
  readonly askedAtMs: number;
  readonly bytes: number;
}

/** Most extents of one key; beyond it the earliest in time is dropped. */
const MAX_EXTENTS = 64;

/**
 * What is known of one key: pieces that do not overlap, in order of time. A piece that touches a
 * neighbour of at most twice its length is joined with it, so that a range that slides step by step
 * costs few pieces and little copying.
 */
export class Extents {
  #extents: readonly Extent[] = [];
  #bytes = 0;

  /** Memory held, in bytes, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Forgets what was asked for before an instant: the store may have changed since. */
  dropAskedBefore(atMs: number): void {
    if (this.#extents.some((extent) => extent.askedAtMs < atMs))
      this.#set(this.#extents.filter((extent) => extent.askedAtMs >= atMs));
  }

  /** The parts that are known, in order. */
  slices({ from, to }: Gap): readonly Slice[] {
    const found: Slice[] = [];
    for (const { piece } of this.#extents) {
      const slice = { piece, from: Math.max(from, piece.from), to: Math.min(to, piece.to) };
      if (slice.from < slice.to) found.push(slice);
    }
    return found;
  }

  /** Keeps what is new of a slice. */
  add(slice: Slice, askedAtMs: number): void {
    for (const gap of gapsBetween(slice, this.slices(slice))) {
      const piece = pieceOf([{ piece: slice.piece, ...gap }]);
      const at = this.#extents.filter((extent) => extent.piece.to <= piece.from).length;
      const extents = [...this.#extents];
      extents.splice(at, 0, { piece, askedAtMs, bytes: sizeOfPiece(piece) });
      this.#set(joinAround(extents, at).slice(-MAX_EXTENTS));
    }
  }

  #set(extents: readonly Extent[]): void {
    this.#extents = extents;
    this.#bytes = extents.reduce((sum, extent) => sum + extent.bytes, 0);
  }
}

/** What ordered slices leave uncovered. */
export function gapsBetween({ from, to }: Gap, slices: readonly Gap[]): readonly Gap[] {
  const gaps: Gap[] = [];
  let next = from;
  for (const slice of slices) {
    if (slice.from > next) gaps.push({ from: next, to: slice.from });
    next = Math.max(next, slice.to);
  }
  if (next < to) gaps.push({ from: next, to });
  return gaps;
}

function joinAround(extents: readonly Extent[], inserted: number): readonly Extent[] {
  const joined = [...extents];
  let at = inserted;
  for (;;) {
    const [before, current, after] = [joined[at - 1], joined[at], joined[at + 1]];
    if (before && current && isWorthJoining(before, current, current)) {
      joined.splice(at - 1, 2, join(before, current));
      at--;
    } else if (after && current && isWorthJoining(current, after, current)) {
      joined.splice(at, 2, join(current, after));
    } else return joined;
  }
}

function isWorthJoining(left: Extent, right: Extent, grown: Extent): boolean {
  const total = right.piece.to - left.piece.from;
  const own = grown.piece.to - grown.piece.from;
  return left.piece.to === right.piece.from && total <= 3 * own && total <= MAX_PIECE_STEPS;
}

function join(left: Extent, right: Extent): Extent {
  const piece = pieceOf([wholeOf(left.piece), wholeOf(right.piece)]);
  const askedAtMs = Math.min(left.askedAtMs, right.askedAtMs);
  return { piece, askedAtMs, bytes: sizeOfPiece(piece) };
}

function wholeOf(piece: Piece): Slice {
  return { piece, from: piece.from, to: piece.to };
}
