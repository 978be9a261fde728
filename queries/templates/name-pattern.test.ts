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
  ])('%s: %s', (_name, value, names, expected) => {
    expect(matchesNames(value, names)).toBe(expected);
  });

  it('takes no exponential time', () => {
    const pattern = `${'a*'.repeat(100)}b`;
    expect(matchesNames('a'.repeat(500), [pattern])).toBe(false);
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
  ])('refuses %j', (names, problem) => {
    expect(nameListProblem(names)).toBe(problem);
  });
});
