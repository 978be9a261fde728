import { readPointValue } from '../../queries/promql/series-notation.ts';

/** A bare number that is a scalar's expectation; null for anything else. */
export function readScalar(text: string): number | null {
  if (/^[+-]?0[xX][0-9a-fA-F]+$/.test(text)) return Number(text);
  return readPointValue(text);
}
