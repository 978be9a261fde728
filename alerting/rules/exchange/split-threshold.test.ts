import { describe, expect, it } from 'vitest';
import { splitThreshold } from './split-threshold.ts';

describe('an expression and its threshold', () => {
  it.each([
    ['a selector', 'up{namespace="acme-prod"} == 0', 'up{namespace="acme-prod"}', '==', 0],
    ['parentheses', '(\n  a / b\n)\n> 0.01\n', '(\n  a / b\n)', '>', 0.01],
    ['a sum', 'a + b >= -1.5', 'a + b', '>=', -1.5],
    ['a comparison on the left', 'a > 1 < 5', 'a > 1', '<', 5],
    ['a comment before', '# why\na != 1e3', '# why\na', '!=', 1000],
    ['a duration for a number', 'a > 5m', 'a', '>', 300],
    ['hexadecimal', 'a > 0x10', 'a', '>', 16],
  ])('%s', (_name, text, expression, operator, threshold) => {
    expect(splitThreshold(text, 'promql')).toEqual({
      expression,
      condition: { operator, threshold },
    });
  });

  it.each([
    ['with bool', 'a > bool 5'],
    ['a set operator on top', 'a > 5 and b'],
    ['parentheses around all', '(a > 5)'],
    ['the number on the left', '5 < a'],
    ['arithmetic on the right', 'a > 1 - 0.05'],
    ['no number', 'a > b'],
    ['infinity', 'a > Inf'],
    ['a comment after', 'a > 5 # why'],
    ['two numbers', '1 > bool 2'],
    ['no comparison', 'vector(1)'],
    ['no PromQL', 'a >'],
  ])('stay together: %s', (_name, text) => {
    expect(splitThreshold(text, 'promql')).toEqual({ expression: text, condition: null });
  });

  it.each([
    ['a count', 'sum(count_over_time({namespace="globex-prod"} |= "x > 1" [5m])) > 10', 10],
    ['a vector', 'vector(1) > 2', 2],
    ['lines', '{a="b"} |= "x"', null],
    ['a constant', '1 > 2', null],
  ])('in LogQL: %s', (_name, text, threshold) => {
    expect(splitThreshold(text, 'logql').condition?.threshold ?? null).toBe(threshold);
  });
});
