import { describe, expect, it } from 'vitest';
import { formatFixed, formatG, formatSample } from './format-number.ts';

describe('numbers as Prometheus writes them', () => {
  it.each<[number, string, string, string]>([
    [0, '0', '0', '0'],
    [-0, '-0', '-0', '-0'],
    [1.5, '1.5', '1.5', '1.5'],
    [1e-6, '0.000001', '0.000001', '1e-06'],
    [1e-7, '1e-07', '0.0000001', '1e-07'],
    [-1.25e-10, '-1.25e-10', '-0.000000000125', '-1.25e-10'],
    [0.0001, '0.0001', '0.0001', '0.0001'],
    [0.00005, '0.00005', '0.00005', '5e-05'],
    [1e20, '100000000000000000000', '100000000000000000000', '100000000000000000000'],
    [1e21, '1e+21', '1000000000000000000000', '1e+21'],
    [1.25e22, '1.25e+22', '12500000000000000000000', '1.25e+22'],
    [1e100, '1e+100', `1${'0'.repeat(100)}`, '1e+100'],
    [Number.NaN, 'NaN', 'NaN', 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf', '+Inf', '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf', '-Inf', '-Inf'],
  ])('%s: sample %s, fixed %s, message %s', (value, sample, fixed, message) => {
    expect(formatSample(value)).toBe(sample);
    expect(formatFixed(value)).toBe(fixed);
    expect(formatG(value)).toBe(message);
  });
});
