import { describe, expect, it } from 'vitest';
import { comparesByItself } from './compares-by-itself.ts';

describe('an expression that compares by itself', () => {
  it.each([
    ['up == 0', true],
    ['(sum(up) != 3)', true],
    ['a >= on(x) group_left b', true],
    ['rate(x[5m]) > 1 and on() y', true],
    ['a or b < 2', true],
    ['up == bool 0', false],
    ['up', false],
    ['a and on() b > 2', false],
    ['count(up == 0)', false],
    ['a / (b > 0)', false],
    ['up ==', true],
    ['', false],
  ])('%s: %s', (expression, expected) => {
    expect(comparesByItself(expression)).toBe(expected);
  });
});
