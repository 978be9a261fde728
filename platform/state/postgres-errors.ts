import pg from 'pg';
import { asError } from '../errors/app-error.ts';
import type { StateFault } from './state-fault.ts';

/** What an error of the driver means, and whether the same may work at once or on a new connection. */
export interface PostgresFault {
  readonly fault: Exclude<StateFault, { kind: 'unknown' }>;
  /**
   * - `no`: the same would fail again.
   * - `again`: it lost against another transaction.
   * - `reconnect`: the connection is of no more use.
   */
  readonly retry: 'no' | 'again' | 'reconnect';
}

/** unique_violation, foreign_key_violation, exclusion_violation. */
const CONFLICTS: ReadonlySet<string> = new Set(['23505', '23503', '23P01']);
/** serialization_failure, deadlock_detected, lock_not_available. */
const LOST_AGAINST_OTHERS: ReadonlySet<string> = new Set(['40001', '40P01', '55P03']);
/**
 * Ends of connections and of servers, a primary that has become a standby, and prepared statements
 * that a migration of another process has overtaken.
 */
const RECONNECT = /^(?:08|57P0[1-5]|25006|25P03|26000|0A000)/;
/** Syntax, missing things, data that fit no column, NOT NULL and CHECK. */
const PROGRAM = /^(?:42|22|23|21|2[47B]|0[BFLPZ])/;

/** Sorts a thrown value; what is not an answer of the server is a connection that broke. */
export function postgresFault(thrown: unknown): PostgresFault {
  const error = asError(thrown);
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) {
    if (error instanceof TypeError) {
      return { fault: { kind: 'program', message: error.message }, retry: 'no' };
    }
    const code = 'code' in error ? String(error.code) : 'connection lost';
    return { fault: { kind: 'database', code, message: error.message }, retry: 'reconnect' };
  }
  const { code } = error;
  if (CONFLICTS.has(code)) {
    const constraint = error.constraint ?? error.table ?? code;
    return { fault: { kind: 'conflict', constraint }, retry: 'no' };
  }
  const database = { kind: 'database', code, message: error.message } as const;
  if (LOST_AGAINST_OTHERS.has(code)) return { fault: database, retry: 'again' };
  if (RECONNECT.test(code)) return { fault: database, retry: 'reconnect' };
  if (!PROGRAM.test(code)) return { fault: database, retry: 'no' };
  return { fault: { kind: 'program', message: `${code}: ${error.message}` }, retry: 'no' };
}
