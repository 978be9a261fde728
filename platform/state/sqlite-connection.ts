import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';

const BUSY_TIMEOUT_MS = 5_000;
const CACHE_KIB = 16_384;
const WAL_KEPT_BYTES = 64 * 1024 * 1024;

/** How a connection that writes is opened. */
export interface WriteConnectionOptions {
  readonly file: string;
  /** The database refuses to grow over this, as on a full disk; no bound when absent. */
  readonly maxSizeBytes?: number | undefined;
}

/**
 * The one connection that writes: WAL, a sync to disk at each commit (`synchronous=FULL`), foreign
 * keys enforced. Makes the file (0600) and its folder (0700) when they do not exist.
 */
export function openWriteConnection(options: WriteConnectionOptions): Database {
  mkdirSync(dirname(options.file), { recursive: true, mode: 0o700 });
  closeSync(openSync(options.file, 'a', 0o600));
  const database = new SqliteDatabase(options.file, { timeout: BUSY_TIMEOUT_MS });
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma(`cache_size = -${CACHE_KIB}`);
  database.pragma(`journal_size_limit = ${WAL_KEPT_BYTES}`);
  if (options.maxSizeBytes !== undefined) limitSize(database, options.maxSizeBytes);
  return database;
}

/** A connection that can only read; the file must exist. */
export function openReadConnection(file: string): Database {
  const database = new SqliteDatabase(file, {
    readonly: true,
    fileMustExist: true,
    timeout: BUSY_TIMEOUT_MS,
  });
  database.pragma('query_only = ON');
  database.pragma(`cache_size = -${CACHE_KIB}`);
  return database;
}

/** Moves the WAL into the database file and closes. */
export function closeWriteConnection(database: Database): void {
  if (!database.open) return;
  try {
    database.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}

function limitSize(database: Database, maxSizeBytes: number): void {
  const pageBytes = Number(database.pragma('page_size', { simple: true }));
  database.pragma(`max_page_count = ${Math.max(1, Math.floor(maxSizeBytes / pageBytes))}`);
}
