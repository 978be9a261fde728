import { describe, expect, it } from 'vitest';
import { sparkPaths } from './spark-paths.ts';

const lineOf = (values: readonly (number | null)[], minimum = 0, maximum = 10) => ({
  ...{ timesMs: values.map((_, index) => index * 1_000), values, minimum, maximum },
  colour: '#000000',
});

describe('the line behind a value', () => {
  it.each([
    ['fills its box', [0, 10], 'M0 22L100 2', 'M0 22L100 2L100 24L0 24Z'],
    [
      'begins anew after a gap',
      [5, null, 5],
      'M0 12M100 12',
      'M0 12L0 24L0 24ZM100 12L100 24L100 24Z',
    ],
    ['is nothing without values', [null], '', ''],
  ])('%s', (_, values, line, area) => {
    expect(sparkPaths(lineOf(values), 100, 24)).toEqual({ line, area });
  });

  it('lies at the bottom where all values are the same', () => {
    expect(sparkPaths(lineOf([3, 3], 3, 3), 100, 24).line).toBe('M0 22L100 22');
  });
});
