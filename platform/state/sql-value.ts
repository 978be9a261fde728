import type { SqlValue } from './state.ts';

/**
 * A parameter as both databases take it.
 * @throws TypeError for a boolean (write 0 and 1), a Date (write milliseconds), undefined, or an
 * object.
 */
export function toSqlValue(value: unknown): SqlValue {
  if (value === null || value instanceof Uint8Array) return value;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
    return value;
  }
  throw new TypeError(`not a column value: ${typeof value}`);
}
