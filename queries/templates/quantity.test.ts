import { describe, expect, it } from 'vitest';
import { printQuantity, QUANTITY_SCALES } from './quantity.ts';
import { UNITS, type UnitName } from './units.data.ts';

describe('quantities for people', () => {
  it.each<[number, UnitName, string]>([
    [68_719_476_736, 'bytes', '64 GiB'],
    [1_500, 'bytes', '1.465 KiB'],
    [0, 'bytes', '0 B'],
    [-2_048, 'bytes', '-2 KiB'],
    [52_428_800, 'bytes_per_second', '50 MiB/s'],
    [0.855, 'ratio', '85.5 %'],
    [0, 'ratio', '0 %'],
    [0.0004, 'ratio', '0.04 %'],
    [0.25, 'seconds', '250 ms'],
    [0.0001, 'seconds', '0.1 ms'],
    [604_800, 'seconds', '7 d'],
    [90, 'seconds', '1.5 min'],
    [0, 'seconds', '0 s'],
    [123_456, 'count', '123456'],
    [1.5, 'load_per_core', '1.5'],
    [16, 'cores', '16 cores'],
    [Number.NaN, 'count', 'NaN'],
    [Number.POSITIVE_INFINITY, 'bytes', 'Infinity'],
  ])('%d %s is %s', (value, unit, text) => {
    expect(printQuantity(value, unit)).toBe(text);
  });

  it('has scales for each unit, smallest first', () => {
    for (const [unit, scales] of Object.entries(QUANTITY_SCALES)) {
      expect(Object.keys(UNITS)).toContain(unit);
      const factors = scales.map(({ factor }) => factor);
      expect(factors).toEqual([...factors].sort((a, b) => a - b));
    }
  });
});
