import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { AppError } from '../errors/app-error.ts';

/** Ownership of a database file; ends with `release` or with the process, however it dies. */
export interface OwnerLock {
  release(): void;
}

/**
 * Takes the database for this process. The database's own lock cannot be held for good, since
 * readers need it; so an exclusive transaction stays open on a sibling file, `<file>.lock`. The
 * operating system drops that lock when the process ends, also on `kill -9`.
 * @throws AppError `unavailable` when another owner holds it.
 */
export function takeOwnerLock(file: string): OwnerLock {
  const lockFile = `${file}.lock`;
  mkdirSync(dirname(lockFile), { recursive: true, mode: 0o700 });
  const database = new SqliteDatabase(lockFile, { timeout: 0 });
  try {
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    database.close();
    throw isBusy(thrown) ? inUse(file, lockFile, thrown) : thrown;
  }
  return { release: () => release(database) };
}

function release(database: Database): void {
  if (!database.open) return;
  database.exec('ROLLBACK');
  database.close();
}

function isBusy(thrown: unknown): boolean {
  return thrown instanceof SqliteDatabase.SqliteError && thrown.code.startsWith('SQLITE_BUSY');
}

function inUse(file: string, lockFile: string, cause: unknown): AppError {
  return new AppError(
    'unavailable',
    `The database ${file} is in use by another tocsin process (it holds ${lockFile}). Stop that ` +
      'process, or give this one a data folder of its own. Several processes need PostgreSQL.',
    { cause },
  );
}
