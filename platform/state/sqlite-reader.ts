import type { Database } from 'better-sqlite3';
import type { CompiledQuery } from 'kysely';
import { AppError } from '../errors/app-error.ts';
import { toSqlValue } from './sql-value.ts';
import { faultOf } from './sqlite-errors.ts';
import type { SqlValue, StateReader } from './state.ts';
import { stateError } from './state-fault.ts';
import { type Prepared, StatementCache } from './statement-cache.ts';

/**
 * Reads on a connection of its own. Each query is a short read transaction begun when it is asked,
 * so it sees every batch whose commit has resolved. The driver is synchronous: a query that may
 * touch many rows needs an index and a LIMIT.
 */
export class SqliteReader implements StateReader {
  readonly #database: Database;
  readonly #statements: StatementCache;

  constructor(database: Database, cachedStatements: number) {
    this.#database = database;
    this.#statements = new StatementCache(database, cachedStatements);
  }

  // The row types are Kysely's, derived from the very query that runs.
  async all<Row>(query: CompiledQuery<Row>): Promise<readonly Row[]> {
    return this.#read(
      query,
      (prepared, values) => prepared.all(...values) as readonly unknown[] as readonly Row[],
    );
  }

  async first<Row>(query: CompiledQuery<Row>): Promise<Row | undefined> {
    return this.#read(
      query,
      (prepared, values) => prepared.get(...values) as unknown as Row | undefined,
    );
  }

  close(): void {
    this.#database.close();
  }

  #read<T>(
    query: CompiledQuery<unknown>,
    run: (prepared: Prepared, values: readonly SqlValue[]) => T,
  ): T {
    if (!this.#database.open) {
      throw new AppError('unavailable', 'The database is closed; try again after the restart.', {
        retryAfterSeconds: 5,
      });
    }
    try {
      return run(this.#statements.get(query.sql), query.parameters.map(toSqlValue));
    } catch (thrown) {
      throw stateError('a query', faultOf(thrown));
    }
  }
}
