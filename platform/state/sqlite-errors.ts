import SqliteDatabase from 'better-sqlite3';
import { AppError, asError } from '../errors/app-error.ts';
import { assertNever } from '../model/assert-never.ts';

/**
 * What a thrown driver error means for the batch or query that met it.
 * - `conflict`: a uniqueness or foreign-key constraint; `constraint` says which (`rules.name`).
 * - `program`: the statement itself is wrong (syntax, missing table, NOT NULL, CHECK, parameters).
 * - `database`: the file or disk fails (full, I/O error, busy, corrupt).
 */
export type SqliteFault =
  | { readonly kind: 'conflict'; readonly constraint: string }
  | { readonly kind: 'program'; readonly message: string }
  | { readonly kind: 'database'; readonly code: string; readonly message: string };

const CONFLICT_CODES: ReadonlySet<string> = new Set([
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_CONSTRAINT_PRIMARYKEY',
  'SQLITE_CONSTRAINT_ROWID',
  'SQLITE_CONSTRAINT_FOREIGNKEY',
  'SQLITE_CONSTRAINT_TRIGGER',
]);

const PROGRAM_CODES = /^SQLITE_(?:ERROR|CONSTRAINT|RANGE|MISUSE|MISMATCH|TOOBIG|READONLY$)/;

/** Sorts a thrown value into the three kinds. */
export function faultOf(thrown: unknown): SqliteFault {
  const error = asError(thrown);
  if (!(error instanceof SqliteDatabase.SqliteError)) {
    return { kind: 'program', message: error.message };
  }
  if (CONFLICT_CODES.has(error.code)) {
    return { kind: 'conflict', constraint: constraintName(error.message) };
  }
  if (PROGRAM_CODES.test(error.code)) {
    return { kind: 'program', message: `${error.code}: ${error.message}` };
  }
  return { kind: 'database', code: error.code, message: error.message };
}

/** The error a caller of the state gets; the driver's text stays in the cause, for the log. */
export function stateError(what: string, fault: SqliteFault): AppError {
  switch (fault.kind) {
    case 'database':
      return new AppError(
        'unavailable',
        `The database could not carry out ${what} (${fault.code}). Nothing was written.`,
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

/** `UNIQUE constraint failed: rules.tenant_id, rules.name` gives `rules.tenant_id, rules.name`. */
function constraintName(message: string): string {
  const colon = message.indexOf(': ');
  return colon >= 0 ? message.slice(colon + 2) : message.replace(/ constraint failed$/, '');
}
