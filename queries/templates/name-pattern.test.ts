import { describe, expect, it } from 'vitest';
import { matcherOf, matchesNames, nameListProblem } from './name-pattern.ts';

describe('names as matchers', () => {
  it.each([
    ['one name', ['api'], '=', 'api'],
    ['one name with a dot', ['a.b'], '=', 'a.b'],
    ['several', ['a.b', 'c|d'], '=~', 'a\\.b|c\\|d'],
    ['a wildcard', ['web-*'], '=~', 'web-.*'],
    ['a wildcard beside an operator', ['(*)+'], '=~', '\\(.*\\)\\+'],
    ['a pattern is a literal', ['.+'], '=', '.+'],
    ['a pattern among others is quoted', ['.+', 'x'], '=~', '\\.\\+|x'],
  ])('%s', (_name, names, op, value) => {
    expect(matcherOf(names)).toEqual({ op, value });
  });

  it.each([
    ['equal', 'api', ['api'], true],
    ['a dot is a dot', 'axb', ['a.b'], false],
    ['prefix', 'web-1', ['web-*'], true],
    ['not a prefix', 'wob-1', ['web-*'], false],
    ['inside', 'a-mid-b', ['*-mid-*'], true],
    ['everything', '', ['*'], true],
    ['one of several', 'b', ['a', 'b'], true],
    ['the star goes back', 'aaab', ['*ab'], true],
    ['the end must match', 'abx', ['*ab'], false],
    ['parts in their order', 'one-two-three', ['*two*one*'], false],
    ['parts that overlap', 'aba', ['ab*ba'], false],
    ['a part that begins twice', 'x-aab-y', ['*-aab-*'], true],
    ['a part that nearly repeats', 'aabaabaac.', ['*aabaac*'], true],
    ['a part after the first', 'ababac', ['a*abac*'], true],
    ['a part that the first has taken', 'abac', ['a*abac*'], false],
    ['two stars', 'ab', ['a**b'], true],
  ])('%s: %s', (_name, value, names, expected) => {
    expect(matchesNames(value, names)).toBe(expected);
  });

  it('takes time in proportion to the value, whatever the name', () => {
    const names = ['a*'.repeat(256), `*${'a'.repeat(250)}b${'a'.repeat(250)}*`].map((n) => `${n}b`);
    const startedAt = performance.now();
    for (let i = 0; i < 100; i++) expect(matchesNames('a'.repeat(16_384), names)).toBe(false);
    expect(matchesNames(`${'a'.repeat(200_000)}c`, [`*${'a'.repeat(400)}b*c`])).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it.each([
    [[], 'has no names'],
    [['a', ''], 'has an empty name'],
    [['\ud800'], 'has a name that is no Unicode text'],
    [
      Array.from({ length: 1_001 }, (_, index) => `n${index}`),
      'has 1001 names, at most 1000 are allowed',
    ],
    [['x'.repeat(513)], 'has a name of 513 characters'],
    [Array.from({ length: 21 }, () => 'n*'), 'has 21 names with *, at most 20 are allowed'],
  ])('refuses %j', (names, problem) => {
    expect(nameListProblem(names)).toBe(problem);
  });
});
