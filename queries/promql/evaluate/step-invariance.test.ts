import { describe, expect, it } from 'vitest';
import { parsePromql } from '../parse.ts';
import { isStepInvariant } from './step-invariance.ts';

describe('what is evaluated once for all steps', () => {
  it.each([
    ['1', true],
    ['up', false],
    ['up @ 5', true],
    ['up @ start()', true],
    ['rate(up[5m] @ 5)', true],
    ['rate(up[5m])', false],
    ['sum by (ns) (up @ 5) + 1', true],
    ['up @ 5 + up', false],
    ['topk(scalar(up), up @ 5)', false],
    ['topk(scalar(up @ 1), up @ 5)', true],
    ['max_over_time(up[5m:1m] @ 5)', true],
    ['max_over_time((up @ 5)[5m:1m])', false],
    ['-(up @ 5)', true],
    ['time()', false],
    ['timestamp(up @ 5)', false],
    ['predict_linear(up[5m] @ 5, 60)', false],
    ['hour(up @ 5)', false],
    ['vector(pi())', true],
  ])('%s: %s', (text, isInvariant) => {
    const parsed = parsePromql(text);
    if (parsed.kind === 'error') throw new Error(parsed.error.text);
    expect(isStepInvariant(parsed.expr, new WeakMap())).toBe(isInvariant);
  });
});
