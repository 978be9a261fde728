import { ChunkDecoder } from './chunk-decoder.ts';
import type { ChunkFile } from './chunk-file.ts';
import type { MetricHead } from './metric-head.ts';
import { SampleColumns } from './sample-columns.ts';
import { HI, LO } from './sample-words.ts';

/** Finds the one sample of a series at one instant, wherever it is. */
export class SampleLookup {
  readonly #head: MetricHead;
  readonly #file: ChunkFile;
  readonly #decoder = new ChunkDecoder();
  readonly #columns = new SampleColumns(128);
  /** Which open chunk `#columns` holds. */
  #openSlot = -1;
  #openT0 = 0;
  #openCount = 0;
  /** Of the sample found last. */
  hi = 0;
  lo = 0;

  constructor(head: MetricHead, file: ChunkFile) {
    this.#head = head;
    this.#file = file;
  }

  /** @returns whether there is one; its value is in `hi` and `lo` then */
  find(slot: number, time: number): boolean {
    return this.findInMemory(slot, time) || this.#findStored(slot, time);
  }

  /** As `find`, without looking into the file. */
  findInMemory(slot: number, time: number): boolean {
    const part = this.#head.disordered.get(slot);
    if (part !== null && this.#take(part, time)) return true;
    return this.#findOpen(slot, time) || this.#findPending(slot, time);
  }

  #findOpen(slot: number, time: number): boolean {
    const chunk = this.#head.open.view(slot);
    if (chunk === null || time < chunk.t0 || time > chunk.t1) return false;
    const isThere =
      this.#openSlot === slot && this.#openT0 === chunk.t0 && this.#openCount === chunk.count;
    if (!isThere) {
      this.#decode(chunk.data, chunk.count, chunk.t0);
      this.#openSlot = slot;
      this.#openT0 = chunk.t0;
      this.#openCount = chunk.count;
    }
    return this.#take(this.#columns, time);
  }

  #findPending(slot: number, time: number): boolean {
    for (const { chunk } of this.#head.pendingOf(slot)) {
      if (time < chunk.t0 || time > chunk.t1) continue;
      this.#decode(chunk.data, chunk.count, chunk.t0);
      if (this.#take(this.#columns, time)) return true;
    }
    return false;
  }

  #findStored(slot: number, time: number): boolean {
    const { table } = this.#head;
    if (table.stored[slot] !== 1 || time < (table.oldest[slot] ?? 0)) return false;
    for (const { data, count, t0 } of this.#file.chunks(table.ids[slot] ?? 0, time, time)) {
      this.#decode(data, count, t0);
      if (this.#take(this.#columns, time)) return true;
    }
    return false;
  }

  #decode(data: Uint8Array, count: number, t0: number): void {
    this.#openSlot = -1;
    this.#columns.clear();
    this.#decoder.decode(data, count, t0, this.#columns);
  }

  #take(columns: SampleColumns, time: number): boolean {
    const at = columns.lowerBound(time);
    if (at >= columns.length || columns.times[at] !== time) return false;
    this.hi = columns.words[at * 2 + HI] ?? 0;
    this.lo = columns.words[at * 2 + LO] ?? 0;
    return true;
  }
}
