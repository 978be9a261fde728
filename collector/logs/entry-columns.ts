import type { Labels } from '../../platform/model/labels.ts';
import { ColumnBlock } from './column-block.ts';
import { type EntryTable, endOf, startOf } from './entry-table.ts';

const FIRST_ENTRIES = 32;
const FIRST_BYTES = 1_024;
/** UTF-8 of one code unit of a text takes no more. */
const BYTES_PER_UNIT = 3;

/**
 * Lines in the order of their arrival. What was written is never written again (until `clear`), so
 * that a block handed out is a view of it, and stays as it was while more lines arrive.
 */
export class EntryColumns implements EntryTable {
  #times = new BigInt64Array(FIRST_ENTRIES);
  #ends = new Uint32Array(FIRST_ENTRIES);
  #text: Buffer;
  #setOf = new Uint32Array(FIRST_ENTRIES);
  #sets: (Labels | null)[] = [null];
  #setIds = new Map<Labels, number>();
  #count = 0;
  #bytes = 0;
  #minNs = 0n;
  #maxNs = 0n;
  #isAscending = true;
  #isStrict = true;

  constructor(firstBytes = FIRST_BYTES) {
    this.#text = Buffer.allocUnsafeSlow(firstBytes);
  }

  get count(): number {
    return this.#count;
  }
  /** Of the text. */
  get bytes(): number {
    return this.#bytes;
  }
  /** Of memory. */
  get capacityBytes(): number {
    return this.#text.length + this.#times.length * 16;
  }
  /** Of the earliest entry; meaningless when there is none. */
  get minNs(): bigint {
    return this.#minNs;
  }
  /** Of the latest entry; meaningless when there is none. */
  get maxNs(): bigint {
    return this.#maxNs;
  }
  /** Whether each entry is later than the one before it. */
  get isStrict(): boolean {
    return this.#isStrict;
  }
  get timesNs(): BigInt64Array {
    return this.#times;
  }
  get text(): Buffer {
    return this.#text;
  }
  get ends(): Uint32Array {
    return this.#ends;
  }
  get hasMetadata(): boolean {
    return this.#sets.length > 1;
  }
  /** As in a `MetadataColumn`. */
  get sets(): readonly (Labels | null)[] {
    return this.#sets;
  }
  /** As in a `MetadataColumn`; longer than `count`. */
  get setOf(): Uint32Array {
    return this.#setOf;
  }

  metadataAt(index: number): Labels | null {
    return this.#sets[this.#setOf[index] ?? 0] ?? null;
  }

  /** Adds a line behind the others. */
  push(timeNs: bigint, line: string, metadata: Labels | null): void {
    this.#reserve(1, line.length * BYTES_PER_UNIT);
    this.#noteTime(timeNs, timeNs, true, true);
    this.#times[this.#count] = timeNs;
    this.#bytes += this.#text.write(line, this.#bytes);
    this.#finish(metadata);
  }

  /** Adds entry `index` of another table. */
  pushFrom(other: EntryTable, index: number): void {
    const from = startOf(other, index);
    const to = endOf(other, index);
    const timeNs = other.timesNs[index] ?? 0n;
    this.#reserve(1, to - from);
    this.#noteTime(timeNs, timeNs, true, true);
    this.#times[this.#count] = timeNs;
    this.#bytes += other.text.copy(this.#text, this.#bytes, from, to);
    this.#finish(other.metadataAt(index));
  }

  /** Adds all entries of `other`, in its order. */
  pushAll(other: EntryColumns): void {
    const { count, bytes } = other;
    if (count === 0) return;
    this.#reserve(count, bytes);
    this.#noteTime(other.#minNs, other.#maxNs, other.#isAscending, other.#isStrict);
    this.#times.set(other.#times.subarray(0, count), this.#count);
    other.#text.copy(this.#text, this.#bytes, 0, bytes);
    for (let index = 0; index < count; index++) {
      this.#ends[this.#count + index] = (other.#ends[index] ?? 0) + this.#bytes;
    }
    if (other.hasMetadata) {
      for (let index = 0; index < count; index++) {
        this.#setOf[this.#count + index] = this.#setId(other.metadataAt(index));
      }
    }
    this.#count += count;
    this.#bytes += bytes;
  }

  /** Forgets all entries but keeps the memory: for what is filled again and again. */
  clear(): void {
    if (this.hasMetadata) {
      this.#setOf.fill(0, 0, this.#count);
      this.#sets = [null];
      this.#setIds = new Map();
    }
    this.#count = 0;
    this.#bytes = 0;
    this.#isAscending = true;
    this.#isStrict = true;
  }

  /** Entries `from` (inclusive) to the last one in order of time; of one instant as they arrived. */
  block(from = 0): ColumnBlock {
    return this.#isAscending ? this.#view(from, this.#count) : this.#sorted(from, this.#count);
  }

  /** `block()` of the entries that are there now, made when it is called; until `clear`. */
  freeze(): () => ColumnBlock {
    const count = this.#count;
    if (this.#isAscending) {
      const view = this.#view(0, count);
      return () => view;
    }
    let block: ColumnBlock | null = null;
    return () => {
      block ??= this.#sorted(0, count);
      return block;
    };
  }

  #view(from: number, to: number): ColumnBlock {
    const base = from === 0 ? 0 : endOf(this, from - 1);
    const last = to === 0 ? 0 : endOf(this, to - 1);
    const ends = this.#ends.subarray(from, to);
    const columns = {
      timesNs: this.#times.subarray(from, to),
      text: this.#text.subarray(base, last),
      ends: base === 0 ? ends : ends.map((end) => end - base),
    };
    const { sets } = this;
    const setOf = this.#setOf.subarray(from, to);
    return new ColumnBlock(columns, this.hasMetadata ? () => ({ sets, setOf }) : null);
  }

  #sorted(from: number, to: number): ColumnBlock {
    const order = Array.from({ length: to - from }, (_, index) => from + index);
    const times = this.#times;
    order.sort((a, b) => compareNs(times[a] ?? 0n, times[b] ?? 0n) || a - b);
    const sorted = new EntryColumns(endOf(this, to - 1) - (from === 0 ? 0 : endOf(this, from - 1)));
    for (const index of order) sorted.pushFrom(this, index);
    return sorted.#view(0, order.length);
  }

  #finish(metadata: Labels | null): void {
    this.#ends[this.#count] = this.#bytes;
    if (metadata !== null) this.#setOf[this.#count] = this.#setId(metadata);
    this.#count += 1;
  }

  #setId(metadata: Labels | null): number {
    if (metadata === null || metadata.size === 0) return 0;
    const known = this.#setIds.get(metadata);
    if (known !== undefined) return known;
    const id = this.#sets.push(metadata) - 1;
    this.#setIds.set(metadata, id);
    return id;
  }

  #noteTime(minNs: bigint, maxNs: bigint, isAscending: boolean, isStrict: boolean): void {
    if (this.#count === 0) {
      this.#minNs = minNs;
      this.#maxNs = maxNs;
      this.#isAscending = isAscending;
      this.#isStrict = isStrict;
      return;
    }
    if (!isStrict || minNs <= this.#maxNs) this.#isStrict = false;
    if (!isAscending || minNs < this.#maxNs) this.#isAscending = false;
    if (minNs < this.#minNs) this.#minNs = minNs;
    if (maxNs > this.#maxNs) this.#maxNs = maxNs;
  }

  #reserve(entries: number, bytes: number): void {
    const wanted = this.#count + entries;
    if (wanted > this.#times.length) this.#growEntries(Math.max(wanted, this.#times.length * 2));
    if (this.#bytes + bytes > this.#text.length) {
      const size = Math.max(this.#bytes + bytes, this.#text.length * 2);
      const grown = Buffer.allocUnsafeSlow(size);
      this.#text.copy(grown, 0, 0, this.#bytes);
      this.#text = grown;
    }
  }

  #growEntries(size: number): void {
    const times = new BigInt64Array(size);
    times.set(this.#times);
    this.#times = times;
    this.#ends = grownTo(this.#ends, size);
    this.#setOf = grownTo(this.#setOf, size);
  }
}

function grownTo(column: Uint32Array<ArrayBuffer>, size: number): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(size);
  grown.set(column);
  return grown;
}

function compareNs(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
