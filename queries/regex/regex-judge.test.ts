import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { RegexJudge } from './regex-judge.ts';

const regexProblem = (pattern: string) => new RegexJudge().problem(pattern);
const regexMatchesEmpty = (pattern: string) => new RegexJudge().matchesEmpty(pattern);

describe('RegexJudge.problem', () => {
  it.each([
    ['(', 'error parsing regexp: missing closing ): `(`'],
    ['a)(b', 'error parsing regexp: unexpected ): `a)(b`'],
    ['[z-a]', 'error parsing regexp: invalid character class range: `z-a`'],
    ['*', 'error parsing regexp: missing argument to repetition operator: `*`'],
    ['a++', 'error parsing regexp: invalid nested repetition operator: `++`'],
    ['.*+', 'error parsing regexp: invalid nested repetition operator: `*+`'],
    ['|*', 'error parsing regexp: missing argument to repetition operator: `*`'],
    ['a{1001}', 'error parsing regexp: invalid repeat count: `{1001}`'],
    ['(?=a)', 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
    ['\\8', 'error parsing regexp: invalid escape sequence: `\\8`'],
  ])('%s', (pattern, message) => {
    expect(regexProblem(pattern)).toBe(message);
  });

  it.each(['', 'a|b', '.*', 'x.+|y', '(?P<n>a)', '[[:alpha:]]\\z', '\\pL', '(?i:é)', '.+?'])(
    '%s is valid',
    (pattern) => {
      expect(regexProblem(pattern)).toBeNull();
    },
  );
});

describe('patterns judged without a parser', () => {
  const pieces = fc.array(
    fc.constantFrom('a', '.', '.*', '.+', '|', '*', '+', ' ', '"', '-', '(', '?'),
  );

  it('are judged as re2js judges them', () => {
    const property = fc.property(pieces, (parts) => {
      const pattern = parts.join('');
      const valid = isValid(pattern);
      expect(regexProblem(pattern) === null).toBe(valid);
      if (!valid) return;
      const matches = RE2JS.compile(`^(?s:${pattern})$`).matches('');
      expect(regexMatchesEmpty(pattern)).toBe(matches);
    });
    fc.assert(property, { numRuns: 500, seed: 20261120 });
  });
});

function isValid(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

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
    ['wide ranges, case folded', () => `(?i)${'[\\x{80}-\\x{1e942}]'.repeat(500)}`],
    ['wide literal ranges, case folded', () => `(?i)${'[é-𐀀]'.repeat(500)}`],
    ['negated classes of Unicode', (i: number) => `\\PL*\\PN${i}`],
    ['open groups', (i: number) => `${i}${'('.repeat(500)}`],
    ['a count without an end', (i: number) => `(?-i)${i}.{999}{${'1'.repeat(100)}`],
    ['long repetitions', (i: number) => `(?-i)${i}${'a*'.repeat(2_000)}`],
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

  it('reads a count of a hundred thousand digits at once', () => {
    const startedAt = performance.now();
    new RegexJudge().problem(`{${'1'.repeat(100_000)}`);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
