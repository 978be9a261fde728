import type { Labels } from '../../platform/model/labels.ts';
import { type EncodedChunk, OpenChunks } from './open-chunks.ts';
import { OutOfOrderParts } from './out-of-order-parts.ts';
import { SeriesTable } from './series-table.ts';

/** A chunk that is complete and not yet in the file. */
export interface PendingChunk {
  readonly slot: number;
  readonly chunk: EncodedChunk;
  /** The row that holds its beginning; null: none. */
  readonly replaces: number | null;
}

const NONE: readonly PendingChunk[] = [];

/**
 * What one tenant's store holds in memory: its series, their open chunks, complete chunks that wait
 * for the file, and samples that came out of order. Of everything that is not in the file it knows
 * the earliest segment of the journal that it stands in.
 */
export class MetricHead {
  readonly table = new SeriesTable();
  readonly open = new OpenChunks();
  readonly disordered = new OutOfOrderParts();
  /** Earliest segment with a sample of `disordered`; 0: none. */
  disorderedSegment = 0;
  /** What is earlier was dropped for good: neither taken in nor replayed. */
  floorMs = Number.NEGATIVE_INFINITY;
  #pending: PendingChunk[] = [];
  readonly #pendingOf = new Map<number, PendingChunk[]>();
  /** Earliest segment with a sample of the open chunk that the file lacks; 0: the file has all. */
  #segments = new Uint32Array(0);
  /** The row that holds the open chunk as it was; 0: none. */
  #anchors = new Float64Array(0);

  get pending(): readonly PendingChunk[] {
    return this.#pending;
  }

  pendingOf(slot: number): readonly PendingChunk[] {
    return this.#pendingOf.get(slot) ?? NONE;
  }

  add(labels: Labels, id: number | null): number {
    const slot = this.table.add(labels, id);
    const { capacity } = this.table;
    if (capacity > this.#segments.length) {
      this.open.resize(capacity);
      const segments = new Uint32Array(capacity);
      segments.set(this.#segments);
      this.#segments = segments;
      const anchors = new Float64Array(capacity);
      anchors.set(this.#anchors);
      this.#anchors = anchors;
    }
    return slot;
  }

  /** A sample later than all of its series, which stands in this segment of the journal. */
  append(slot: number, time: number, hi: number, lo: number, segment: number): void {
    if (this.open.isClosedFor(slot, time)) this.closeChunk(slot, false);
    this.open.append(slot, time, hi, lo);
    if (this.#segments[slot] === 0) this.#segments[slot] = segment;
    this.table.idleRounds[slot] = 0;
    this.table.setActive(slot, true);
  }

  /** Samples were put into `disordered` that stand in this segment. */
  noteDisordered(segment: number): void {
    if (this.disorderedSegment === 0) this.disorderedSegment = segment;
  }

  /** The next sample starts a new chunk; `release` also lets go of the memory. */
  closeChunk(slot: number, release: boolean): void {
    const chunk = this.#segments[slot] === 0 ? null : this.open.snapshot(slot);
    if (chunk !== null) {
      const pending = { slot, chunk, replaces: this.anchor(slot) };
      this.#pending.push(pending);
      const own = this.#pendingOf.get(slot);
      if (own === undefined) this.#pendingOf.set(slot, [pending]);
      else own.push(pending);
    }
    this.#resetOpen(slot, release);
  }

  anchor(slot: number): number | null {
    const row = this.#anchors[slot] ?? 0;
    return row === 0 ? null : row;
  }

  /** The file holds the open chunk as it is now, in this row. */
  anchorAt(slot: number, row: number): void {
    this.#anchors[slot] = row;
    this.#segments[slot] = 0;
    this.noteStored(slot, this.open.firstTime(slot));
  }

  /** Its row is gone: the file does not hold the open chunk any more. */
  loseAnchor(slot: number, row: number): void {
    if (this.#anchors[slot] === row) this.#anchors[slot] = 0;
  }

  /** The file holds a chunk of the series that starts here. */
  noteStored(slot: number, t0: number): void {
    const { table } = this;
    table.stored[slot] = 1;
    if (t0 < (table.oldest[slot] ?? Number.POSITIVE_INFINITY)) table.oldest[slot] = t0;
  }

  /** The first `count` pending chunks are in the file. */
  settlePending(count: number): void {
    for (const { slot, chunk } of this.#pending.slice(0, count)) {
      this.noteStored(slot, chunk.t0);
      const own = this.#pendingOf.get(slot);
      own?.shift();
      if (own?.length === 0) this.#pendingOf.delete(slot);
    }
    this.#pending = this.#pending.slice(count);
  }

  /** Whether the open chunk has samples from segments before this one that the file lacks. */
  needsSegmentBefore(slot: number, segment: number): boolean {
    const own = this.#segments[slot] ?? 0;
    return own !== 0 && own < segment;
  }

  /** The earliest segment that is still needed, once nothing is pending; `none` when none is. */
  earliestSegment(none: number): number {
    let earliest = this.disorderedSegment === 0 ? none : Math.min(none, this.disorderedSegment);
    const { end } = this.table;
    for (let slot = 0; slot < end; slot++) {
      const segment = this.#segments[slot] ?? 0;
      if (segment !== 0 && segment < earliest) earliest = segment;
    }
    return earliest;
  }

  /** Start of what memory holds of the series in order; what the file has from here on is the same. */
  memoryStart(slot: number): number {
    const pending = this.#pendingOf.get(slot)?.[0];
    if (pending !== undefined) return pending.chunk.t0;
    return this.open.count(slot) > 0 ? this.open.firstTime(slot) : Number.POSITIVE_INFINITY;
  }

  /** Lets go of whole chunks in memory that end before the time. @returns whether any is left */
  dropMemoryBefore(slot: number, beforeMs: number): boolean {
    const chunk = this.open.view(slot);
    if (chunk !== null && chunk.t1 < beforeMs) this.#resetOpen(slot, true);
    const isOver = (pending: PendingChunk) => pending.slot === slot && pending.chunk.t1 < beforeMs;
    const own = this.#pendingOf.get(slot);
    if (own?.some(isOver)) {
      this.#pending = this.#pending.filter((pending) => !isOver(pending));
      const left = own.filter((pending) => !isOver(pending));
      if (left.length === 0) this.#pendingOf.delete(slot);
      else this.#pendingOf.set(slot, left);
    }
    const part = this.disordered.get(slot);
    if (part !== null && (part.times[part.length - 1] ?? 0) < beforeMs) this.disordered.drop(slot);
    return (
      this.open.count(slot) > 0 || this.#pendingOf.has(slot) || this.disordered.get(slot) !== null
    );
  }

  #resetOpen(slot: number, release: boolean): void {
    this.open.reset(slot, release);
    this.#anchors[slot] = 0;
    this.#segments[slot] = 0;
  }
}
