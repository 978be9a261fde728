import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { compileSearch, compileWhole, neededText } from './text-pattern.ts';

describe('compileSearch', () => {
  const texts = [
    '',
    'error',
    'an ERROR here',
    'a.b',
    'axb',
    'level=info took=12ms',
    'warn|fatal',
    'x\ny',
    'Kelvin K and ſtraße',
    '{"a":1}',
    'aab',
    'résumé',
  ];
  const patterns = [
    ...[
      'error',
      '(?i)error',
      '.*error.*',
      'a\\.b',
      'a.b',
      'warn\\|fatal',
      'error|fatal',
      '(error|x)',
    ],
    ...[
      '(?:a|b|)',
      '(?i)(kelvin|STRASSE)',
      '(?i)k',
      '(?i)s',
      'level=(info|warn).*ms',
      'took=\\d+ms',
    ],
    ...[
      '^error$',
      'x.y',
      '(?s)x.y',
      '\\{"a":\\d',
      '{"a"',
      'a{2}b',
      'a+b',
      'a?b',
      'résum.',
      '(?i)RÉSUMÉ',
    ],
    ...[
      '[e]rror',
      'er+or',
      'e(?i)RROR',
      '\\x65rror',
      '\\pL+',
      '',
      '.*',
      'er*ror',
      '\\Qa.b\\E',
      'a\\',
    ],
  ].filter((pattern) => pattern !== 'a\\');

  it.each(patterns)('%s finds what re2js finds', (pattern) => {
    const search = compileSearch(pattern);
    const expression = RE2JS.compile(pattern);
    for (const text of texts) {
      expect({ text, found: search.test(text) }).toEqual({ text, found: expression.test(text) });
    }
  });

  it.each(patterns)('%s needs a text that every match holds', (pattern) => {
    const { needed, isExact } = compileSearch(pattern);
    const expression = RE2JS.compile(pattern);
    for (const text of needed === null ? [] : texts) {
      const fold = needed?.ignoreCase === true ? /./iu : null;
      const holds =
        fold === null
          ? text.includes(needed?.text ?? '')
          : RE2JS.compile(`(?i)${RE2JS.quote(needed?.text ?? '')}`).test(text);
      if (expression.test(text)) expect({ text, holds }).toEqual({ text, holds: true });
      if (isExact) expect({ text, holds }).toEqual({ text, holds: expression.test(text) });
    }
  });
});

describe('compileWhole', () => {
  it.each([
    ['api', 'api', true],
    ['api', 'apis', false],
    ['a|b', 'b', true],
    ['a|b', 'ab', false],
    ['.*', 'x\ny', true],
    ['.+', '', false],
    ['a.*b', 'a\nb', true],
    ['(?i)API', 'api', true],
    ['5..', '503', true],
    ['a\\.b', 'a.b', true],
  ])('%s and %j: %s', (pattern, value, expected) => {
    const matches = compileWhole(pattern);
    expect([matches(value), matches(value)]).toEqual([expected, expected]);
  });
});

describe('neededText', () => {
  it.each([
    ['took=\\d+ms', 'took='],
    ['a|bcd', null],
    ['(?i)Error \\d', 'Error '],
    ['x(?:yy|zz)abc', 'abc'],
    ['ab?cde{2}', 'cd'],
    ['\\d+', null],
    ['[abc]+xyz[]a]q', 'xyz'],
    ['foo\\.bar', 'foo.bar'],
    ['{"x"|y}', null],
  ])('%s: %s', (pattern, expected) => {
    expect(neededText(pattern)?.text ?? null).toBe(expected);
  });
});
