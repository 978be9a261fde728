import { AppError } from '../../platform/errors/app-error.ts';
import { compareText, type Labels } from '../../platform/model/labels.ts';
import { ChunkDecoder } from './chunk-decoder.ts';
import type { ChunkFile } from './chunk-file.ts';
import type { StoredChunk } from './chunk-rows.ts';
import { findSeries } from './find-series.ts';
import { type LabelPair, seriesOf } from './label-index.ts';
import type { MetricHead } from './metric-head.ts';
import type { EncodedChunk } from './open-chunks.ts';
import type {
  MetricSource,
  ReadAsk,
  ReadListAsk,
  ReadMatcher,
  ReadSeries,
  ReadTurn,
} from './read-port.ts';
import { mergeColumns, type ReadColumns, SampleColumns } from './sample-columns.ts';

/** Series of a list looked at between two questions whether others should have their turn. */
const PIECE = 64;

/** Reads what memory and the file hold of one tenant's series. A series is read in one go. */
export class SeriesReader implements MetricSource {
  readonly #head: MetricHead;
  readonly #file: ChunkFile;
  readonly #decoder = new ChunkDecoder();
  #columns = new SampleColumns();
  #merged = new SampleColumns();
  readonly #late = new SampleColumns();
  #reading = 0;
  #isClosed = false;

  constructor(head: MetricHead, file: ChunkFile) {
    this.#head = head;
    this.#file = file;
  }

  /** Whether a question is being answered: slots of series may be in its hands. */
  get isReading(): boolean {
    return this.#reading > 0;
  }

  /** Questions that are being answered fail from now on. */
  close(): void {
    this.#isClosed = true;
  }

  async select(ask: ReadAsk, turn: ReadTurn): Promise<readonly ReadSeries[]> {
    const found: ReadSeries[] = [];
    let held = 0;
    this.#reading += 1;
    try {
      for (const slot of await this.#find(ask.matchers, turn)) {
        if (turn.isDue()) await turn.rest();
        const columns = this.#head.table.isUsed(slot)
          ? this.#read(slot, ask.minMs, ask.maxMs)
          : null;
        if (columns === null) continue;
        turn.holdSamples(columns.times.length);
        held += columns.times.length;
        found.push({ labels: this.#head.table.index.labels(slot), ...columns });
      }
      return found;
    } finally {
      this.#reading -= 1;
      turn.holdSamples(-held);
    }
  }

  async labelSets(ask: ReadListAsk, turn: ReadTurn): Promise<readonly Labels[]> {
    const sets: Labels[] = [];
    await this.#eachSeries(ask, turn, (slot) => {
      sets.push(this.#head.table.index.labels(slot));
    });
    return sets;
  }

  async labelNames(ask: ReadListAsk, turn: ReadTurn): Promise<readonly string[]> {
    const names = new Set<string>();
    if (ask.selectors.length > 0) {
      await this.#eachSeries(ask, turn, (slot) => {
        this.#head.table.index.eachPair(slot, ({ name }) => void names.add(name));
      });
    } else {
      for (const name of this.#head.table.index.names()) {
        const values = this.#head.table.index.pairsOf(name).values();
        if (await this.#isAnyThere(values, ask, turn)) names.add(name);
      }
    }
    return [...names].sort(compareText);
  }

  async labelValues(name: string, ask: ReadListAsk, turn: ReadTurn): Promise<readonly string[]> {
    const values = new Set<string>();
    if (ask.selectors.length > 0) {
      await this.#eachSeries(ask, turn, (slot) => {
        const pair = this.#head.table.index.pairOf(slot, name);
        if (pair !== null) values.add(pair.value);
      });
    } else {
      for (const pair of this.#head.table.index.pairsOf(name).values()) {
        if (await this.#isAnyThere([pair], ask, turn)) values.add(pair.value);
      }
    }
    return [...values].sort(compareText);
  }

  async #eachSeries(
    ask: ReadListAsk,
    turn: ReadTurn,
    onSeries: (slot: number) => void,
  ): Promise<void> {
    const seen = new Set<number>();
    this.#reading += 1;
    try {
      for (const matchers of ask.selectors.length > 0 ? ask.selectors : [[]]) {
        let looked = 0;
        for (const slot of await this.#find(matchers, turn)) {
          if (++looked % PIECE === 0 && turn.isDue()) await turn.rest();
          if (seen.has(slot) || !this.#touches(slot, ask.minMs, ask.maxMs)) continue;
          seen.add(slot);
          onSeries(slot);
        }
      }
    } finally {
      this.#reading -= 1;
    }
  }

  async #isAnyThere(
    pairs: Iterable<LabelPair>,
    { minMs, maxMs }: ReadListAsk,
    turn: ReadTurn,
  ): Promise<boolean> {
    let looked = 0;
    this.#reading += 1;
    try {
      for (const pair of pairs) {
        for (const slot of seriesOf(pair)) {
          if (++looked % PIECE === 0 && turn.isDue()) await turn.rest();
          if (this.#touches(slot, minMs, maxMs)) return true;
        }
      }
      return false;
    } finally {
      this.#reading -= 1;
    }
  }

  /** A list of its own, which does not change while it is worked through. */
  async #find(matchers: readonly ReadMatcher[], turn: ReadTurn): Promise<readonly number[]> {
    const { table } = this.#head;
    this.#assertOpen();
    return [...(await findSeries(table.index, matchers, () => table.slots(), turn))];
  }

  /** Whether a chunk of the series touches the time. */
  #touches(slot: number, minMs: number, maxMs: number): boolean {
    this.#assertOpen();
    const { table } = this.#head;
    const newest = table.newest[slot] ?? Number.NEGATIVE_INFINITY;
    const start = this.#startOf(slot);
    if (!table.isUsed(slot) || newest < minMs || start > maxMs) return false;
    if (start >= minMs || newest <= maxMs) return true;
    const isIn = ({ t0, t1 }: EncodedChunk) => t0 <= maxMs && t1 >= minMs;
    if (this.#head.pendingOf(slot).some(({ chunk }) => isIn(chunk))) return true;
    const open = this.#head.open.view(slot);
    if (open !== null && isIn(open)) return true;
    const late = this.#head.disordered.get(slot);
    if (late !== null && (late.times[late.lowerBound(minMs)] ?? Infinity) <= maxMs) return true;
    return table.stored[slot] === 1 && this.#file.hasChunk(table.ids[slot] ?? 0, minMs, maxMs);
  }

  /** The earliest that is known of the series. */
  #startOf(slot: number): number {
    const late = this.#head.disordered.get(slot)?.times[0] ?? Number.POSITIVE_INFINITY;
    const oldest = this.#head.table.oldest[slot] ?? Number.POSITIVE_INFINITY;
    return Math.min(oldest, late, this.#head.memoryStart(slot));
  }

  #read(slot: number, minMs: number, maxMs: number): ReadColumns | null {
    this.#assertOpen();
    const { table } = this.#head;
    if ((table.newest[slot] ?? 0) < minMs || this.#startOf(slot) > maxMs) return null;
    this.#columns.clear();
    const memoryStart = this.#head.memoryStart(slot);
    const late: StoredChunk[] = [];
    const needsFile = memoryStart > minMs || table.disordered[slot] === 1;
    if (needsFile && (table.oldest[slot] ?? 0) <= maxMs && table.stored[slot] === 1) {
      for (const chunk of this.#file.chunks(table.ids[slot] ?? 0, minMs, maxMs)) {
        if (chunk.isDisordered) late.push(chunk);
        else if (chunk.t0 < memoryStart) this.#decode(chunk, this.#columns);
      }
    }
    for (const { chunk } of this.#head.pendingOf(slot)) this.#decodeIn(chunk, minMs, maxMs);
    const open = this.#head.open.view(slot);
    if (open !== null) this.#decodeIn(open, minMs, maxMs);
    for (const chunk of late) {
      this.#late.clear();
      this.#decode(chunk, this.#late);
      this.#merge(this.#late);
    }
    const part = this.#head.disordered.get(slot);
    if (part !== null) this.#merge(part);
    return this.#columns.between(minMs, maxMs);
  }

  #assertOpen(): void {
    if (!this.#isClosed) return;
    throw new AppError('unavailable', 'The store was closed while a question was being answered.');
  }

  #merge(more: SampleColumns): void {
    mergeColumns(this.#columns, more, this.#merged);
    const spare = this.#columns;
    this.#columns = this.#merged;
    this.#merged = spare;
  }

  #decodeIn(chunk: EncodedChunk, minMs: number, maxMs: number): void {
    if (chunk.t0 <= maxMs && chunk.t1 >= minMs) this.#decode(chunk, this.#columns);
  }

  #decode(
    { data, count, t0 }: { readonly data: Uint8Array; readonly count: number; readonly t0: number },
    target: SampleColumns,
  ): void {
    this.#decoder.decode(data, count, t0, target);
  }
}
