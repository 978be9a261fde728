import { describe, expect, it } from 'vitest';
import { parseQuantity, writeQuantity } from './parse-quantity.ts';
import { RULE_TEMPLATES } from './rules/rule-templates.ts';
import type { UnitName } from './units.data.ts';

describe('thresholds as people write them', () => {
  it.each<[string, UnitName, number]>([
    ['80 %', 'ratio', 0.8],
    ['80%', 'ratio', 0.8],
    ['80', 'ratio', 0.8],
    ['0.8', 'ratio', 0.8],
    ['1', 'ratio', 1],
    ['99.9 %', 'ratio', 0.999],
    ['500 MiB', 'bytes', 524_288_000],
    ['500mib', 'bytes', 524_288_000],
    ['1 GB', 'bytes', 1e9],
    ['1Gi', 'bytes', 1_073_741_824],
    ['512', 'bytes', 512],
    ['10 MiB/s', 'bytes_per_second', 10_485_760],
    ['2 d', 'seconds', 172_800],
    ['2d', 'seconds', 172_800],
    ['1h 30min', 'seconds', 5_400],
    ['1h30m', 'seconds', 5_400],
    ['250 ms', 'seconds', 0.25],
    ['30', 'seconds', 30],
    ['0,5 s', 'seconds', 0.5],
    ['1.5 cores', 'cores', 1.5],
    ['250m', 'cores', 0.25],
    ['10k', 'count', 10_000],
    ['-3', 'count', -3],
    ['1e3', 'count', 1_000],
    ['12 req/s', 'requests_per_second', 12],
  ])('%s in %s is %d', (text, unit, value) => {
    expect(parseQuantity(text, unit)).toBeCloseTo(value, 12);
  });

  it.each<[string, UnitName]>([
    ['', 'count'],
    ['many', 'count'],
    ['80 %', 'bytes'],
    ['5 MiB', 'seconds'],
    ['1 2', 'count'],
    ['1h 30', 'seconds'],
    ['--1', 'count'],
    ['1e999', 'count'],
    ['NaN', 'ratio'],
  ])('%j in %s is none', (text, unit) => {
    expect(parseQuantity(text, unit)).toBeUndefined();
  });

  it.each<[number, UnitName, string]>([
    [0.8, 'ratio', '80 %'],
    [0.855, 'ratio', '85.5 %'],
    [524_288_000, 'bytes', '500 MiB'],
    [172_800, 'seconds', '2 d'],
    [5_400, 'seconds', '1.5 h'],
    [0.25, 'seconds', '250 ms'],
    [0, 'ratio', '0 %'],
    [5, 'count', '5'],
    [0.123456789, 'ratio', '0.123456789'],
  ])('%d in %s is written %s', (value, unit, text) => {
    expect(writeQuantity(value, unit)).toBe(text);
  });

  it('reads every threshold of the catalogue as what was written', () => {
    for (const { unit, levels } of RULE_TEMPLATES) {
      for (const { threshold } of levels) {
        expect(parseQuantity(writeQuantity(threshold, unit), unit)).toBe(threshold);
      }
    }
  });

  it('reads any number as what was written', () => {
    for (const unit of ['ratio', 'bytes', 'seconds', 'count', 'cores'] as const) {
      for (let step = 0; step < 200; step += 1) {
        const value = (step * 7919) ** 1.7 / 3;
        const again = parseQuantity(writeQuantity(value, unit), unit) ?? Number.NaN;
        expect(Math.abs(again - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-15);
      }
    }
  });
});
