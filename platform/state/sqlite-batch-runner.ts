import type { Database } from 'better-sqlite3';
import { assertNever } from '../model/assert-never.ts';
import { meets } from './expectation.ts';
import type { FlatOutcome, FlatResult } from './flat-result.ts';
import { faultOf } from './sqlite-errors.ts';
import type { Batch, SqlValue, Statement } from './state.ts';
import { StatementCache } from './statement-cache.ts';

/**
 * Applies batches to the writing connection. Several are joined into one transaction, so that one
 * commit (one sync to disk) serves them all. Nearly always all of them stand, so that is tried
 * first; only when it fails are they applied again, each behind a savepoint, so that a batch that is
 * turned down takes only its own writes with it. (Behind a savepoint SQLite keeps a copy of every page
 * that it changes.)
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
  run(batches: readonly Batch[]): readonly FlatOutcome[] {
    if (batches.length > 1) {
      const outcomes = this.#allOrNothing(batches) ?? this.#behindSavepoints(batches);
      if (outcomes !== null) return outcomes;
    }
    return batches.map((batch) => this.#alone(batch));
  }

  /** @returns null when one of them was turned down, or the database failed: nothing was written. */
  #allOrNothing(batches: readonly Batch[]): readonly FlatOutcome[] | null {
    const outcomes: FlatOutcome[] = [];
    try {
      this.#begin();
      for (const batch of batches) {
        const outcome = this.#statementsOf(batch);
        if (outcome.kind !== 'committed') {
          this.#rollback();
          return null;
        }
        outcomes.push(outcome);
      }
      this.#commit();
      return outcomes;
    } catch {
      this.#rollback();
      return null;
    }
  }

  /** @returns null when the database failed: nothing was written. */
  #behindSavepoints(batches: readonly Batch[]): readonly FlatOutcome[] | null {
    try {
      this.#begin();
      const outcomes = batches.map((batch) => this.#savepoint(batch));
      this.#commit();
      return outcomes;
    } catch {
      this.#rollback();
      return null;
    }
  }

  #alone(batch: Batch): FlatOutcome {
    try {
      this.#begin();
      const outcome = this.#statementsOf(batch);
      if (outcome.kind === 'committed') this.#commit();
      else this.#rollback();
      return outcome;
    } catch (thrown) {
      this.#rollback();
      const fault = faultOf(thrown);
      if (fault.kind !== 'conflict') return { kind: 'failed', fault };
      return { kind: 'conflict', statement: batch.name, constraint: fault.constraint };
    }
  }

  #begin(): void {
    this.#statements.get('BEGIN IMMEDIATE').run();
  }

  #commit(): void {
    this.#statements.get('COMMIT').run();
  }

  #rollback(): void {
    if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
  }

  /** @throws what the driver threw when the database, not the batch, is at fault. */
  #savepoint(batch: Batch): FlatOutcome {
    this.#statements.get('SAVEPOINT batch').run();
    const outcome = this.#statementsOf(batch);
    if (outcome.kind !== 'committed') this.#statements.get('ROLLBACK TO batch').run();
    this.#statements.get('RELEASE batch').run();
    return outcome;
  }

  #statementsOf(batch: Batch): FlatOutcome {
    const results: FlatResult[] = [];
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

  #execute(statement: Statement): { result: FlatResult; touched: number } {
    const prepared = this.#statements.get(statement.sql);
    if (!prepared.reader) {
      const { changes } = prepared.run(...statement.parameters);
      return { result: { changes, columns: NONE, values: NONE }, touched: changes };
    }
    // The driver's types do not know that rows are lists now.
    const rows: readonly unknown[] = prepared.raw(true).all(...statement.parameters);
    const columns = prepared.columns().map(({ name }) => name);
    const values: SqlValue[] = [];
    for (const row of rows as readonly (readonly SqlValue[])[]) {
      for (const value of row) values.push(value);
    }
    const changes = prepared.readonly ? 0 : rows.length;
    return { result: { changes, columns, values }, touched: rows.length };
  }
}

const NONE: readonly never[] = [];

function turnedDown(statement: Statement, thrown: unknown): FlatOutcome {
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
