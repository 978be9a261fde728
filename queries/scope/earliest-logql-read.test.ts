import { describe, expect, it } from 'vitest';
import { parseLogql } from '../logql/parse.ts';
import { earliestLogqlReads } from './earliest-logql-read.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;

/** Minutes before noon of each selector's oldest line. */
function minutes(query: string): readonly number[] {
  const parsed = parseLogql(query);
  if (parsed.kind === 'error') throw new Error(parsed.error.text);
  return earliestLogqlReads(parsed.expr, NOON).map(
    ({ earliestMs }) => (NOON - earliestMs) / MINUTE,
  );
}

describe('earliestLogqlReads', () => {
  it.each([
    ['{a="b"} |= "c"', [0]],
    ['({a="b"} | json)', [0]],
    ['rate({a="b"}[5m])', [5]],
    ['rate({a="b"}[5m] offset 1h)', [65]],
    ['rate({a="b"}[5m] offset -1h)', [-55]],
    ['sum by (x) (count_over_time({a="b"} | json | x="1" [1h]))', [60]],
    ['sum(rate({a="b"}[5m])) / sum(rate({c="d"}[1h] offset 1d))', [5, 1500]],
    ['label_replace(rate({a="b"}[5m]), "x", "$1", "y", "(.*)")', [5]],
    ['vector(1) + vector(1)', []],
  ])('%s', (query, expected) => {
    expect(minutes(query)).toEqual(expected);
  });
});
