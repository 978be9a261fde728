import type pg from 'pg';
import { WRITER_LOCK } from './postgres-batch-runner.ts';
import { OWNER_TABLE } from './postgres-owner.ts';

/**
 * Who wrote last to which table. A row per table and process, so that a process sees at once what
 * others wrote and is not told of its own; numbers of one sequence, so that none comes twice.
 */
const SCHEMA = [
  'CREATE SEQUENCE IF NOT EXISTS state_change_version',
  `CREATE TABLE IF NOT EXISTS state_changes (
    table_name TEXT NOT NULL,
    member TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (table_name, member)
  )`,
  `CREATE OR REPLACE FUNCTION tocsin_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO state_changes (table_name, member, version, changed_at)
      VALUES (TG_TABLE_NAME, COALESCE(current_setting('tocsin.member', true), ''),
        nextval('state_change_version'), now())
      ON CONFLICT (table_name, member)
      DO UPDATE SET version = EXCLUDED.version, changed_at = EXCLUDED.changed_at;
    PERFORM pg_notify('tocsin', '');
    RETURN NULL;
  END $$`,
  `DELETE FROM state_changes WHERE changed_at < now() - INTERVAL '7 days'`,
];

/** To be run with the migrations, under their lock. */
export async function prepareChanges(client: pg.Client): Promise<void> {
  for (const sql of [OWNER_TABLE, ...SCHEMA]) await client.query(sql);
}

/** From now on changes of the tables are noted, whoever makes them. */
export async function noteChangesOf(client: pg.Client, tables: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ table_name: string }>(
    `SELECT c.relname AS table_name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE t.tgname = 'tocsin_note_change' AND c.relnamespace = current_schema()::regnamespace`,
  );
  const noted = new Set(rows.map((row) => row.table_name));
  const missing = tables.filter((table) => !noted.has(table));
  if (missing.length === 0) return;
  const triggers = missing.map(
    (table) =>
      `CREATE OR REPLACE TRIGGER tocsin_note_change AFTER INSERT OR UPDATE OR DELETE ON ${table}
       FOR EACH STATEMENT EXECUTE FUNCTION tocsin_note_change()`,
  );
  const lock = `SELECT pg_advisory_xact_lock(${WRITER_LOCK})`;
  await client.query(['BEGIN', lock, ...triggers, 'COMMIT'].join('; '));
}

/** The number of the last change of each table that another process made. */
export async function changesOfOthers(
  client: pg.Client,
  member: string,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ table_name: string; version: number }>(
    'SELECT table_name, MAX(version) AS version FROM state_changes WHERE member <> $1 GROUP BY table_name',
    [member],
  );
  return new Map(rows.map((row) => [row.table_name, row.version]));
}
