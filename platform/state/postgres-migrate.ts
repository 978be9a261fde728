import type pg from 'pg';
import { AppError } from '../errors/app-error.ts';
import type { Migration } from './migration.ts';
import { type AppliedMigration, type PlannedMigration, planMigrations } from './migration-plan.ts';
import { WRITER_LOCK } from './postgres-batch-runner.ts';
import { prepareChanges } from './postgres-changes.ts';

const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS schema_migrations (
  room TEXT NOT NULL,
  id TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at_ms BIGINT NOT NULL,
  PRIMARY KEY (room, id)
)`;

/** CREATE OR REPLACE TRIGGER came with it. */
const OLDEST_VERSION = 140_000;

/**
 * Brings the schema up to date in one transaction: all pending migrations or none. It holds the lock
 * of writers, so that processes that start together go one after the other, and none writes meanwhile.
 * @returns `room/id` of each migration applied now.
 * @throws AppError `unavailable` as `planMigrations`, or naming the migration that cannot run.
 */
export async function migratePostgres(
  client: pg.Client,
  migrations: readonly Migration[],
  nowMs: number,
): Promise<readonly string[]> {
  await refuseOldServer(client);
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [WRITER_LOCK]);
    await client.query(CREATE_TABLE);
    const { rows } = await client.query<AppliedMigration>(
      'SELECT room, id, checksum FROM schema_migrations',
    );
    const pending = planMigrations('postgres', rows, migrations);
    for (const migration of pending) await apply(client, migration, nowMs);
    await prepareChanges(client);
    await client.query('COMMIT');
    return pending.map(({ room, id }) => `${room}/${id}`);
  } catch (thrown) {
    await client.query('ROLLBACK');
    throw thrown;
  }
}

/** @throws AppError `unavailable` unless the schema is exactly that of these migrations. */
export async function refuseOtherSchema(
  client: pg.Client,
  migrations: readonly Migration[],
): Promise<void> {
  const { rows } = await client.query<AppliedMigration>(
    'SELECT room, id, checksum FROM schema_migrations',
  );
  const [pending] = planMigrations('postgres', rows, migrations);
  if (pending === undefined) return;
  throw new AppError(
    'unavailable',
    `The database is older than this program: it lacks the migration ${pending.room}/${pending.id}.`,
  );
}

async function apply(
  client: pg.Client,
  { room, id, checksum, statements }: PlannedMigration,
  nowMs: number,
): Promise<void> {
  try {
    for (const sql of statements) await client.query(inByteOrder(sql));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('unavailable', `Migration ${room}/${id} cannot be applied: ${why}.`, {
      cause,
    });
  }
  await client.query('INSERT INTO schema_migrations VALUES ($1, $2, $3, $4)', [
    room,
    id,
    checksum,
    nowMs,
  ]);
}

/**
 * Text columns compare by bytes, as on SQLite and as ULIDs and pages by key need it, whatever
 * language the database was made for.
 */
function inByteOrder(sql: string): string {
  return /^\s*(?:CREATE TABLE|ALTER TABLE)\b/i.test(sql)
    ? sql.replaceAll(/(?<!\bAS )\bTEXT\b/g, 'TEXT COLLATE "C"')
    : sql;
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
  const version = Number(rows[0]?.server_version_num);
  if (version >= OLDEST_VERSION) return;
  throw new AppError(
    'unavailable',
    `The database runs PostgreSQL ${Math.floor(version / 10_000)}; 14 or newer is needed.`,
  );
}
