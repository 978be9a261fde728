import SqliteDatabase from 'better-sqlite3';
import type { CompiledQuery } from 'kysely';
import { AppError } from '../../platform/errors/app-error.ts';
import { outcomeOf } from '../../platform/state/flat-result.ts';
import type { Migration } from '../../platform/state/migration.ts';
import { SqliteBatchRunner } from '../../platform/state/sqlite-batch-runner.ts';
import { migrateSqlite } from '../../platform/state/sqlite-migrate.ts';
import { SqliteReader } from '../../platform/state/sqlite-reader.ts';
import type { Batch, BatchOutcome, State } from '../../platform/state/state.ts';

/** The real SQLite statements without the writer thread, so that a virtual clock can drive them. */
export interface DirectState extends State {
  /** From now on each commit first asks this; what it throws, the commit rejects with. */
  failWith(judge: ((batch: Batch) => AppError | null) | null): void;
  close(): void;
}

/** In memory; nothing survives it, but any number of notifiers can come and go on it. */
export function openDirectState(migrations: readonly Migration[]): DirectState {
  const database = new SqliteDatabase(migrated(migrations));
  database.pragma('foreign_keys = ON');
  const runner = new SqliteBatchRunner(database, 500);
  const reader = new SqliteReader(database, 500);
  let judge: ((batch: Batch) => AppError | null) | null = null;
  return {
    dialect: 'sqlite',
    all: <Row>(query: CompiledQuery<Row>) => reader.all(query),
    first: <Row>(query: CompiledQuery<Row>) => reader.first(query),
    commit: async (batch): Promise<BatchOutcome> => {
      const refusal = judge?.(batch) ?? null;
      if (refusal !== null) throw refusal;
      const [flat] = runner.run([batch]);
      if (flat === undefined) throw new Error('no outcome');
      const outcome = outcomeOf(flat);
      if (outcome.kind !== 'failed') return outcome;
      throw new AppError('internal', `${batch.name}: ${JSON.stringify(outcome.fault)}`);
    },
    failWith: (next) => {
      judge = next;
    },
    close: () => database.close(),
  };
}

const MIGRATED = new WeakMap<readonly Migration[], Buffer>();

/** An empty database after the migrations. The same list is carried out once: that takes 15 ms. */
function migrated(migrations: readonly Migration[]): Buffer {
  const known = MIGRATED.get(migrations);
  if (known !== undefined) return known;
  const database = new SqliteDatabase(':memory:');
  migrateSqlite(database, migrations, 0);
  const image = database.serialize();
  database.close();
  MIGRATED.set(migrations, image);
  return image;
}
