import SqliteDatabase from 'better-sqlite3';
import { asError } from '../errors/app-error.ts';
import type { StateFault } from './state-fault.ts';

/** What SQLite's driver can mean. */
export type SqliteFault = Exclude<StateFault, { kind: 'unknown' }>;

const CONFLICT_CODES: ReadonlySet<string> = new Set([
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_CONSTRAINT_PRIMARYKEY',
  'SQLITE_CONSTRAINT_ROWID',
  'SQLITE_CONSTRAINT_FOREIGNKEY',
  'SQLITE_CONSTRAINT_TRIGGER',
]);

const PROGRAM_CODES = /^SQLITE_(?:ERROR|CONSTRAINT|RANGE|MISUSE|MISMATCH|TOOBIG|READONLY$)/;

/** Sorts a thrown value; constraints are columns, as `rules.owner, rules.name`. */
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

/** `UNIQUE constraint failed: rules.tenant_id, rules.name` gives `rules.tenant_id, rules.name`. */
function constraintName(message: string): string {
  const colon = message.indexOf(': ');
  return colon >= 0 ? message.slice(colon + 2) : message.replace(/ constraint failed$/, '');
}
