import { afterAll, describe } from 'vitest';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import type { Migration } from '../../platform/state/migration.ts';
import { openPostgresState, type SharedState } from '../../platform/state/postgres-state.ts';
import type { Dialect, State } from '../../platform/state/state.ts';
import { type DirectState, openDirectState } from './direct-state.ts';
import { type PostgresDatabase, postgresDatabase } from './postgres-database.ts';
import { requires } from './requires.ts';

/** A state of the kind under test. */
export interface TestStates {
  readonly dialect: Dialect;
  /** An empty one, as after the migrations; the one before is of no more use. Same list each time. */
  open(migrations: readonly Migration[]): Promise<State>;
}

/** The suite on SQLite, and on PostgreSQL where it is. */
export function describeOnBothStates(name: string, suite: (states: TestStates) => void): void {
  describe(`${name}, on SQLite`, () => {
    let state: DirectState | null = null;
    const open = async (migrations: readonly Migration[]) => {
      state?.close();
      state = openDirectState(migrations);
      return state;
    };
    afterAll(() => state?.close());
    suite({ dialect: 'sqlite', open });
  });
  requires('postgres', 'initdb')(`${name}, on PostgreSQL`, () => {
    const kept = keptPostgres();
    afterAll(kept.drop);
    suite({ dialect: 'postgres', open: kept.open });
  });
}

/** One database per file, emptied between tests. */
function keptPostgres() {
  let database: PostgresDatabase | null = null;
  let shared: SharedState | null = null;
  return {
    open: async (migrations: readonly Migration[]): Promise<State> => {
      if (database !== null && shared !== null) {
        await database.query(EMPTY);
        return shared.state;
      }
      database = await postgresDatabase();
      shared = await openPostgresState({
        url: database.url,
        migrations,
        member: 'test',
        clock: systemClock,
        logger: createLogger({ level: 'silent' }),
        metrics: createMetrics({ version: 'test', withProcessMetrics: false }),
      });
      return shared.state;
    },
    drop: async () => {
      await shared?.state.stop();
      await database?.drop();
    },
  };
}

/** All rows but those that migrations wrote; numbers begin anew. */
const EMPTY = `DO $$
DECLARE one RECORD;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
    AND tablename NOT IN ('schema_migrations', 'state_changes', 'tenancy_version')
  LOOP EXECUTE format('DELETE FROM %I', one.tablename); END LOOP;
  FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'
    AND sequencename <> 'state_change_version'
  LOOP EXECUTE format('ALTER SEQUENCE %I RESTART', one.sequencename); END LOOP;
END $$`;
