import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { regexMatchesEmpty, regexProblem } from './regex-check.ts';

describe('regexProblem', () => {
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
