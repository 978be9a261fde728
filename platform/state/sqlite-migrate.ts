import type { Database } from 'better-sqlite3';
import { AppError } from '../errors/app-error.ts';
import type { Migration } from './migration.ts';
import { type AppliedMigration, type PlannedMigration, planMigrations } from './migration-plan.ts';

const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS schema_migrations (
  room TEXT NOT NULL,
  id TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at_ms BIGINT NOT NULL,
  PRIMARY KEY (room, id)
)`;

/**
 * Brings the schema up to date in one transaction: all pending migrations or none.
 * Foreign keys are checked once, at the end, so that a migration may rebuild a table.
 * @returns `room/id` of each migration applied now.
 * @throws AppError `unavailable` as `planMigrations`, or naming the migration that cannot run.
 */
export function migrateSqlite(
  database: Database,
  migrations: readonly Migration[],
  nowMs: number,
): readonly string[] {
  database.pragma('foreign_keys = OFF');
  database.exec('BEGIN IMMEDIATE');
  try {
    const pending = planMigrations('sqlite', appliedMigrations(database), migrations);
    for (const migration of pending) apply(database, migration, nowMs);
    if (pending.length > 0) refuseDanglingReferences(database);
    database.exec('COMMIT');
    return pending.map(({ room, id }) => `${room}/${id}`);
  } finally {
    if (database.inTransaction) database.exec('ROLLBACK');
    database.pragma('foreign_keys = ON');
  }
}

function appliedMigrations(database: Database): readonly AppliedMigration[] {
  database.exec(CREATE_TABLE);
  return database
    .prepare<[], AppliedMigration>('SELECT room, id, checksum FROM schema_migrations')
    .all();
}

function apply(database: Database, migration: PlannedMigration, nowMs: number): void {
  const { room, id, checksum } = migration;
  try {
    for (const sql of migration.statements) database.exec(sql);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('unavailable', `Migration ${room}/${id} cannot be applied: ${why}.`, {
      cause,
    });
  }
  database
    .prepare(
      'INSERT INTO schema_migrations (room, id, checksum, applied_at_ms) VALUES (?, ?, ?, ?)',
    )
    .run(room, id, checksum, nowMs);
}

function refuseDanglingReferences(database: Database): void {
  const dangling = database
    .prepare<[], { table: string; parent: string }>('PRAGMA foreign_key_check')
    .get();
  if (!dangling) return;
  throw new AppError(
    'unavailable',
    `The migrations would leave rows of ${dangling.table} that point to no row of ${dangling.parent}.`,
  );
}
