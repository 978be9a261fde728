import { join } from 'node:path';
import type { Clock } from '../../platform/clock/clock.ts';
import { AppError, asError } from '../../platform/errors/app-error.ts';
import type { Labels } from '../../platform/model/labels.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type {
  SampleBatch,
  SampleOutcome,
  SampleRefusal,
  SampleSink,
} from '../model/sample-batch.ts';
import type { DiskRoom } from '../storage/disk-room.ts';
import { Journal } from '../storage/journal.ts';
import type { JournalRecord } from '../storage/journal-format.ts';
import type { JournalSyncer } from '../storage/journal-syncer.ts';
import type { StorageFiles } from '../storage/storage-files.ts';
import { ChunkFile, type MetricMetadata } from './chunk-file.ts';
import { ChunkWriter } from './chunk-writer.ts';
import { MetadataTable } from './metadata-table.ts';
import { MetricHead } from './metric-head.ts';
import type { MetricSource, ReadAsk, ReadListAsk, ReadSeries, ReadTurn } from './read-port.ts';
import { recoverHead } from './recover-head.ts';
import { Retention } from './retention.ts';
import { SampleIntake } from './sample-intake.ts';
import { SampleLookup } from './sample-lookup.ts';
import {
  IN_ORDER_RECORD,
  OUT_OF_ORDER_RECORD,
  SamplePayload,
  SERIES_RECORD,
  seriesPayload,
} from './sample-records.ts';
import { SeriesReader } from './series-reader.ts';
import { DEFAULT_LIMITS, type MetricStoreLimits } from './store-limits.ts';
import { IngestCounts, type MetricStoreStats, statsOf } from './store-stats.ts';

/** What all stores of a process share. */
export interface StoreSurroundings {
  readonly files: StorageFiles;
  readonly syncer: JournalSyncer;
  readonly room: DiskRoom;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface MetricStoreOptions extends StoreSurroundings {
  /** Of this store alone; exists. */
  readonly folder: string;
  readonly limits?: Partial<MetricStoreLimits>;
}

/** Complete chunks that are written together, and how many may wait while the file takes none. */
const FLUSH_CHUNKS = 256;
const MAX_PENDING_CHUNKS = 20_000;
/** Samples out of order in memory. */
const MAX_DISORDERED = 100_000;
const SWEEP_MS = 600_000;
/** Sweeps without a sample after which a series is no longer active. */
const IDLE_SWEEPS = 6;

/**
 * The samples of one tenant. What `append` has taken survives the end of the process. One thread
 * uses it; `upkeep` is called every few seconds.
 */
export class MetricStore implements SampleSink, MetricSource {
  readonly #options: MetricStoreOptions;
  readonly #limits: MetricStoreLimits;
  readonly #head = new MetricHead();
  readonly #file: ChunkFile;
  readonly #journal: Journal;
  readonly #intake: SampleIntake;
  readonly #writer: ChunkWriter;
  readonly #retention: Retention;
  readonly #reader: SeriesReader;
  readonly #metadata: MetadataTable;
  readonly #counts = new IngestCounts();
  readonly #inOrderPayload = new SamplePayload();
  readonly #outOfOrderPayload = new SamplePayload();
  #nextSweepMs: number;
  #busy: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** Opens or makes the store. @throws Error of the file system or driver */
  constructor(options: MetricStoreOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    const { room, clock, logger, files, syncer } = options;
    this.#file = new ChunkFile(join(options.folder, 'chunks.db'));
    const { maxFileBytes } = this.#limits;
    if (maxFileBytes !== null) this.#file.limitBytes(maxFileBytes);
    this.#journal = new Journal({
      folder: join(options.folder, 'journal'),
      files,
      syncer,
      logger,
      segmentBytes: this.#limits.segmentBytes,
    });
    const lookup = new SampleLookup(this.#head, this.#file);
    this.#intake = new SampleIntake(this.#head, lookup, this.#limits);
    this.#writer = new ChunkWriter(this.#head, this.#file, this.#journal, room);
    this.#retention = new Retention(this.#head, this.#file, this.#journal, room, this.#limits);
    this.#reader = new SeriesReader(this.#head, this.#file);
    this.#metadata = new MetadataTable(this.#file, this.#limits.maxMetadata);
    const recovery = recoverHead(this.#head, this.#file, this.#journal, lookup, () =>
      this.#flushOver(FLUSH_CHUNKS * 8),
    );
    logger.debug({ ...recovery, folder: options.folder }, 'a metric store was opened');
    this.#nextSweepMs = clock.monotonicMs();
  }

  async append(batch: SampleBatch): Promise<SampleOutcome> {
    this.#assertOpen();
    this.#options.room.admit();
    if (this.#head.pending.length > MAX_PENDING_CHUNKS) this.#writer.flush();
    const refused: SampleRefusal[] = [];
    const nowMs = this.#options.clock.nowMs();
    this.#intake.plan(batch, nowMs, refused);
    const appended = this.#commit();
    this.#counts.add(appended, this.#intake.repeated, refused);
    this.#flushOver(FLUSH_CHUNKS);
    if (this.#limits.isDurable && appended > 0) await this.#journal.sync();
    return { appended, refused };
  }

  select(ask: ReadAsk, turn: ReadTurn): Promise<readonly ReadSeries[]> {
    return this.#reader.select(ask, turn);
  }

  labelSets(ask: ReadListAsk, turn: ReadTurn): Promise<readonly Labels[]> {
    return this.#reader.labelSets(ask, turn);
  }

  labelNames(ask: ReadListAsk, turn: ReadTurn): Promise<readonly string[]> {
    return this.#reader.labelNames(ask, turn);
  }

  labelValues(name: string, ask: ReadListAsk, turn: ReadTurn): Promise<readonly string[]> {
    return this.#reader.labelValues(name, ask, turn);
  }

  /** Of a metric, by its name; what was said last counts. Stored with the next upkeep. */
  setMetadata(name: string, metadata: MetricMetadata): void {
    this.#metadata.set(name, metadata);
  }

  metadata(): ReadonlyMap<string, MetricMetadata> {
    return this.#metadata.all();
  }

  stats(): MetricStoreStats {
    return statsOf(this.#head, this.#file, this.#journal, this.#counts);
  }

  /**
   * Writes what waits, keeps the journal short, and now and then looks for what is too old. While
   * the disk is full it does what it can and leaves the rest to the next call.
   */
  async upkeep(): Promise<void> {
    await this.#alone(async () => {
      this.#storeMetadata();
      this.#writer.flush();
      this.#writer.storeDisorderedOver(MAX_DISORDERED);
      if (this.#journal.segmentCount > this.#limits.maxSegments) {
        await this.#writer.checkpoint(false);
      }
    });
    if (this.#options.clock.monotonicMs() < this.#nextSweepMs) return;
    await this.#alone(() => this.#sweep());
  }

  /** Writes everything into the file and empties the journal. */
  checkpoint(): Promise<void> {
    return this.#alone(() => this.#writer.checkpoint(true));
  }

  /** Drops what is too old or too much now. */
  applyRetention(): Promise<void> {
    return this.#alone(() => this.#retention.apply(this.#options.clock.nowMs()));
  }

  /** Finishes what runs, writes everything, closes. What a full disk does not take is in the journal. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#alone(async () => {
      this.#storeMetadata();
      await this.#writer.checkpoint(true);
    });
    this.#release();
  }

  /** Closes without writing anything more: what it holds will be deleted. */
  async discard(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#busy;
    this.#release();
  }

  #storeMetadata(): void {
    if (this.#metadata.isChanged) this.#options.room.use(() => this.#metadata.store());
  }

  #release(): void {
    this.#reader.close();
    this.#journal.close();
    this.#file.close();
  }

  async #sweep(): Promise<void> {
    this.#nextSweepMs = this.#options.clock.monotonicMs() + SWEEP_MS;
    const { table, open } = this.#head;
    for (let slot = 0; slot < table.end; slot++) {
      if (table.active[slot] !== 1) continue;
      const rounds = (table.idleRounds[slot] ?? 0) + 1;
      table.idleRounds[slot] = rounds;
      if (rounds <= IDLE_SWEEPS) continue;
      if (open.count(slot) > 0) this.#head.closeChunk(slot, true);
      table.setActive(slot, false);
    }
    await this.#retention.apply(this.#options.clock.nowMs());
    if (!this.#reader.isReading) table.purge();
  }

  /** One after the other; a full disk is no error here, as it is known and tried again. */
  #alone(work: () => Promise<void>): Promise<void> {
    const done = this.#busy.then(work).catch((thrown) => {
      const isKnown = thrown instanceof AppError && thrown.kind === 'unavailable';
      if (!isKnown) {
        this.#options.logger.error(
          { err: asError(thrown), folder: this.#options.folder },
          'upkeep of a metric store failed',
        );
      }
    });
    this.#busy = done;
    return done;
  }

  /** Writes what was planned to the journal, then applies it. @returns how many samples */
  #commit(): number {
    const { inOrder, outOfOrder } = this.#intake;
    const count = inOrder.length + outOfOrder.length;
    if (count === 0) return 0;
    try {
      this.#options.room.use(() => this.#journal.append(this.#records()));
    } catch (thrown) {
      this.#intake.undo();
      throw thrown;
    }
    const { segment } = this.#journal;
    const { table } = this.#head;
    const { slots, times, his, los } = inOrder;
    for (let at = 0; at < inOrder.length; at++) {
      const slot = slots[at] ?? 0;
      table.announced[slot] = 1;
      this.#head.append(slot, times[at] ?? 0, his[at] ?? 0, los[at] ?? 0, segment);
    }
    if (outOfOrder.length > 0) this.#head.noteDisordered(segment);
    return count;
  }

  #records(): readonly JournalRecord[] {
    const { table } = this.#head;
    const { inOrder, outOfOrder } = this.#intake;
    const records: JournalRecord[] = [];
    const announced = new Set<number>();
    for (let at = 0; at < inOrder.length; at++) {
      const slot = inOrder.slots[at] ?? 0;
      if (table.announced[slot] === 1 || announced.has(slot)) continue;
      announced.add(slot);
      const payload = seriesPayload(table.ids[slot] ?? 0, table.index.labels(slot));
      records.push({ type: SERIES_RECORD, payload });
    }
    if (inOrder.length > 0) {
      records.push({ type: IN_ORDER_RECORD, payload: this.#inOrderPayload.encode(inOrder) });
    }
    if (outOfOrder.length > 0) {
      const payload = this.#outOfOrderPayload.encode(outOfOrder);
      records.push({ type: OUT_OF_ORDER_RECORD, payload });
    }
    return records;
  }

  /** What is written is in the journal already: that it could not be written is the room's affair. */
  #flushOver(chunks: number): void {
    if (this.#head.pending.length < chunks || this.#options.room.isFull) return;
    try {
      this.#writer.flush();
    } catch (thrown) {
      this.#options.logger.warn({ err: asError(thrown) }, 'chunks wait for the disk');
    }
  }

  #assertOpen(): void {
    if (this.#isClosed)
      throw new AppError('unavailable', 'The store is closed: the service stops.');
  }
}
