import { closeSync, openSync } from 'node:fs';
import SqliteDatabase, { type Database, type Statement } from 'better-sqlite3';
import type { StoredPart } from './log-stream.ts';

const BUSY_TIMEOUT_MS = 5_000;
const PAGE_BYTES = 16_384;
const CACHE_KIB = 4_096;
const WAL_KEPT_BYTES = 16 * 1024 * 1024;
const CHECKPOINT_PAGES = 2_000;
const VACUUM_PAGES = 2_000;

/** A block without its lines. */
export interface BlockRow {
  readonly id: number;
  readonly minNs: bigint;
  readonly maxNs: bigint;
  readonly entries: number;
  readonly rawBytes: number;
}

/** A block to be stored. */
export interface NewBlock {
  readonly stream: number;
  readonly labelsJson: string;
  /** The records of the journal up to this one are in blocks with it. */
  readonly flushedSeq: number;
  readonly minNs: bigint;
  readonly maxNs: bigint;
  readonly entries: number;
  readonly rawBytes: number;
  readonly data: Buffer;
}

export interface StreamRow {
  readonly id: number;
  readonly labelsJson: string;
  readonly flushedSeq: number;
  readonly stored: StoredPart;
}

type Row = Readonly<Record<string, bigint | string | Buffer | null>>;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS streams (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    labels TEXT NOT NULL UNIQUE,
    flushed_seq INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS blocks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    stream INTEGER NOT NULL,
    min_ns INTEGER NOT NULL,
    max_ns INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    raw_bytes INTEGER NOT NULL,
    disk_bytes INTEGER NOT NULL,
    data BLOB NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS blocks_of_stream
    ON blocks (stream, max_ns, min_ns, entries, raw_bytes, disk_bytes);
  CREATE INDEX IF NOT EXISTS blocks_by_age ON blocks (max_ns);
`;

const STORED = `count(*) AS blocks, total(entries) AS entries, total(raw_bytes) AS raw,
  total(disk_bytes) AS disk, min(min_ns) AS min_ns, max(max_ns) AS max_ns`;

/**
 * The blocks of one tenant, one row each, in a SQLite file of its own. Identifiers are never used
 * again, so that who reads late finds nothing rather than another block.
 *
 * All methods throw the driver's error, e.g. with code `SQLITE_FULL`.
 */
export class BlockFile {
  readonly #database: Database;
  readonly #insertStream: Statement;
  readonly #insertBlock: Statement;
  readonly #ofStream: Statement;
  readonly #anyOfStream: Statement;
  readonly #lastOfStream: Statement;
  readonly #data: Statement;
  readonly #oldest: Statement;
  readonly #deleteBlock: Statement;
  readonly #deleteStream: Statement;
  readonly #storedOfStream: Statement;

  constructor(path: string) {
    closeSync(openSync(path, 'a', 0o600));
    const database = new SqliteDatabase(path, { timeout: BUSY_TIMEOUT_MS });
    database.defaultSafeIntegers(true);
    database.pragma(`page_size = ${PAGE_BYTES}`);
    database.pragma('auto_vacuum = INCREMENTAL');
    database.pragma('journal_mode = WAL');
    // What a power cut takes is still in the journal, which is shortened only after `checkpoint`.
    database.pragma('synchronous = NORMAL');
    database.pragma(`cache_size = -${CACHE_KIB}`);
    database.pragma(`journal_size_limit = ${WAL_KEPT_BYTES}`);
    database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    database.exec(SCHEMA);
    this.#database = database;
    this.#insertStream = database.prepare(
      `INSERT INTO streams (id, labels, flushed_seq) VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET flushed_seq = excluded.flushed_seq`,
    );
    this.#insertBlock = database.prepare(
      `INSERT INTO blocks (stream, min_ns, max_ns, entries, raw_bytes, disk_bytes, data)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    const row = 'SELECT id, min_ns, max_ns, entries, raw_bytes FROM blocks';
    this.#ofStream = database.prepare(
      `${row} WHERE stream = ? AND max_ns >= ? AND min_ns < ? ORDER BY min_ns, id`,
    );
    this.#anyOfStream = database.prepare(
      'SELECT 1 FROM blocks WHERE stream = ? AND max_ns >= ? AND min_ns < ? LIMIT 1',
    );
    this.#lastOfStream = database.prepare(`${row} WHERE stream = ? ORDER BY id DESC LIMIT 1`);
    this.#data = database.prepare('SELECT data FROM blocks WHERE id = ?').pluck();
    this.#oldest = database.prepare(
      'SELECT id, stream, max_ns, disk_bytes FROM blocks ORDER BY max_ns, id LIMIT ?',
    );
    this.#deleteBlock = database.prepare('DELETE FROM blocks WHERE id = ?');
    this.#deleteStream = database.prepare('DELETE FROM streams WHERE id = ?');
    this.#storedOfStream = database.prepare(`SELECT ${STORED} FROM blocks WHERE stream = ?`);
  }

  /** All streams, with what is stored of them. */
  streams(): readonly StreamRow[] {
    const stored = new Map<number, StoredPart>();
    const sums = this.#database.prepare(`SELECT stream, ${STORED} FROM blocks GROUP BY stream`);
    for (const row of rowsOf(sums.all())) stored.set(number(row.stream), storedPart(row));
    const streams = this.#database.prepare('SELECT id, labels, flushed_seq FROM streams');
    return rowsOf(streams.all()).flatMap((row) => {
      const id = number(row.id);
      const part = stored.get(id) ?? storedPart({});
      const labelsJson = String(row.labels);
      return [{ id, labelsJson, flushedSeq: number(row.flushed_seq), stored: part }];
    });
  }

  /** The greatest identifier that a stream ever had; 0 before the first one. */
  lastStreamId(): number {
    const statement = this.#database.prepare(
      "SELECT seq FROM sqlite_sequence WHERE name = 'streams'",
    );
    return number(statement.pluck().get() as bigint | undefined);
  }

  /** Stores all or none; answers their identifiers. */
  insert(blocks: readonly NewBlock[]): readonly number[] {
    return this.#database.transaction(() =>
      blocks.map((block) => {
        const { stream, minNs, maxNs, entries, rawBytes, data } = block;
        this.#insertStream.run(stream, block.labelsJson, block.flushedSeq);
        const done = this.#insertBlock.run(
          ...[stream, minNs, maxNs, entries, rawBytes, data.length],
          data,
        );
        return Number(done.lastInsertRowid);
      }),
    )();
  }

  /** Blocks of a stream that touch `[startNs, endNs)`, ascending by `minNs`. */
  list(stream: number, startNs: bigint, endNs: bigint): readonly BlockRow[] {
    return rowsOf(this.#ofStream.all(stream, startNs, endNs)).map(blockRow);
  }

  /** Whether there is one. */
  touches(stream: number, startNs: bigint, endNs: bigint): boolean {
    return this.#anyOfStream.get(stream, startNs, endNs) !== undefined;
  }

  /** The one that was stored last. */
  last(stream: number): BlockRow | null {
    const row = this.#lastOfStream.get(stream);
    return row === undefined ? null : blockRow(row as Row);
  }

  /** Null: it was removed. */
  read(id: number): Buffer | null {
    return (this.#data.get(id) as Buffer | undefined) ?? null;
  }

  stored(stream: number): StoredPart {
    return storedPart(this.#storedOfStream.get(stream) as Row);
  }

  /**
   * Removes up to `count` blocks, the oldest first: those that end before `beforeNs`, and as many
   * as hold `surplusBytes`.
   * @returns the streams that they belonged to, and whether there may be more to remove
   */
  removeOldest(
    count: number,
    beforeNs: bigint,
    surplusBytes: number,
  ): { readonly streams: ReadonlySet<number>; readonly isMore: boolean } {
    const streams = new Set<number>();
    let surplus = surplusBytes;
    let removed = 0;
    this.#database.transaction(() => {
      for (const row of rowsOf(this.#oldest.all(count))) {
        if (BigInt(row.max_ns as bigint) >= beforeNs && surplus <= 0) break;
        this.#deleteBlock.run(row.id);
        surplus -= number(row.disk_bytes);
        removed += 1;
        streams.add(number(row.stream));
      }
    })();
    if (removed > 0) this.#database.pragma(`incremental_vacuum(${VACUUM_PAGES})`);
    return { streams, isMore: removed === count };
  }

  forget(streams: readonly number[]): void {
    this.#database.transaction(() => {
      for (const id of streams) this.#deleteStream.run(id);
    })();
  }

  /** What was stored survives a power cut afterwards. */
  checkpoint(): void {
    this.#database.pragma('wal_checkpoint(PASSIVE)');
  }

  close(): void {
    if (!this.#database.open) return;
    try {
      this.#database.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      this.#database.close();
    }
  }
}

function rowsOf(rows: readonly unknown[]): readonly Row[] {
  return rows as readonly Row[];
}

function number(value: unknown): number {
  return Number(value ?? 0);
}

function blockRow(row: Row): BlockRow {
  return {
    id: number(row.id),
    minNs: row.min_ns as bigint,
    maxNs: row.max_ns as bigint,
    entries: number(row.entries),
    rawBytes: number(row.raw_bytes),
  };
}

function storedPart(row: Row): StoredPart {
  return {
    blocks: number(row.blocks),
    entries: number(row.entries),
    rawBytes: number(row.raw),
    diskBytes: number(row.disk),
    minNs: (row.min_ns as bigint | null | undefined) ?? 0n,
    maxNs: (row.max_ns as bigint | null | undefined) ?? 0n,
  };
}
