import { closeSync, openSync } from 'node:fs';
import SqliteDatabase, { type Database, type Statement } from 'better-sqlite3';
import type { LineMode } from './split-lines.ts';

/** Lines that were read and handed in, but of which it is not known yet that they were taken. */
export interface PendingLines {
  /** Where they end in the file, exclusive. */
  readonly to: number;
  /** Unix nanoseconds of the first; each further one is a nanosecond later. */
  readonly firstNs: bigint;
}

/** How far a file was read. */
export interface TailPosition {
  /** Device and inode. */
  readonly key: string;
  /** Where it was found first: the label `filename` of its lines. */
  readonly path: string;
  /** The first byte that is not known to be taken. */
  readonly offset: number;
  readonly mode: LineMode;
  /** Of the last line. */
  readonly lastNs: bigint;
  /** The first bytes, to tell it from another file in its place: their crc32 and how many. */
  readonly headCrc: number;
  readonly headBytes: number;
  readonly pending: PendingLines | null;
}

type Row = Readonly<Record<string, bigint | string | null>>;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS positions (
    source TEXT NOT NULL,
    file TEXT NOT NULL,
    path TEXT NOT NULL,
    offset INTEGER NOT NULL,
    mode TEXT NOT NULL,
    last_ns INTEGER NOT NULL,
    head_crc INTEGER NOT NULL,
    head_bytes INTEGER NOT NULL,
    pending_to INTEGER,
    pending_ns INTEGER,
    PRIMARY KEY (source, file)
  ) STRICT, WITHOUT ROWID;
`;

/** How far the tailed files of all sources were read, in a SQLite file. */
export class TailPositions {
  readonly #database: Database;
  readonly #put: Statement;
  readonly #delete: Statement;

  /** @throws the driver's error */
  constructor(path: string) {
    closeSync(openSync(path, 'a', 0o600));
    const database = new SqliteDatabase(path);
    database.defaultSafeIntegers(true);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.exec(SCHEMA);
    this.#database = database;
    this.#put = database.prepare(
      'INSERT OR REPLACE INTO positions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#delete = database.prepare('DELETE FROM positions WHERE source = ? AND file = ?');
  }

  list(source: string): readonly TailPosition[] {
    const rows = this.#database.prepare('SELECT * FROM positions WHERE source = ?').all(source);
    return (rows as readonly Row[]).map(positionOf);
  }

  /** All or none; what was saved survives the end of the process. */
  save(source: string, positions: readonly TailPosition[]): void {
    this.#database.transaction(() => {
      for (const { key, path, offset, mode, lastNs, headCrc, headBytes, pending } of positions) {
        const waiting = [pending?.to ?? null, pending?.firstNs ?? null];
        this.#put.run(source, key, path, offset, mode, lastNs, headCrc, headBytes, ...waiting);
      }
    })();
  }

  forget(source: string, key: string): void {
    this.#delete.run(source, key);
  }

  close(): void {
    this.#database.close();
  }
}

function positionOf(row: Row): TailPosition {
  const { pending_to: to, pending_ns: firstNs } = row;
  return {
    key: String(row.file),
    path: String(row.path),
    offset: Number(row.offset),
    mode: row.mode === 'rest' || row.mode === 'skip' ? row.mode : 'start',
    lastNs: row.last_ns as bigint,
    headCrc: Number(row.head_crc),
    headBytes: Number(row.head_bytes),
    pending: typeof firstNs === 'bigint' ? { to: Number(to), firstNs } : null,
  };
}
