import type { CompiledQuery } from 'kysely';
import pg from 'pg';
import { AppError } from '../errors/app-error.ts';
import { postgresConfig } from './postgres-connection.ts';
import { postgresFault } from './postgres-errors.ts';
import { postgresValue } from './postgres-values.ts';
import { toSqlValue } from './sql-value.ts';
import type { StateReader } from './state.ts';
import { stateError } from './state-fault.ts';

/**
 * Reads on a pool of connections, each query by itself: it sees every commit that was there when it
 * began. A connection that broke is replaced, and the query asked once more.
 */
export class PostgresReader implements StateReader {
  readonly #pool: pg.Pool;
  #isClosed = false;

  constructor(url: string, maxConnections: number) {
    this.#pool = new pg.Pool({
      ...postgresConfig({ url, role: 'reader' }),
      max: maxConnections,
      idleTimeoutMillis: 60_000,
      allowExitOnIdle: true,
    });
    // What breaks while idle is told by the next query, on a new connection.
    this.#pool.on('error', () => undefined);
  }

  all<Row>(query: CompiledQuery<Row>): Promise<readonly Row[]> {
    return this.#read(query);
  }

  async first<Row>(query: CompiledQuery<Row>): Promise<Row | undefined> {
    return (await this.#read(query))[0];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#pool.end();
  }

  async #read<Row>(query: CompiledQuery<Row>): Promise<readonly Row[]> {
    if (this.#isClosed) throw closedError();
    const values = query.parameters.map((value) => postgresValue(toSqlValue(value)));
    const ask = () => this.#pool.query({ text: query.sql, values });
    try {
      // The row types are Kysely's, derived from the very query that runs.
      return (await ask().catch((thrown) => onceMore(thrown, ask))).rows as readonly Row[];
    } catch (thrown) {
      throw stateError('a query', postgresFault(thrown).fault);
    }
  }
}

function onceMore<T>(thrown: unknown, ask: () => Promise<T>): Promise<T> {
  if (postgresFault(thrown).retry === 'reconnect') return ask();
  throw thrown;
}

function closedError(): AppError {
  return new AppError('unavailable', 'The database is closed; try again after the restart.', {
    retryAfterSeconds: 5,
  });
}
