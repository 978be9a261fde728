import type { Labels } from '../../platform/model/labels.ts';
import { decodeBlock } from './block-codec.ts';
import type { BlockFile } from './block-file.ts';
import { type ColumnBlock, emptyBlock } from './column-block.ts';
import type { LogStream, StreamHead } from './log-stream.ts';
import type { LabelMatcher, StreamIndex } from './stream-index.ts';

/** What is asked of a store; `startNs` inclusive, `endNs` exclusive. */
export interface LogAsk {
  readonly matchers: readonly LabelMatcher[];
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** One question's share of the thread. */
export interface ReadTurn {
  isDue(): boolean;
  rest(): Promise<void>;
}

/** A piece of a stream that is read when it is needed. */
export interface LazyBlock {
  readonly minNs: bigint;
  readonly maxNs: bigint;
  readonly entries: number;
  readonly bytes: number;
  read(): ColumnBlock;
}

export interface FoundStream {
  readonly labels: Labels;
  /** Listed when they are first asked for: what came until then is there. */
  readonly blocks: readonly LazyBlock[];
}

/** The streams that fulfil the matchers and have a block that touches the time. */
export async function selectStreams(
  index: StreamIndex,
  file: BlockFile,
  ask: LogAsk,
  turn: ReadTurn,
): Promise<readonly FoundStream[]> {
  const { startNs, endNs } = ask;
  const { candidates, isMatch } = index.search(ask.matchers);
  const found: FoundStream[] = [];
  for (const stream of candidates) {
    if (turn.isDue()) await turn.rest();
    if (stream.isGone || !isMatch(stream.labels)) continue;
    if (stream.touches(startNs, endNs) ?? file.touches(stream.id, startNs, endNs)) {
      found.push(new StreamView(stream, file, ask));
    }
  }
  return found;
}

class StreamView implements FoundStream {
  readonly labels: Labels;
  readonly #stream: LogStream;
  readonly #file: BlockFile;
  readonly #ask: LogAsk;
  #blocks: readonly LazyBlock[] | null = null;

  constructor(stream: LogStream, file: BlockFile, ask: LogAsk) {
    this.labels = stream.labels;
    this.#stream = stream;
    this.#file = file;
    this.#ask = ask;
  }

  get blocks(): readonly LazyBlock[] {
    this.#blocks ??= this.#list();
    return this.#blocks;
  }

  #list(): readonly LazyBlock[] {
    const { startNs, endNs } = this.#ask;
    const file = this.#file;
    const blocks: LazyBlock[] = [];
    if (this.#stream.stored.blocks > 0) {
      for (const row of file.list(this.#stream.id, startNs, endNs)) {
        const { id, minNs, maxNs, entries, rawBytes } = row;
        blocks.push({ minNs, maxNs, entries, bytes: rawBytes, read: () => readBlock(file, id) });
      }
    }
    const heads = this.#stream.heads().filter(({ columns }) => {
      return columns.count > 0 && columns.maxNs >= startNs && columns.minNs < endNs;
    });
    for (const head of heads) blocks.push(headBlock(head));
    return heads.length === 0 ? blocks : blocks.sort(byMinNs);
  }
}

/** What the head holds now; sorted when it is read, which later lines do not change. */
function headBlock({ columns }: StreamHead): LazyBlock {
  const { minNs, maxNs, count, bytes } = columns;
  const frozen = columns.freeze();
  return { minNs, maxNs, entries: count, bytes, read: frozen };
}

function readBlock(file: BlockFile, id: number): ColumnBlock {
  const data = file.read(id);
  return data === null ? emptyBlock() : decodeBlock(data);
}

function byMinNs(a: LazyBlock, b: LazyBlock): number {
  if (a.minNs === b.minNs) return 0;
  return a.minNs < b.minNs ? -1 : 1;
}
