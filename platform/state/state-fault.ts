import { AppError } from '../errors/app-error.ts';
import { assertNever } from '../model/assert-never.ts';
import type { BatchOutcome } from './state.ts';

/**
 * What an error of a database means for the batch or query that met it.
 * - `conflict`: a uniqueness or foreign-key constraint; `constraint` says which.
 * - `program`: the statement itself is wrong (syntax, missing table, NOT NULL, CHECK, parameters).
 * - `database`: the database fails (disk full, I/O error, not reachable, timed out).
 * - `unknown`: the connection broke while the commit was under way: it may stand or not.
 */
export type StateFault =
  | { readonly kind: 'conflict'; readonly constraint: string }
  | { readonly kind: 'program'; readonly message: string }
  | { readonly kind: 'database'; readonly code: string; readonly message: string }
  | { readonly kind: 'unknown'; readonly message: string };

/** Outcome of a batch on the writer's side; `failed` becomes a rejected promise. */
export type RunOutcome =
  | BatchOutcome
  | { readonly kind: 'failed'; readonly fault: Exclude<StateFault, { kind: 'conflict' }> };

/** The error a caller of the state gets; the driver's text stays in the cause, for the log. */
export function stateError(what: string, fault: StateFault): AppError {
  switch (fault.kind) {
    case 'database':
      return new AppError(
        'unavailable',
        `The database could not carry out ${what} (${fault.code}). Nothing was written.`,
        { retryAfterSeconds: 5, cause: new Error(fault.message) },
      );
    case 'unknown':
      return new AppError(
        'unavailable',
        `The connection to the database broke while ${what} was being written; whether it was is ` +
          'unknown.',
        { retryAfterSeconds: 5, cause: new Error(fault.message) },
      );
    case 'conflict':
      return new AppError('conflict', `${what} breaks a constraint.`, {
        cause: new Error(fault.constraint),
      });
    case 'program':
      return new AppError('internal', `The statement of ${what} is not valid.`, {
        cause: new Error(fault.message),
      });
    default:
      return assertNever(fault);
  }
}
