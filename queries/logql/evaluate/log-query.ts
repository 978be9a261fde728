import type { EntryBlock, StoredBlock } from '../../source/stream-source.ts';
import type { LogExpr } from '../ast.ts';
import { lineAt } from './block-filter.ts';
import {
  type Direction,
  EntrySelection,
  type ResultEntry,
  type Selection,
} from './entry-selection.ts';
import { type LabelSet, labelSet } from './label-set.ts';
import { compilePipeline, type Pipeline, runStages } from './pipeline.ts';
import type { QueryContext } from './query-context.ts';
import { sourceMatchers } from './source-matchers.ts';
import { SpacedSelection } from './spaced-selection.ts';
import { firstNotBefore } from './time-search.ts';

/** Lines from `startNs` (inclusive) until `endNs` (exclusive). */
export interface LogAsk {
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** At least 1. */
  readonly limit: number;
  readonly direction: Direction;
  /** Least time between two lines, of all streams together; 0: none. */
  readonly intervalNs?: bigint;
}

interface Piece {
  readonly block: StoredBlock;
  readonly labels: LabelSet;
  readonly stream: number;
  /** Where its lines stand among those of its stream. */
  readonly offset: number;
}

/**
 * The first lines of a direction that pass the pipeline. Blocks are read in that order, and no
 * further than one that could hold a better line than those found.
 */
export async function evaluateLogQuery(
  expr: LogExpr,
  ask: LogAsk,
  context: QueryContext,
): Promise<readonly ResultEntry[]> {
  const { source, turn, stats } = context;
  const { startNs, endNs, direction } = ask;
  const pipeline = compilePipeline(expr.stages, context.compileTemplate);
  const matchers = sourceMatchers(expr.selector);
  const streams = await source.select({ matchers, startNs, endNs }, turn);
  stats.streams += streams.length;
  const pieces = streams.flatMap(({ labels, blocks }, stream) =>
    piecesOf(labelSet(labels), blocks, stream, ask),
  );
  sortPieces(pieces, direction);
  const selection = selectionFor(ask, context);
  for (const [i, piece] of pieces.entries()) {
    if (!selection.accepts(edgeOf(piece, direction))) break;
    if (turn.isDue()) await turn.rest();
    stats.blocks++;
    stats.bytes += piece.block.bytes;
    turn.readBytes(piece.block.bytes);
    readPiece(piece, pipeline, ask, selection, context);
    const next = pieces[i + 1];
    selection.settle(next === undefined ? null : edgeOf(next, direction));
  }
  return selection.entries();
}

function selectionFor(
  { direction, limit, intervalNs = 0n }: LogAsk,
  { turn }: QueryContext,
): Selection {
  return intervalNs > 0n
    ? new SpacedSelection(direction, limit, intervalNs, turn)
    : new EntrySelection(direction, limit, turn);
}

/** The instant of a block's first line, in the direction. */
function edgeOf({ block }: Piece, direction: Direction): bigint {
  return direction === 'forward' ? block.minNs : block.maxNs;
}

function piecesOf(
  labels: LabelSet,
  blocks: readonly StoredBlock[],
  stream: number,
  { startNs, endNs }: LogAsk,
): readonly Piece[] {
  let offset = 0;
  const pieces: Piece[] = [];
  for (const block of blocks) {
    if (block.maxNs >= startNs && block.minNs < endNs)
      pieces.push({ block, labels, stream, offset });
    offset += block.entries;
  }
  return pieces;
}

function sortPieces(pieces: Piece[], direction: Direction): void {
  if (direction === 'forward') {
    pieces.sort((a, b) => compareNs(a.block.minNs, b.block.minNs));
  } else pieces.sort((a, b) => compareNs(b.block.maxNs, a.block.maxNs));
}

function compareNs(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function readPiece(
  piece: Piece,
  pipeline: Pipeline,
  { startNs, endNs, direction }: LogAsk,
  selection: Selection,
  { stats }: QueryContext,
): void {
  const block = piece.block.read();
  const first = firstNotBefore(block.timesNs, startNs);
  const last = firstNotBefore(block.timesNs, endNs);
  if (first >= last) return;
  stats.lines += last - first;
  const filter = pipeline.blockFilter;
  const alive = filter.isEmpty ? null : filter.run(block, first, last);
  const isForward = direction === 'forward';
  for (let n = 0; n < last - first; n++) {
    const i = isForward ? first + n : last - 1 - n;
    if (alive !== null && alive[i] === 0) continue;
    if (!selection.accepts(block.timesNs[i] ?? 0n)) return;
    const entry = passLine(block, i, piece.labels, pipeline);
    if (entry === null) continue;
    stats.postFilterLines++;
    selection.add(entry, piece.stream, piece.offset + i);
  }
}

/** A line behind the filters of the block, as it leaves the pipeline; null if it does not. */
export function passLine(
  block: EntryBlock,
  i: number,
  stream: LabelSet,
  { stages, state }: Pipeline,
): ResultEntry | null {
  const timeNs = block.timesNs[i] ?? 0n;
  const metadata = block.metadata?.[i] ?? null;
  state.line = lineAt(block, i);
  state.timeNs = timeNs;
  state.labels.begin(stream, metadata);
  if (!runStages(stages, state)) return null;
  return { timeNs, line: state.line, labels: state.labels.all(), ...state.labels.categories() };
}
