import { join } from 'node:path';
import type { Logger } from '../../platform/observe/logger.ts';
import { GroupedSync } from './grouped-sync.ts';
import {
  framedBytes,
  frameRecords,
  type JournalRecord,
  readSegment,
  SEGMENT_HEADER,
} from './journal-format.ts';
import type { JournalSyncer } from './journal-syncer.ts';
import type { StorageFiles } from './storage-files.ts';

/** A place between two records: bytes from the start of a segment's file. */
export interface JournalPosition {
  readonly segment: number;
  readonly offset: number;
}

export interface JournalOptions {
  /** Holds the segments and nothing else; made when it does not exist. */
  readonly folder: string;
  readonly files: StorageFiles;
  readonly syncer: JournalSyncer;
  readonly logger: Logger;
  /** A segment that has reached this size gets a successor (8 MiB). */
  readonly segmentBytes?: number;
}

/** Records that could not be read, in a segment that is not the last one. */
export interface JournalDamage {
  readonly segment: number;
  readonly offset: number;
  /** Null: the whole segment is missing. */
  readonly lostBytes: number | null;
}

const FILE = /^(\d{8})\.journal$/;
const DEFAULT_SEGMENT_BYTES = 8 * 1024 * 1024;
const SCRATCH_BYTES = 256 * 1024;

/**
 * What is not yet in its final place, in order: records appended to numbered segment files. What was
 * appended survives the end of the process at once, and a power cut after the next sync. Opening cuts
 * off what stands torn behind the last whole record of the last segment.
 *
 * @example
 * const journal = new Journal({ folder, files: nodeFiles, syncer, logger });
 * journal.replay(null, (record) => apply(record));
 * journal.append([{ type: 1, payload }]);
 * const next = journal.cut(); // … what came before is in its place now:
 * journal.dropBefore(next);
 */
export class Journal {
  readonly #folder: string;
  readonly #files: StorageFiles;
  readonly #syncer: JournalSyncer;
  readonly #logger: Logger;
  readonly #segmentBytes: number;
  /** Ascending; the last one is written to. */
  #segments: number[];
  /** Of the segments before the last one. */
  #closedBytes = 0;
  #descriptor: number;
  #offset: number;
  #isTailClean = true;
  readonly #scratch = Buffer.alloc(SCRATCH_BYTES);
  #grouped: GroupedSync;

  /** @throws the error of the file system, e.g. `ENOSPC` for a first segment that cannot be made */
  constructor(options: JournalOptions) {
    this.#folder = options.folder;
    this.#files = options.files;
    this.#syncer = options.syncer;
    this.#logger = options.logger;
    this.#segmentBytes = options.segmentBytes ?? DEFAULT_SEGMENT_BYTES;
    this.#files.makeFolder(this.#folder);
    this.#segments = this.#numbers();
    for (const segment of this.#segments.slice(0, -1)) {
      this.#closedBytes += this.#files.size(this.#path(segment));
    }
    const last = this.#segments.at(-1);
    if (last === undefined) {
      this.#segments.push(1);
      this.#descriptor = this.#make(1);
      this.#offset = SEGMENT_HEADER.length;
    } else {
      this.#descriptor = this.#files.open(this.#path(last));
      this.#offset = this.#repair(last, this.#descriptor);
    }
    this.#grouped = this.#groupedOf(this.#descriptor);
  }

  /** Behind the last record. */
  get position(): JournalPosition {
    return { segment: this.segment, offset: this.#offset };
  }

  /** The one that is written to. */
  get segment(): number {
    return this.#segments.at(-1) ?? 0;
  }

  get segmentCount(): number {
    return this.#segments.length;
  }

  get sizeBytes(): number {
    return this.#closedBytes + this.#offset;
  }

  /**
   * Writes the records with one call of the system, all into one segment; they survive the end of
   * the process when it returns.
   * @throws the error of the file system (`ENOSPC`); none of them is in the journal then
   */
  append(records: readonly JournalRecord[]): void {
    if (this.#offset >= this.#segmentBytes) this.cut();
    if (!this.#isTailClean) this.#cleanTail();
    const bytes = framedBytes(records);
    const target = bytes <= SCRATCH_BYTES ? this.#scratch.subarray(0, bytes) : Buffer.alloc(bytes);
    frameRecords(records, target);
    try {
      this.#files.write(this.#descriptor, target, this.#offset);
    } catch (thrown) {
      this.#isTailClean = false;
      throw thrown;
    }
    this.#offset += bytes;
    this.#grouped.noteWrite();
    this.#syncer.mark(this);
  }

  /**
   * Resolves when everything appended before the call survives a power cut. Calls during a sync
   * share the next one. The syncer calls it as well: call it only to acknowledge durably.
   */
  sync(): Promise<void> {
    return this.#grouped.sync();
  }

  /**
   * Hands over the records from `from` (null: the oldest) to the end, in order. `payload` is a view
   * that is valid during the call only; `end` is the position behind the record. A bad record in a
   * segment before the last one costs the rest of that segment, which is logged and answered.
   */
  replay(
    from: JournalPosition | null,
    onRecord: (record: JournalRecord, end: JournalPosition) => void,
  ): readonly JournalDamage[] {
    const damages: JournalDamage[] = [];
    let expected = from?.segment ?? this.#segments[0] ?? 0;
    for (const segment of this.#segments) {
      if (from !== null && segment < from.segment) continue;
      for (; expected < segment; expected++) {
        damages.push({ segment: expected, offset: 0, lostBytes: null });
      }
      expected = segment + 1;
      const offset = segment === from?.segment ? from.offset : 0;
      const damage = this.#replayOne(segment, offset, onRecord);
      if (damage !== null) damages.push(damage);
    }
    for (const damage of damages) this.#logger.error({ ...damage }, 'a journal has lost records');
    return damages;
  }

  /**
   * Starts a new segment, synced behind the old one, and answers its number. A segment without
   * records is kept instead.
   * @throws the error of the file system; the old segment goes on being written to then
   */
  cut(): number {
    if (!this.#isTailClean) this.#cleanTail();
    if (this.#offset === SEGMENT_HEADER.length) return this.segment;
    this.#files.syncNow(this.#descriptor);
    const next = this.segment + 1;
    const descriptor = this.#make(next);
    this.#grouped.retire();
    this.#closedBytes += this.#offset;
    this.#segments.push(next);
    this.#descriptor = descriptor;
    this.#offset = SEGMENT_HEADER.length;
    this.#grouped = this.#groupedOf(descriptor);
    return next;
  }

  /** Removes the segments with lower numbers; never the one that is written to. */
  dropBefore(segment: number): void {
    const end = Math.min(segment, this.segment);
    while ((this.#segments[0] ?? end) < end) {
      const path = this.#path(this.#segments[0] ?? 0);
      this.#closedBytes -= this.#files.size(path);
      this.#files.remove(path);
      this.#segments.shift();
    }
  }

  /** Syncs and closes; nothing may be called afterwards. */
  close(): void {
    this.#syncer.forget(this);
    try {
      if (!this.#isTailClean) this.#cleanTail();
      this.#files.syncNow(this.#descriptor);
    } finally {
      this.#grouped.retire();
    }
  }

  #replayOne(
    segment: number,
    offset: number,
    onRecord: (record: JournalRecord, end: JournalPosition) => void,
  ): JournalDamage | null {
    const isLast = segment === this.segment;
    const stored = this.#files.read(this.#path(segment));
    const bytes = isLast ? stored.subarray(0, this.#offset) : stored;
    const end = readSegment(bytes, offset, (record, at) => {
      onRecord(record, { segment, offset: at });
    });
    if (end >= bytes.length) return null;
    return { segment, offset: end, lostBytes: bytes.length - end };
  }

  #numbers(): number[] {
    const numbers = this.#files.list(this.#folder).map((name) => Number(FILE.exec(name)?.[1] ?? 0));
    return numbers.filter((number) => number > 0).sort((a, b) => a - b);
  }

  #path(segment: number): string {
    return join(this.#folder, `${String(segment).padStart(8, '0')}.journal`);
  }

  /** A new segment of which only the header stands. */
  #make(segment: number): number {
    const path = this.#path(segment);
    const descriptor = this.#files.open(path);
    try {
      this.#files.write(descriptor, SEGMENT_HEADER, 0);
      this.#files.truncate(descriptor, SEGMENT_HEADER.length);
      this.#files.syncFolder(this.#folder);
    } catch (thrown) {
      this.#files.close(descriptor);
      this.#files.remove(path);
      throw thrown;
    }
    return descriptor;
  }

  /** Cuts off what is torn at the end of the last segment; answers where the next record goes. */
  #repair(segment: number, descriptor: number): number {
    const bytes = this.#files.read(this.#path(segment));
    const end = readSegment(bytes, 0, () => undefined);
    if (end === bytes.length && end > 0) return end;
    this.#logger.warn(
      { segment, offset: end, bytes: bytes.length - end },
      'what stood torn at the end of a journal was cut off',
    );
    this.#files.truncate(descriptor, end);
    if (end > 0) return end;
    this.#files.write(descriptor, SEGMENT_HEADER, 0);
    return SEGMENT_HEADER.length;
  }

  /** A write that went wrong may have left a part of a record. */
  #cleanTail(): void {
    this.#files.truncate(this.#descriptor, this.#offset);
    this.#isTailClean = true;
  }

  #groupedOf(descriptor: number): GroupedSync {
    return new GroupedSync({
      sync: () => this.#files.sync(descriptor),
      close: () => this.#files.close(descriptor),
    });
  }
}
