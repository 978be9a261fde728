import type { CompiledQuery } from 'kysely';

/** What a column holds on both databases. Instants are Unix milliseconds, booleans are 0 and 1. */
export type SqlValue = string | number | bigint | Uint8Array | null;

/** A row as the driver gives it. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

export type Dialect = 'sqlite' | 'postgres';

/** How many rows a statement must touch (changed or returned) for its batch to stand. */
export type Expectation = 'any' | 'one' | 'none' | 'at-least-one';

/** One named statement of a batch. Built with `builderFor` (Kysely) and its `.compile()`. */
export interface Statement {
  /** For errors and metrics, e.g. `incident.insert`. Constant, never built from input. */
  readonly name: string;
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  readonly expect: Expectation;
}

/** Statements that happen all or not at all, in order. */
export interface Batch {
  /** For errors and metrics, e.g. `rules.replace`. Constant, never built from input. */
  readonly name: string;
  readonly statements: readonly Statement[];
}

/** Outcome of one statement: rows changed, and the rows of a RETURNING clause (or a SELECT). */
export interface StatementResult {
  readonly changes: number;
  readonly rows: readonly SqlRow[];
}

/**
 * - `committed`: durable; `results[i]` belongs to `statements[i]`.
 * - `rejected`: a precondition did not hold; nothing of the batch was written. `statement` names it.
 * - `conflict`: a uniqueness or foreign-key constraint was hit; nothing was written.
 */
export type BatchOutcome =
  | { readonly kind: 'committed'; readonly results: readonly StatementResult[] }
  | { readonly kind: 'rejected'; readonly statement: string; readonly touched: number }
  | { readonly kind: 'conflict'; readonly statement: string; readonly constraint: string };

/**
 * Writes. A handler computes pure decisions and submits one batch; nothing but the database is
 * awaited inside. Batches of one process are applied in the order of submission. The promise
 * settles after the commit is on disk (SQLite: WAL with FULL sync, several batches joined into one
 * transaction). Rejects only when the database itself fails (`AppError` `unavailable`: disk full,
 * closed, queue over its bound): then nothing of the batch was written.
 */
export interface UnitOfWork {
  commit(batch: Batch): Promise<BatchOutcome>;
}

/**
 * Reads, on connections of their own that see everything committed before the call.
 * Rejects with `AppError` `unavailable` when the database fails.
 */
export interface StateReader {
  all<Row>(query: CompiledQuery<Row>): Promise<readonly Row[]>;
  first<Row>(query: CompiledQuery<Row>): Promise<Row | undefined>;
}

/** What repositories are given. */
export interface State extends UnitOfWork, StateReader {
  readonly dialect: Dialect;
}
