import type { Database } from 'better-sqlite3';
import { assertNever } from '../model/assert-never.ts';
import { faultOf, type SqliteFault } from './sqlite-errors.ts';
import type { Batch, BatchOutcome, Expectation, Statement, StatementResult } from './state.ts';
import { StatementCache } from './statement-cache.ts';

/** Outcome of a batch on the writer's side; `failed` becomes a rejected promise. */
export type RunOutcome =
  | BatchOutcome
  | { readonly kind: 'failed'; readonly fault: Exclude<SqliteFault, { kind: 'conflict' }> };

/**
 * Applies batches to the writing connection. Several are joined into one transaction, each behind
 * a savepoint, so that one commit (one sync to disk) serves them all and a batch that is turned
 * down takes only its own writes with it.
 */
export class SqliteBatchRunner {
  readonly #database: Database;
  readonly #statements: StatementCache;

  constructor(database: Database, cachedStatements: number) {
    this.#database = database;
    this.#statements = new StatementCache(database, cachedStatements);
  }

  /**
   * Applies the batches in order; when this returns, what is `committed` is on disk.
   * If the database fails under the joined transaction, nothing of it stands, and each batch is
   * tried again by itself: only the one that cannot be written fails.
   */
  run(batches: readonly Batch[]): readonly RunOutcome[] {
    if (batches.length > 1) {
      try {
        return this.#transaction(() => batches.map((batch) => this.#savepoint(batch)));
      } catch {
        this.#rollback();
      }
    }
    return batches.map((batch) => this.#alone(batch));
  }

  #alone(batch: Batch): RunOutcome {
    try {
      return this.#transaction(() => this.#savepoint(batch));
    } catch (thrown) {
      this.#rollback();
      const fault = faultOf(thrown);
      if (fault.kind !== 'conflict') return { kind: 'failed', fault };
      return { kind: 'conflict', statement: batch.name, constraint: fault.constraint };
    }
  }

  #transaction<T>(work: () => T): T {
    this.#statements.get('BEGIN IMMEDIATE').run();
    const result = work();
    this.#statements.get('COMMIT').run();
    return result;
  }

  #rollback(): void {
    if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
  }

  /** @throws what the driver threw when the database, not the batch, is at fault. */
  #savepoint(batch: Batch): RunOutcome {
    this.#statements.get('SAVEPOINT batch').run();
    const outcome = this.#statementsOf(batch);
    if (outcome.kind !== 'committed') this.#statements.get('ROLLBACK TO batch').run();
    this.#statements.get('RELEASE batch').run();
    return outcome;
  }

  #statementsOf(batch: Batch): RunOutcome {
    const results: StatementResult[] = [];
    for (const statement of batch.statements) {
      try {
        const { result, touched } = this.#execute(statement);
        if (!meets(statement.expect, touched)) {
          return { kind: 'rejected', statement: statement.name, touched };
        }
        results.push(result);
      } catch (thrown) {
        return turnedDown(statement, thrown);
      }
    }
    return { kind: 'committed', results };
  }

  #execute(statement: Statement): { result: StatementResult; touched: number } {
    const prepared = this.#statements.get(statement.sql);
    if (!prepared.reader) {
      const { changes } = prepared.run(...statement.parameters);
      return { result: { changes, rows: [] }, touched: changes };
    }
    const rows = prepared.all(...statement.parameters);
    const changes = prepared.readonly ? 0 : rows.length;
    return { result: { changes, rows }, touched: rows.length };
  }
}

function turnedDown(statement: Statement, thrown: unknown): RunOutcome {
  const fault = faultOf(thrown);
  switch (fault.kind) {
    case 'conflict':
      return { kind: 'conflict', statement: statement.name, constraint: fault.constraint };
    case 'program':
      return {
        kind: 'failed',
        fault: { kind: 'program', message: `${statement.name}: ${fault.message}` },
      };
    case 'database':
      throw thrown;
    default:
      return assertNever(fault);
  }
}

function meets(expect: Expectation, touched: number): boolean {
  switch (expect) {
    case 'any':
      return true;
    case 'one':
      return touched === 1;
    case 'none':
      return touched === 0;
    case 'at-least-one':
      return touched >= 1;
    default:
      return assertNever(expect);
  }
}
