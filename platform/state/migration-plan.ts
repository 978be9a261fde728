import { createHash } from 'node:crypto';
import { AppError } from '../errors/app-error.ts';
import type { Migration } from './migration.ts';
import type { Dialect } from './state.ts';

/** A row of `schema_migrations`. */
export interface AppliedMigration {
  readonly room: string;
  readonly id: string;
  readonly checksum: string;
}

/** A migration that is still to run, with the row to record. */
export interface PlannedMigration extends AppliedMigration {
  readonly statements: readonly string[];
}

/**
 * What is to run, in order, given what has run.
 * @throws AppError `unavailable` when the database was written by a newer or another program: an
 * applied migration that is unknown, that has changed since, or that would come after a new one.
 */
export function planMigrations(
  dialect: Dialect,
  applied: readonly AppliedMigration[],
  wanted: readonly Migration[],
): readonly PlannedMigration[] {
  const all = wanted.map((migration) => planned(dialect, migration));
  refuseTwins(all);
  refuseUnknown(all, applied);
  const done = new Map(applied.map((row) => [keyOf(row), row]));
  const pending: PlannedMigration[] = [];
  for (const migration of all) {
    const row = done.get(keyOf(migration));
    if (!row) pending.push(migration);
    else if (row.checksum !== migration.checksum) throw changed(migration);
    else refuseSkipped(migration, pending);
  }
  return pending;
}

/** SHA-256 over the statements; white space runs count as one blank, so re-indenting is no change. */
export function checksumOf(statements: readonly string[]): string {
  const text = statements.map((sql) => sql.trim().replaceAll(/\s+/g, ' ')).join('\u0000');
  return createHash('sha256').update(text).digest('hex');
}

function planned(dialect: Dialect, migration: Migration): PlannedMigration {
  const statements = migration.statements(dialect);
  return { room: migration.room, id: migration.id, checksum: checksumOf(statements), statements };
}

const keyOf = (row: { room: string; id: string }): string => `${row.room}/${row.id}`;

function refuseTwins(all: readonly PlannedMigration[]): void {
  const names = all.map(keyOf);
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin) throw new TypeError(`two migrations are called ${twin}`);
}

function refuseUnknown(
  all: readonly PlannedMigration[],
  applied: readonly AppliedMigration[],
): void {
  const known = new Set(all.map(keyOf));
  const unknown = applied.map(keyOf).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new AppError(
    'unavailable',
    `The database is newer than this program: it has the migrations ${unknown.join(', ')}, which ` +
      'this version does not know. Start the newer version, or restore the backup made before it.',
  );
}

function changed(migration: PlannedMigration): AppError {
  return new AppError(
    'unavailable',
    `Migration ${keyOf(migration)} is not the one that made this database: its text has changed ` +
      'since it was applied. Start the version that applied it, or restore a backup.',
  );
}

function refuseSkipped(migration: PlannedMigration, pending: readonly PlannedMigration[]): void {
  const skipped = pending.find(({ room }) => room === migration.room);
  if (!skipped) return;
  throw new AppError(
    'unavailable',
    `Migration ${keyOf(skipped)} comes before ${keyOf(migration)}, which this database already ` +
      'has. It was made by another build of the program; start that one, or restore a backup.',
  );
}
