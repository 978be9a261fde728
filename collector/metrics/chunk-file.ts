import { closeSync, openSync } from 'node:fs';
import SqliteDatabase, { type Database, type Statement } from 'better-sqlite3';
import type {
  ChunkBatch,
  ChunkToWrite,
  HourUsage,
  StoredChunk,
  StoredSeries,
} from './chunk-rows.ts';
import { CHUNK_SPAN_MS } from './open-chunks.ts';

const FORMAT = 1;
const PAGE_BYTES = 8192;
export const HOUR_MS = 3_600_000;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS series (
  id INTEGER PRIMARY KEY, labels TEXT NOT NULL, disordered INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS chunks (
  id INTEGER PRIMARY KEY, series INTEGER NOT NULL, t0 INTEGER NOT NULL, span INTEGER NOT NULL,
  disordered INTEGER NOT NULL, count INTEGER NOT NULL, data BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS chunks_by_series ON chunks (series, t0);
CREATE TABLE IF NOT EXISTS usage (
  hour INTEGER PRIMARY KEY, chunks INTEGER NOT NULL, samples INTEGER NOT NULL,
  bytes INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS metadata (
  name TEXT PRIMARY KEY, type TEXT NOT NULL, help TEXT NOT NULL, unit TEXT NOT NULL) WITHOUT ROWID;
`;

type ChunkRow = [t0: number, count: number, disordered: number, data: Buffer];
type ReplacedRow = [t0: number, count: number, bytes: number];
type DroppedRow = [id: number, t0: number, count: number, bytes: number];
type SeriesRow = [number, string, number, number | null, number | null];

/** Type, help and unit of a metric. */
export interface MetricMetadata {
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

/** The SQLite file of one tenant: a row per chunk. Errors are the driver's, with `code`. */
export class ChunkFile {
  readonly #db: Database;
  readonly #select: Statement<[number, number, number, number], ChunkRow>;
  readonly #exists: Statement<[number, number, number, number], [number]>;
  readonly #insert: Statement<[number, number, number, number, number, Uint8Array]>;
  readonly #replace: Statement<[number, number, Uint8Array, number]>;
  readonly #replaced: Statement<[number], ReplacedRow>;
  readonly #usage: Statement<[number, number, number, number]>;
  readonly #number: Statement<[string, number]>;
  readonly #drop: Statement<[number, number, number], DroppedRow>;
  readonly #oldest: Statement<[number], [number | null]>;

  /** Makes the file (0600) when it does not exist. @throws Error for a file of a newer format */
  constructor(file: string) {
    closeSync(openSync(file, 'a', 0o600));
    this.#db = openTuned(file);
    this.#select = this.#raw(`SELECT t0, count, disordered, data FROM chunks
      WHERE series = ? AND t0 >= ? AND t0 <= ? AND t0 + span >= ? ORDER BY t0`);
    this.#exists = this.#raw(`SELECT 1 FROM chunks
      WHERE series = ? AND t0 >= ? AND t0 <= ? AND t0 + span >= ? LIMIT 1`);
    this.#insert = this.#db.prepare(
      'INSERT INTO chunks (series, t0, span, disordered, count, data) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#replace = this.#db.prepare(
      'UPDATE chunks SET span = ?, count = ?, data = ? WHERE id = ?',
    );
    this.#replaced = this.#raw('SELECT t0, count, length(data) FROM chunks WHERE id = ?');
    this.#usage = this.#db.prepare(`INSERT INTO usage VALUES (?, ?, ?, ?) ON CONFLICT (hour)
      DO UPDATE SET chunks = chunks + excluded.chunks, samples = samples + excluded.samples,
      bytes = bytes + excluded.bytes`);
    this.#number = this.#db.prepare('INSERT OR REPLACE INTO numbers VALUES (?, ?)');
    this.#drop = this.#raw(`DELETE FROM chunks WHERE series = ? AND t0 < ? AND t0 + span < ?
      RETURNING id, t0, count, length(data)`);
    this.#oldest = this.#raw('SELECT min(t0) FROM chunks WHERE series = ?');
  }

  /** Chunks of a series that touch the time, by their start. */
  chunks(series: number, minMs: number, maxMs: number): readonly StoredChunk[] {
    const rows = this.#select.all(series, minMs - CHUNK_SPAN_MS, maxMs, minMs);
    return rows.map(([t0, count, disordered, data]) => ({
      t0,
      count,
      isDisordered: disordered === 1,
      data,
    }));
  }

  hasChunk(series: number, minMs: number, maxMs: number): boolean {
    return this.#exists.get(series, minMs - CHUNK_SPAN_MS, maxMs, minMs) !== undefined;
  }

  /** Writes it all in one transaction. @returns the rows of the chunks, in their order */
  write(batch: ChunkBatch): readonly number[] {
    return this.#db.transaction(() => {
      const insert = this.#db.prepare('INSERT OR REPLACE INTO series (id, labels) VALUES (?, ?)');
      for (const { id, labels } of batch.series) insert.run(id, labels);
      const mark = this.#db.prepare('UPDATE series SET disordered = 1 WHERE id = ?');
      for (const id of batch.disordered) mark.run(id);
      const usage = new UsageSums();
      const rows = batch.chunks.map((row) => this.#writeChunk(row, usage));
      this.#addUsage(usage);
      for (const [name, value] of Object.entries(batch.numbers)) this.#number.run(name, value);
      return rows;
    })();
  }

  /**
   * Deletes the chunks of the series that end before `beforeMs`, and the series itself when none
   * is left and `forgetEmpty` says so.
   * @returns the rows that are gone and the start of the first chunk left
   */
  dropBefore(
    series: readonly number[],
    beforeMs: number,
    forgetEmpty: (series: number) => boolean,
  ): readonly { readonly rows: readonly number[]; readonly oldest: number | null }[] {
    return this.#db.transaction(() => {
      const usage = new UsageSums();
      const forget = this.#db.prepare('DELETE FROM series WHERE id = ?');
      const results = series.map((id) => {
        const dropped = this.#drop.all(id, beforeMs, beforeMs);
        for (const [, t0, count, bytes] of dropped) usage.add(t0, -1, -count, -bytes);
        const oldest = this.#oldest.get(id)?.[0] ?? null;
        if (oldest === null && forgetEmpty(id)) forget.run(id);
        return { rows: dropped.map(([row]) => row), oldest };
      });
      this.#addUsage(usage);
      this.#db.exec('DELETE FROM usage WHERE chunks <= 0');
      return results;
    })();
  }

  series(): IterableIterator<StoredSeries> {
    const rows = this.#raw<[], SeriesRow>(`SELECT id, labels, disordered,
      (SELECT t0 FROM chunks WHERE series = s.id ORDER BY t0 LIMIT 1),
      (SELECT t0 + span FROM chunks WHERE series = s.id AND disordered = 0
        ORDER BY t0 DESC LIMIT 1) FROM series s`).iterate();
    return mapped(rows, ([id, labels, disordered, oldest, newest]) => ({
      id,
      labels,
      isDisordered: disordered === 1,
      oldest,
      newest,
    }));
  }

  number(name: string): number | null {
    const row = this.#raw<[string], [number]>('SELECT value FROM numbers WHERE name = ?').get(name);
    return row?.[0] ?? null;
  }

  setNumber(name: string, value: number): void {
    this.#number.run(name, value);
  }

  /** By hour, ascending. */
  usage(): readonly HourUsage[] {
    const rows = this.#raw<[], [number, number, number, number]>(
      'SELECT hour, chunks, samples, bytes FROM usage ORDER BY hour',
    ).all();
    return rows.map(([hour, chunks, samples, bytes]) => ({ hour, chunks, samples, bytes }));
  }

  metadata(): ReadonlyMap<string, MetricMetadata> {
    const rows = this.#raw<[], [string, string, string, string]>(
      'SELECT name, type, help, unit FROM metadata',
    ).all();
    return new Map(rows.map(([name, type, help, unit]) => [name, { type, help, unit }]));
  }

  setMetadata(entries: Iterable<readonly [string, MetricMetadata]>): void {
    const insert = this.#db.prepare('INSERT OR REPLACE INTO metadata VALUES (?, ?, ?, ?)');
    this.#db.transaction(() => {
      for (const [name, { type, help, unit }] of entries) insert.run(name, type, help, unit);
    })();
  }

  /** Bytes of pages that hold something. */
  usedBytes(): number {
    return (
      (this.#pragma('page_count') - this.#pragma('freelist_count')) * this.#pragma('page_size')
    );
  }

  /** Pages that hold nothing and will be used again. */
  freePages(): number {
    return this.#pragma('freelist_count');
  }

  /** Gives back up to so many (1 at least) free pages to the file system. */
  shrink(pages: number): void {
    this.#db.pragma(`incremental_vacuum(${Math.max(1, pages)})`);
  }

  /** Brings everything committed to disk, also through a power cut. */
  sync(): void {
    this.#db.pragma('wal_checkpoint(TRUNCATE)');
  }

  /** The file does not grow over this; as on a full disk, `SQLITE_FULL` is thrown. */
  limitBytes(bytes: number): void {
    const pages = Math.max(1, Math.floor(bytes / this.#pragma('page_size')));
    this.#db.pragma(`max_page_count = ${pages}`);
  }

  close(): void {
    this.#db.close();
  }

  #writeChunk({ series, isDisordered, chunk, replaces }: ChunkToWrite, usage: UsageSums): number {
    const { t0, t1, count, data } = chunk;
    const before = replaces === null ? undefined : this.#replaced.get(replaces);
    usage.add(t0, 1, count, data.length);
    if (before !== undefined && replaces !== null) {
      usage.add(before[0], -1, -before[1], -before[2]);
      this.#replace.run(t1 - t0, count, data, replaces);
      return replaces;
    }
    const done = this.#insert.run(series, t0, t1 - t0, isDisordered ? 1 : 0, count, data);
    return Number(done.lastInsertRowid);
  }

  #addUsage(usage: UsageSums): void {
    for (const [hour, [chunks, samples, bytes]] of usage.byHour) {
      this.#usage.run(hour, chunks, samples, bytes);
    }
  }

  #pragma(name: string): number {
    return Number(this.#db.pragma(name, { simple: true }));
  }

  #raw<Parameters extends unknown[], Row>(sql: string): Statement<Parameters, Row> {
    return this.#db.prepare<Parameters, Row>(sql).raw();
  }
}

class UsageSums {
  readonly byHour = new Map<number, [number, number, number]>();

  add(t0: number, chunks: number, samples: number, bytes: number): void {
    const hour = Math.floor(t0 / HOUR_MS);
    const sums = this.byHour.get(hour) ?? [0, 0, 0];
    this.byHour.set(hour, [sums[0] + chunks, sums[1] + samples, sums[2] + bytes]);
  }
}

function* mapped<From, To>(rows: Iterable<From>, map: (row: From) => To): IterableIterator<To> {
  for (const row of rows) yield map(row);
}

function openTuned(file: string): Database {
  const db = new SqliteDatabase(file, { timeout: 5_000 });
  db.pragma(`page_size = ${PAGE_BYTES}`);
  db.pragma('auto_vacuum = INCREMENTAL');
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('cache_size = -4096');
  db.pragma('journal_size_limit = 16777216');
  const format = Number(db.pragma('user_version', { simple: true }));
  if (format > FORMAT) {
    db.close();
    throw new Error(`${file} has format ${format}; this program knows formats up to ${FORMAT}`);
  }
  if (format < FORMAT) {
    db.exec(`BEGIN; ${SCHEMA} PRAGMA user_version = ${FORMAT}; COMMIT;`);
  }
  return db;
}
