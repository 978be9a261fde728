import { describe, expect, it } from 'vitest';
import { isSameQuery } from './same-query.ts';

describe('what Prometheus prints is compared with what was asked', () => {
  it.each([
    ['spaces', 'sum(rate(x{ns="acme"}[5m]))', 'sum ( rate( x{ns="acme"} [5m] ) )'],
    ['grouping before or after', 'sum by (a) (x)', 'sum(x) by (a)'],
    ['order of matchers', 'x{a="1",b="2"}', 'x{b="2",a="1"}'],
    ['the name inside the braces', '{"x",a="1"}', 'x{a="1"}'],
    ['the name as a matcher', '{__name__="x"}', 'x'],
    ['quotes', "x{a='1'}", 'x{a="1"}'],
    ['units', 'rate(x[60m])', 'rate(x[1h])'],
    ['numbers', 'x > 1000000000000000000000', 'x > 1e+21'],
    ['equal texts that do not parse', 'x{', 'x{'],
  ])('same: %s', (_name, a, b) => {
    expect(isSameQuery(a, b)).toBe(true);
  });

  it.each([
    ['another tenant', 'x{ns="acme"}', 'x{ns="umbrella"}'],
    ['a matcher less', 'x{ns="acme"}', 'x'],
    ['another operator', 'x{ns="acme"}', 'x{ns!="acme"}'],
    ['matchers that only look alike', 'x{a="1",b="2"}', 'x{a="1\\",b=\\"2"}'],
    ['another name', 'x{a="1"}', 'y{a="1"}'],
    ['another threshold', 'x > 1', 'x > 2'],
    ['another order of operands', 'a - b', 'b - a'],
    ['parentheses', '(x)', 'x'],
    ['something that does not parse', 'x{', 'x'],
  ])('not the same: %s', (_name, a, b) => {
    expect(isSameQuery(a, b)).toBe(false);
  });
});
