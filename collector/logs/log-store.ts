import { join } from 'node:path';
import type { Clock } from '../../platform/clock/clock.ts';
import { AppError, asError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type {
  EntryBatch,
  EntryOutcome,
  EntryRefusalKind,
  EntrySink,
} from '../model/entry-batch.ts';
import type { DiskRoom } from '../storage/disk-room.ts';
import { Journal } from '../storage/journal.ts';
import type { JournalSyncer } from '../storage/journal-syncer.ts';
import type { StorageFiles } from '../storage/storage-files.ts';
import { BlockCutter } from './block-cutter.ts';
import { BlockFile } from './block-file.ts';
import type { ColumnsPool } from './columns-pool.ts';
import { EntryIntake, type Intake } from './entry-intake.ts';
import { ENTRIES_RECORD, encodeRecord } from './entry-record.ts';
import type { Followers } from './followers.ts';
import type { LogLimits, LogStorage } from './log-limits.ts';
import { pause } from './pause.ts';
import { replayJournal } from './replay-journal.ts';
import { shortenJournal } from './shorten-journal.ts';
import { type FoundStream, type LogAsk, type ReadTurn, selectStreams } from './stored-streams.ts';
import { StreamBook } from './stream-book.ts';

export interface LogStoreOptions {
  /** Of this store alone; must exist. */
  readonly folder: string;
  /** Whose lines they are: for followers and messages. */
  readonly tenant: string;
  readonly limits: LogLimits;
  readonly storage: LogStorage;
  readonly files: StorageFiles;
  readonly syncer: JournalSyncer;
  readonly room: DiskRoom;
  readonly followers: Followers;
  readonly pool: ColumnsPool;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What a store has, and what came since it was opened. */
export interface LogStoreStats {
  readonly streams: number;
  /** With lines that are not in a block yet. */
  readonly activeStreams: number;
  readonly entries: number;
  /** Of text. */
  readonly rawBytes: number;
  /** Of blocks. */
  readonly diskBytes: number;
  readonly headBytes: number;
  readonly journalBytes: number;
  /** Null: there is no line. */
  readonly oldestNs: bigint | null;
  readonly newestNs: bigint | null;
  readonly received: {
    readonly entries: number;
    readonly bytes: number;
    /** Of them, those that were there already. */
    readonly duplicates: number;
    readonly refused: ReadonlyMap<EntryRefusalKind, number>;
  };
  /** Whether the disk takes lines. */
  readonly isWritable: boolean;
}

/** Text on its way into blocks, over which whoever brings more waits. */
const MAX_WAITING_BYTES = 33_554_432;
const RETRY_AFTER_SECONDS = 5;
const BLOCKS_PER_STEP = 100;
const NS_PER_MS = 1_000_000n;
/** The part of the journal that may be written once more when it is shortened. */
const CARRY_PART = 8;

/**
 * The lines of one tenant. A line that was taken is in the journal at once, in the head of its
 * stream until that is full or old, then in a block; readers see all of it at any time.
 *
 * Everything is synchronous but waiting: it belongs to one thread.
 */
export class LogStore implements EntrySink {
  readonly #options: LogStoreOptions;
  readonly #file: BlockFile;
  readonly #journal: Journal;
  readonly #cutter: BlockCutter;
  readonly #book: StreamBook;
  readonly #intake: EntryIntake;
  readonly #refused = new Map<EntryRefusalKind, number>();
  #received = { entries: 0, bytes: 0, duplicates: 0 };
  #diskBytes = 0;
  #seq: number;
  #oldestSegment = 0;
  #shortening: Promise<void> | null = null;
  #shortenedAtMs: number;
  #isClosed = false;

  /** Opens it and reads the journal. @throws the error of the file system or the database */
  constructor(options: LogStoreOptions) {
    const { folder, files, syncer, room, clock, tenant, limits, storage, pool } = options;
    const logger = options.logger.child({ tenant });
    this.#options = { ...options, logger };
    this.#file = new BlockFile(join(folder, 'blocks.db'));
    const onCut = (bytes: number) => {
      this.#diskBytes += bytes;
    };
    this.#cutter = new BlockCutter({ file: this.#file, room, clock, logger, onCut });
    this.#book = new StreamBook(this.#file, this.#cutter, storage.blockBytes);
    for (const { stored } of this.#book.index.all()) this.#diskBytes += stored.diskBytes;
    this.#journal = new Journal({
      folder: join(folder, 'journal'),
      files,
      syncer,
      logger,
      // A new segment waits for the disk: few of them.
      segmentBytes: Math.floor(storage.journalBytes / 2),
    });
    this.#seq = replayJournal(this.#journal, this.#book, clock.nowMs());
    this.#shortenedAtMs = clock.nowMs();
    const pieceBytes = storage.blockBytes;
    this.#intake = new EntryIntake({ tenant, book: this.#book, limits, pool, pieceBytes });
  }

  async append(batch: EntryBatch): Promise<EntryOutcome> {
    await this.#makeRoom();
    const nowMs = this.#options.clock.nowMs();
    const intake = this.#intake.sort(batch, nowMs);
    const firstSeq = this.#write(intake);
    const duplicates = this.#apply(intake, firstSeq, nowMs);
    this.#count(intake, duplicates);
    this.#intake.release(intake);
    this.#book.sealLargest(this.#options.storage.maxHeadBytes);
    if (this.#journal.sizeBytes > this.#options.storage.journalBytes) void this.#startShortening();
    return { appended: intake.entries, refused: intake.refused };
  }

  select(ask: LogAsk, turn: ReadTurn): Promise<readonly FoundStream[]> {
    return selectStreams(this.#book.index, this.#file, ask, turn);
  }

  /**
   * What is to be done from time to time: old heads become blocks, old blocks are removed, the
   * journal is shortened, streams without lines are forgotten.
   * @throws the error of the file system or the database
   */
  async maintain(): Promise<void> {
    const { clock, storage } = this.#options;
    const nowMs = clock.nowMs();
    this.#book.sealOlder(nowMs - storage.blockAgeMs);
    await this.#retain(nowMs);
    if (nowMs - this.#shortenedAtMs >= storage.blockAgeMs) await this.#startShortening();
    if (this.#isClosed) return;
    this.#book.forgetEmpty(this.#oldestSegment);
  }

  /** Everything that is in heads becomes blocks. @throws AppError `unavailable` */
  async flush(): Promise<void> {
    this.#book.sealLargest(-1);
    await this.#cutter.settle().catch((thrown: unknown) => {
      throw unavailable(asError(thrown));
    });
  }

  stats(): LogStoreStats {
    let entries = 0;
    let rawBytes = 0;
    let oldestNs: bigint | null = null;
    let newestNs: bigint | null = null;
    for (const stream of this.#book.index.all()) {
      const { stored } = stream;
      const parts = stream.heads().map(({ columns }) => columns);
      entries += stored.entries + parts.reduce((sum, { count }) => sum + count, 0);
      rawBytes += stored.rawBytes + parts.reduce((sum, { bytes }) => sum + bytes, 0);
      const spans = parts
        .filter(({ count }) => count > 0)
        .map(({ minNs, maxNs }) => [minNs, maxNs]);
      if (stored.blocks > 0) spans.push([stored.minNs, stored.maxNs]);
      for (const [minNs = 0n, maxNs = 0n] of spans) {
        if (oldestNs === null || minNs < oldestNs) oldestNs = minNs;
        if (newestNs === null || maxNs > newestNs) newestNs = maxNs;
      }
    }
    return {
      streams: this.#book.index.size,
      activeStreams: this.#book.active.size,
      entries,
      rawBytes,
      diskBytes: this.#diskBytes,
      headBytes: this.#book.headBytes + this.#cutter.bytes,
      journalBytes: this.#journal.sizeBytes,
      oldestNs,
      newestNs,
      received: { ...this.#received, refused: new Map(this.#refused) },
      isWritable: !this.#options.room.isFull && this.#cutter.fault === null,
    };
  }

  /** Ends what is under way and closes the files; what is in heads stays in the journal. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#cutter.close();
    await this.#shortening;
    this.#journal.close();
    this.#file.close();
  }

  async #makeRoom(): Promise<void> {
    this.#demandOpen();
    this.#options.room.admit();
    const { journalBytes } = this.#options.storage;
    try {
      if (this.#cutter.bytes > MAX_WAITING_BYTES) await this.#cutter.below(MAX_WAITING_BYTES / 2);
    } catch (thrown) {
      throw unavailable(asError(thrown));
    }
    // Twice: the one that is under way may have begun long ago.
    for (let tries = 0; tries < 2 && this.#journal.sizeBytes > 4 * journalBytes; tries++) {
      await this.#startShortening();
    }
    this.#demandOpen();
    if (this.#journal.sizeBytes > 8 * journalBytes) {
      throw unavailable(this.#cutter.fault ?? new Error('the journal cannot be shortened'));
    }
  }

  #demandOpen(): void {
    if (!this.#isClosed) return;
    throw new AppError('unavailable', 'The store of log lines is closed. Send them again later.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  /** Brings the lines into the journal, all or none; answers the number of the first record. */
  #write({ taken }: Intake): number {
    const first = this.#seq + 1;
    const records = taken.map(({ stream, lines }, index) => {
      const { labelsJson } = stream;
      const seq = first + index;
      const payload = encodeRecord({ seq, firstSeq: seq, labelsJson }, lines);
      return { type: ENTRIES_RECORD, payload };
    });
    if (records.length === 0) return first;
    try {
      this.#options.room.use(() => this.#journal.append(records));
    } catch (thrown) {
      throw unavailable(asError(thrown));
    }
    this.#seq += records.length;
    return first;
  }

  #apply({ taken }: Intake, firstSeq: number, atMs: number): number {
    const { followers, tenant } = this.#options;
    const { segment } = this.#journal;
    let duplicates = 0;
    taken.forEach(({ stream, lines }, index) => {
      const seq = firstSeq + index;
      const origin = { seq, firstSeq: seq, segment, atMs };
      const { head, from, added } = this.#book.apply(stream, lines, origin);
      duplicates += lines.count - added;
      if (added > 0) followers.tell(tenant, stream.labels, () => head.columns.block(from));
    });
    return duplicates;
  }

  #count({ entries, bytes, refused }: Intake, duplicates: number): void {
    const received = this.#received;
    this.#received = {
      entries: received.entries + entries,
      bytes: received.bytes + bytes,
      duplicates: received.duplicates + duplicates,
    };
    for (const { kind } of refused) this.#refused.set(kind, (this.#refused.get(kind) ?? 0) + 1);
  }

  #startShortening(): Promise<void> {
    this.#shortening ??= this.#shorten().finally(() => {
      this.#shortening = null;
    });
    return this.#shortening;
  }

  async #shorten(): Promise<void> {
    const { storage, logger, clock } = this.#options;
    try {
      this.#oldestSegment = await shortenJournal({
        journal: this.#journal,
        book: this.#book,
        cutter: this.#cutter,
        file: this.#file,
        nextSeq: () => ++this.#seq,
        carryBytes: Math.floor(storage.journalBytes / CARRY_PART),
      });
      this.#shortenedAtMs = clock.nowMs();
    } catch (thrown) {
      if (!this.#isClosed) logger.warn({ err: asError(thrown) }, 'a journal was not shortened');
    }
  }

  async #retain(nowMs: number): Promise<void> {
    const { retentionMs, retentionBytes } = this.#options.storage;
    const beforeNs =
      retentionMs === 0 ? -(2n ** 63n) : BigInt(Math.floor(nowMs - retentionMs)) * NS_PER_MS;
    for (let isMore = true; isMore && !this.#isClosed; await pause()) {
      const surplus = retentionBytes === 0 ? 0 : this.#diskBytes - retentionBytes;
      const removed = this.#file.removeOldest(BLOCKS_PER_STEP, beforeNs, surplus);
      for (const stream of this.#book.index.all()) {
        if (!removed.streams.has(stream.id)) continue;
        const stored = this.#file.stored(stream.id);
        this.#diskBytes += stored.diskBytes - stream.stored.diskBytes;
        stream.stored = stored;
      }
      isMore = removed.isMore;
    }
  }
}

/** The sender may try again: nothing was taken. */
function unavailable(cause: Error): AppError {
  if (cause instanceof AppError) return cause;
  return new AppError(
    'unavailable',
    `The log lines were not stored: ${cause.message}. Nothing was taken; send them again later.`,
    { retryAfterSeconds: RETRY_AFTER_SECONDS, cause },
  );
}
