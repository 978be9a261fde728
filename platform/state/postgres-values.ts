import type { CustomTypesConfig } from 'pg';
import type { SqlValue } from './state.ts';

const BOOLEAN = 16;
const INTEGERS_AND_NUMERIC: ReadonlySet<number> = new Set([20, 21, 23, 26, 700, 701, 1700]);
const BYTEA = 17;

/**
 * Columns as SQLite gives them: integers of 64 bits and sums as numbers (ours are instants and
 * counts, below 2^53), booleans as 0 and 1, bytes as bytes, everything else as text.
 */
export const POSTGRES_TYPES: CustomTypesConfig = {
  getTypeParser: (oid: number) => {
    if (oid === BOOLEAN) return (text: string) => (text === 't' ? 1 : 0);
    if (INTEGERS_AND_NUMERIC.has(oid)) return Number;
    if (oid === BYTEA) return bytesOf;
    return (text: string) => text;
  },
};

/** `\x01ff`, the form that the server sends by default. */
function bytesOf(text: string): Uint8Array {
  return Buffer.from(text.slice(2), 'hex');
}

/** Text of PostgreSQL holds no NUL; alerts and names of people may, and are told apart without it. */
export function postgresValue(value: SqlValue): SqlValue {
  if (typeof value !== 'string' || !value.includes('\0')) return value;
  return value.replaceAll('\0', '\uFFFD');
}
