import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { linearPattern } from './linear-pattern.ts';

const SURE = [
  ...[
    'status=5\\d\\d',
    'took=\\d+ms',
    'a[bc]?d',
    '(?P<m>GET|POST) (?P<p>\\S+)',
    '(?P<w>\\w+)',
    '\\d{3} [A-Z]',
  ],
  ...[
    '^\\S+ \\S+ "(?P<m>\\w+) (?P<p>[^ ]+)',
    'level=(info|error) x',
    'msg="(?P<m>[^"]*)" y',
    'a.',
    'x{2,3}y',
  ],
  ...[
    '(?P<all>.*)',
    'é+',
    '[^a-c]x$',
    'a\\.b\\/c',
    '\\s',
    '=(?P<v>[0-9.]+)(?P<u>ms|s)',
    'a$',
    '[\\w.-]b',
    '😀.',
  ],
];
const UNSURE = [
  ...[
    '\\d+ms',
    'a.*b',
    '(a+)+$',
    '\\w+\\w+x',
    '(a|ab)c',
    'x(?:a|b)+',
    'a|b',
    '(?i)a',
    '\\pL',
    '\\x41',
    'a*?b',
  ],
  ...[
    '[[:alpha:]]',
    '[^\\S]',
    '\\bfoo',
    'a{2000}',
    'a**',
    '(',
    ')',
    '[',
    'a{',
    '(?P<x',
    'x+y.*z',
    '\\Qa\\E',
  ],
];
const text = fc
  .array(
    fc.constantFrom(
      ...[
        'GET',
        'POST',
        ' ',
        '/a.b',
        'status=503',
        'took=12ms',
        'level=info',
        'x',
        'xx',
        'y',
        '"',
        'msg="a b"',
      ],
      ...['a', 'b', 'c', 'd', 'é', '😀', '\n', '=1.5', 'ms', 's', '-', 'A', '123 Z'],
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

describe('linearPattern', () => {
  it.each(SURE)('%s finds the same as re2js, with the same groups', (pattern) => {
    const expression = linearPattern(pattern);
    expect(expression).not.toBeNull();
    const reference = RE2JS.compile(pattern);
    fc.assert(
      fc.property(text, (value) => {
        const found = expression?.exec(value) ?? null;
        const matcher = reference.matcher(value);
        expect(found !== null).toBe(matcher.find());
        if (found === null) return;
        expect(found[0]).toBe(matcher.group());
        for (const [name, group] of Object.entries(reference.namedGroups())) {
          expect(found.groups?.[name]).toBe(matcher.group(group));
        }
      }),
      { numRuns: 100 },
    );
  });

  it.each(UNSURE)('%s is left to re2js', (pattern) => {
    expect(linearPattern(pattern)).toBeNull();
  });

  it.each(SURE)('%s takes time in proportion to hostile text', (pattern) => {
    const expression = linearPattern(pattern);
    for (const unit of [
      'a',
      'x',
      ' ',
      '1',
      'took=1',
      'GET ',
      '"',
      '=1',
      'status=5',
      'a ',
      'msg="',
    ]) {
      const hostile = unit.repeat(Math.floor(262_144 / unit.length));
      const startedMs = performance.now();
      expression?.exec(hostile);
      expect(performance.now() - startedMs).toBeLessThan(500);
    }
  });
});
