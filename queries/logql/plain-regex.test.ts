import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { plainRegex } from './plain-regex.ts';
import { RegexJudge } from './regex-judge.ts';

describe('plainRegex', () => {
  it.each([
    ['', true],
    ['abc', false],
    ['a*', true],
    ['a+', false],
    ['a?b*', true],
    ['.*', true],
    ['.+', false],
    ['a|b', false],
    ['a|', true],
    ['|a', true],
    ['(a|b)?', true],
    ['(?:a*)+', true],
    ['(?:a*b)+', false],
    ['(a*|b)c?', true],
    ['^$', true],
    ['()', true],
    ['[^a-z0-9_.]+', false],
    ['[a-z]*', true],
    ['\\d+\\.\\d*', false],
    ['(?P<x>a*)(?P<y>b?)', true],
    ['a*?b??', true],
    [')', null],
    ['(', null],
    ['a**', null],
    ['*', null],
    ['a{2}', false],
    ['\\berror\\b', false],
    ['\\b', false],
    ['(\\b)?', true],
    ['\\B', true],
    ['\\b*', null],
    ['[a-Z]', null],
    ['[A-z]', false],
    ['a{0,2}b{0}', true],
    ['(?:a{2}|b{0,3}){4,}', true],
    ['a{,2}', null],
    ['a{2', null],
    ['a{3,2}', null],
    ['a{2}{3}', null],
    ['(a{30}){30}', null],
    ['a{1001}', null],
    ['[[:alpha:]]', null],
    ['[b-a]', null],
    ['[z-a]', null],
    ['[5-4]', null],
    ['[45][0-9]', false],
    ['\\pL', null],
    ['(?i)a', false],
    ['(?i)', true],
    ['(?im:a*)', true],
    ['(?i)*', null],
    ['(?-i)a', null],
    ['(?=a)', null],
    ['(?<x>a)', null],
    ['é😀?', false],
    ['(?:é😀)*', true],
    ['\udc80', null],
    ['(?P<x>a)(?P<x>b)', null],
  ])('%s: matches nothing %s', (pattern, matchesEmpty) => {
    expect(plainRegex(pattern)?.matchesEmpty ?? null).toBe(matchesEmpty);
    if (matchesEmpty === null) return;
    expect(RE2JS.compile(`^(?:${pattern})$`).matches('')).toBe(matchesEmpty);
  });

  it('names the groups', () => {
    expect(plainRegex('(?P<m>\\w+) (x) (?P<p>.*)')?.groupNames).toEqual(['m', 'p']);
  });
});

describe('RegexJudge', () => {
  const judge = new RegexJudge();

  it.each([
    ['a.*', null],
    ['(?i)a{2,3}', null],
    ['(', 'error parsing regexp: missing closing ): `(`'],
    ['a{2', null],
    ['a{1001}', 'error parsing regexp: invalid repeat count: `{1001}`'],
  ])('%s: %s', (pattern, problem) => {
    expect(judge.problem(pattern)).toBe(problem);
    expect(judge.problem(pattern)).toBe(problem);
  });

  it('names groups and judges emptiness beyond the plain', () => {
    expect(judge.groupNames('(?-i)(?P<x>é)')).toEqual(['x']);
    expect(judge.matchesEmpty('(?-i)a{0,2}')).toBe(true);
    expect(judge.matchesEmpty('(?-i)a{1,2}')).toBe(false);
  });

  it('is not stalled by a pattern that backtracks elsewhere', () => {
    const startedAt = performance.now();
    expect(judge.matchesEmpty('(x+x+)+y')).toBe(false);
    expect(judge.problem('((a?){30}){30}(a*)*$')).toBe(null);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  const TOO_MUCH = 'the regular expressions of this query are too large together';

  it.each([
    ['one pattern', () => '.{999}'.repeat(1_000)],
    ['nested counts', () => '((x{10}){10}){10}'.repeat(20)],
    ['classes of Unicode', () => '\\pL'.repeat(1_000)],
    ['an unfinished group', () => '(a.{501}'.repeat(100)],
    ['distinct patterns', (i: number) => `${i}.{999}`],
    ['distinct small patterns', (i: number) => `${i}\\pL`],
  ])('has a limit for what it spends on %s', (_, pattern) => {
    const own = new RegexJudge();
    const startedAt = performance.now();
    const problems = Array.from({ length: 2_000 }, (_, i) => own.problem(pattern(i)));
    expect(problems).toContain(TOO_MUCH);
    expect(own.problem('a.*')).toBe(null);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });
});
