import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DiskRoom } from '../storage/disk-room.ts';
import type { Journal } from '../storage/journal.ts';
import type { ChunkFile } from './chunk-file.ts';
import type { ChunkToWrite } from './chunk-rows.ts';
import type { MetricHead } from './metric-head.ts';
import { OpenChunks } from './open-chunks.ts';
import type { SampleColumns } from './sample-columns.ts';
import { labelsText } from './sample-records.ts';
import { HI, LO } from './sample-words.ts';

/** Chunks in one transaction. */
const PIECE = 512;

/** Names of the numbers that the file keeps. */
export const NEXT_ID = 'next_series';
export const DISORDERED_SEGMENT = 'disordered_segment';
export const DISORDERED_OFFSET = 'disordered_offset';

/**
 * Brings what memory holds into the file, so that the journal can be cut. What it has written it
 * tells the head in the same turn, so that nothing is seen twice.
 *
 * All its methods: @throws AppError `unavailable` on a full disk; what was not written stays where it was
 */
export class ChunkWriter {
  readonly #head: MetricHead;
  readonly #file: ChunkFile;
  readonly #journal: Journal;
  readonly #room: DiskRoom;

  constructor(head: MetricHead, file: ChunkFile, journal: Journal, room: DiskRoom) {
    this.#head = head;
    this.#file = file;
    this.#journal = journal;
    this.#room = room;
  }

  /** Writes the complete chunks. */
  flush(): void {
    while (this.#head.pending.length > 0) {
      const piece = this.#head.pending.slice(0, PIECE);
      const chunks = piece.map(({ slot, chunk, replaces }) => ({
        series: this.#head.table.ids[slot] ?? 0,
        isDisordered: false,
        chunk,
        replaces,
      }));
      this.#write(
        piece.map(({ slot }) => slot),
        chunks,
        {},
      );
      this.#head.settlePending(piece.length);
    }
  }

  /**
   * Brings everything that stands in segments before a certain one into the file and drops these
   * segments. `all`: everything there is; otherwise the older half of the journal.
   */
  async checkpoint(all: boolean): Promise<void> {
    const current = this.#room.use(() => this.#journal.cut());
    const before = all ? current : current - Math.floor(this.#journal.segmentCount / 2);
    this.flush();
    await this.#storeOpenChunks(before);
    this.flush();
    this.#storeDisordered();
    this.#room.use(() => this.#file.sync());
    this.#journal.dropBefore(this.#head.earliestSegment(this.#journal.segment));
  }

  /** Open chunks are stored as they are; the row is replaced when they have grown. */
  async #storeOpenChunks(before: number): Promise<void> {
    let slots: number[] = [];
    for (let slot = 0; slot < this.#head.table.end; slot++) {
      if (this.#head.needsSegmentBefore(slot, before)) slots.push(slot);
      if (slots.length < PIECE) continue;
      this.#storeOpen(slots);
      slots = [];
      await nextTurn();
    }
    this.#storeOpen(slots);
  }

  #storeOpen(slots: readonly number[]): void {
    const chunks: ChunkToWrite[] = [];
    const written: number[] = [];
    for (const slot of slots) {
      const chunk = this.#head.open.view(slot);
      if (chunk === null) continue;
      const series = this.#head.table.ids[slot] ?? 0;
      chunks.push({ series, isDisordered: false, chunk, replaces: this.#head.anchor(slot) });
      written.push(slot);
    }
    if (chunks.length === 0) return;
    const rows = this.#write(written, chunks, {});
    for (const [at, slot] of written.entries()) this.#head.anchorAt(slot, rows[at] ?? 0);
  }

  /**
   * All samples that are out of order at once, with the position up to which the journal is done
   * with them: after a restart those before it are not looked at.
   */
  #storeDisordered(): void {
    const { disordered, table } = this.#head;
    if (disordered.total === 0) return;
    const chunks: ChunkToWrite[] = [];
    const slots: number[] = [];
    for (const [slot, columns] of disordered.all()) {
      slots.push(slot);
      const series = table.ids[slot] ?? 0;
      for (const chunk of chunksOf(columns)) {
        chunks.push({ series, isDisordered: true, chunk, replaces: null });
      }
    }
    const { segment, offset } = this.#journal.position;
    this.#write(slots, chunks, { [DISORDERED_SEGMENT]: segment, [DISORDERED_OFFSET]: offset });
    for (const slot of slots) table.disordered[slot] = 1;
    for (const { series, chunk } of chunks) this.#head.noteStored(table.slotOf(series), chunk.t0);
    disordered.clear();
    this.#head.disorderedSegment = 0;
  }

  /** @param slots whose series the chunks belong to */
  #write(
    slots: readonly number[],
    chunks: readonly ChunkToWrite[],
    numbers: Readonly<Record<string, number>>,
  ): readonly number[] {
    const { table } = this.#head;
    const unknown = new Set(slots.filter((slot) => table.stored[slot] !== 1));
    const series = [...unknown].map((slot) => ({
      id: table.ids[slot] ?? 0,
      labels: labelsText(table.index.labels(slot)),
    }));
    const late = chunks.filter(({ isDisordered }) => isDisordered);
    return this.#room.use(() =>
      this.#file.write({
        series,
        chunks,
        disordered: [...new Set(late.map((chunk) => chunk.series))],
        numbers: { ...numbers, [NEXT_ID]: table.nextId },
      }),
    );
  }

  /** Writes what came out of order when it is more than memory should hold. */
  storeDisorderedOver(samples: number): void {
    if (this.#head.disordered.total > samples) this.#storeDisordered();
  }
}

function* chunksOf(columns: SampleColumns) {
  const open = new OpenChunks();
  open.resize(1);
  for (let at = 0; at < columns.length; at++) {
    const time = columns.times[at] ?? 0;
    if (open.isClosedFor(0, time)) {
      const chunk = open.snapshot(0);
      open.reset(0, false);
      if (chunk !== null) yield chunk;
    }
    open.append(0, time, columns.words[at * 2 + HI] ?? 0, columns.words[at * 2 + LO] ?? 0);
  }
  const last = open.snapshot(0);
  if (last !== null) yield last;
}
