import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DiskRoom } from '../storage/disk-room.ts';
import type { Journal } from '../storage/journal.ts';
import { type ChunkFile, HOUR_MS } from './chunk-file.ts';
import type { MetricHead } from './metric-head.ts';
import { FLOOR } from './recover-head.ts';

/** Series looked at in one transaction. */
const PIECE = 128;
/** Pages given back to the file system at a time, and how many free ones are worth keeping. */
const SHRINK_PAGES = 256;
const SPARE_PAGES = 256;
/** A full store is brought down to this part of its limit, so that this is not done all the time. */
const KEPT_SHARE = 0.9;
/** What a row costs beside its data. */
const ROW_BYTES = 45;

export interface RetentionLimits {
  /** Null: for ever. */
  readonly maxAgeMs: number | null;
  /** Of the file and the journal; null: no bound. */
  readonly maxBytes: number | null;
}

/** Drops whole chunks, the oldest first, and series of which nothing is left. */
export class Retention {
  readonly #head: MetricHead;
  readonly #file: ChunkFile;
  readonly #journal: Journal;
  readonly #room: DiskRoom;
  readonly #limits: RetentionLimits;

  constructor(
    head: MetricHead,
    file: ChunkFile,
    journal: Journal,
    room: DiskRoom,
    limits: RetentionLimits,
  ) {
    this.#head = head;
    this.#file = file;
    this.#journal = journal;
    this.#room = room;
    this.#limits = limits;
  }

  async apply(nowMs: number): Promise<void> {
    const { maxAgeMs } = this.#limits;
    if (maxAgeMs !== null) await this.#dropBefore(nowMs - maxAgeMs);
    let before = this.#overflowEnd(Number.NEGATIVE_INFINITY);
    while (before !== null) {
      await this.#dropBefore(before);
      before = this.#overflowEnd(before);
    }
    await this.#shrink();
  }

  /** Up to when chunks have to go so that the rest fits, later than `after`; null: it fits. */
  #overflowEnd(after: number): number | null {
    const { maxBytes } = this.#limits;
    if (maxBytes === null) return null;
    const usedBytes = this.#file.usedBytes();
    const overBytes = usedBytes + this.#journal.sizeBytes - maxBytes;
    if (overBytes <= 0) return null;
    const hours = this.#file.usage();
    const sizes = hours.map(({ bytes, chunks }) => bytes + chunks * ROW_BYTES);
    const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
    const share = (overBytes + maxBytes * (1 - KEPT_SHARE)) / usedBytes;
    let dropped = 0;
    for (const [at, { hour }] of hours.entries()) {
      dropped += sizes[at] ?? 0;
      const end = (hour + 1) * HOUR_MS;
      if (dropped >= total * share || at === hours.length - 1)
        return Math.max(end, after + HOUR_MS);
    }
    return null;
  }

  async #dropBefore(beforeMs: number): Promise<void> {
    const { table } = this.#head;
    if (beforeMs <= this.#head.floorMs) return;
    this.#room.use(() => this.#file.setNumber(FLOOR, beforeMs));
    this.#head.floorMs = beforeMs;
    let slots: number[] = [];
    for (let slot = 0; slot < table.end; slot++) {
      if (table.isUsed(slot) && this.#reachesBefore(slot, beforeMs)) slots.push(slot);
      if (slots.length < PIECE) continue;
      this.#dropPiece(slots, beforeMs);
      slots = [];
      await nextTurn();
    }
    this.#dropPiece(slots, beforeMs);
  }

  #reachesBefore(slot: number, beforeMs: number): boolean {
    const { table } = this.#head;
    const oldest = Math.min(table.oldest[slot] ?? 0, this.#head.memoryStart(slot));
    const late = this.#head.disordered.get(slot)?.times[0] ?? Number.POSITIVE_INFINITY;
    return Math.min(oldest, late) < beforeMs || table.newest[slot] === Number.NEGATIVE_INFINITY;
  }

  #dropPiece(slots: readonly number[], beforeMs: number): void {
    const { table } = this.#head;
    const inMemory = new Map<number, boolean>();
    for (const slot of slots) {
      inMemory.set(slot, this.#head.dropMemoryBefore(slot, beforeMs));
    }
    const stored = slots.filter((slot) => table.stored[slot] === 1);
    const ids = stored.map((slot) => table.ids[slot] ?? 0);
    const results = this.#room.use(() =>
      this.#file.dropBefore(ids, beforeMs, (id) => inMemory.get(table.slotOf(id)) === false),
    );
    for (const [at, slot] of stored.entries()) {
      const { rows = [], oldest = null } = results[at] ?? {};
      for (const row of rows) this.#head.loseAnchor(slot, row);
      table.oldest[slot] = oldest ?? Number.POSITIVE_INFINITY;
    }
    for (const slot of slots) {
      const isStored = Number.isFinite(table.oldest[slot] ?? Number.POSITIVE_INFINITY);
      if (inMemory.get(slot) === false && !isStored) table.forget(slot);
    }
  }

  async #shrink(): Promise<void> {
    let before = Number.POSITIVE_INFINITY;
    let free = this.#file.freePages();
    while (free > SPARE_PAGES && free < before) {
      await nextTurn();
      before = free;
      this.#room.use(() => this.#file.shrink(SHRINK_PAGES));
      free = this.#file.freePages();
    }
  }
}
