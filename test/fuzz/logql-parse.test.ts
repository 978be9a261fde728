import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { parseLogql, parseLogqlSelector } from '../../queries/logql/parse.ts';
import { printLogql } from '../../queries/logql/print.ts';
import { plainRegex } from '../../queries/regex/plain-regex.ts';
import { enforceLogql, enforceLogqlSelector } from '../../queries/scope/enforce-logql.ts';
import { expectLogqlEnforced, expectLogqlRoundTrip } from '../conformance/logql-checks.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { damagedLogql, logqlExpr, logqlText } from './logql-arbitrary.ts';

describe('generated LogQL queries', () => {
  it('parse(print(q)) is q', () => {
    fc.assert(fc.property(logqlText(), expectLogqlRoundTrip), propertyRuns(500, 30_000));
  });

  it('every selector carries the matchers', () => {
    fc.assert(fc.property(logqlText(), expectLogqlEnforced), propertyRuns(500, 30_000));
  });

  it('trees print to texts that parse', () => {
    const property = fc.property(logqlExpr(), (expr) => {
      expect(parseLogql(printLogql(expr)).kind).toBe('ok');
    });
    fc.assert(property, propertyRuns(100, 5_000));
  });
});

describe('damaged LogQL queries', () => {
  it('are refused with a position, or scoped in every selector; never an exception', () => {
    let accepted = 0;
    const property = fc.property(damagedLogql(), (text) => {
      const result = enforceLogql(text, [{ name: 'ns', op: '=', value: 'acme' }]);
      if (result.kind === 'ok') {
        accepted++;
        expectLogqlEnforced(text);
        expectLogqlRoundTrip(text);
      } else expect([result.reason, result.position === undefined]).toEqual(['parse', false]);
      enforceLogqlSelector(text, [{ name: 'ns', op: '=', value: 'acme' }]);
    });
    const runs = propertyRuns(1_000, 100_000);
    fc.assert(property, runs);
    expect(accepted).toBeGreaterThan(runs.numRuns / 50);
  });

  it('any text at all is answered', () => {
    const property = fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(['ok', 'error']).toContain(parseLogql(text).kind);
      expect(['ok', 'error']).toContain(parseLogqlSelector(text).kind);
    });
    fc.assert(property, propertyRuns(500, 100_000));
  });
});

/** Pieces of regular expressions, valid and not. */
const regexText = fc
  .array(
    fc.constantFrom(
      ...['a', 'b', '.', '^', '$', '|', '(', ')', '(?:', '(?P<x>', '(?P<y>', '(?i)', '*', '+', '?'],
      ...[
        '{2}',
        '{',
        '}',
        '[',
        ']',
        '[a-z]',
        '[^a]',
        '[^]',
        '[]a]',
        '[a-]',
        '[a-Z]',
        '[A-z]',
        '[-a]',
        '[+-/]',
        '[.',
        '-',
      ],
      ...[
        '\\d',
        '\\W',
        '\\.',
        '\\b',
        '\\_',
        '\\"',
        '\\',
        '\\x41',
        '\\pL',
        '[[:alpha:]]',
        '[\\d-z]',
        '[a^]',
      ],
      ...[
        'é',
        '😀',
        '\udc80',
        '[0-5]',
        '[9-0]',
        '\\B',
        ' ',
        '/',
        '[a-f0-9.]',
        '\\Q',
        '\\E',
        '(?=',
        '[&&]',
        '[~',
        '\\z',
        '\\n',
      ],
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''));

describe('patterns judged without a parser', () => {
  it('are valid RE2 with those groups, and match the empty text as said', () => {
    let judged = 0;
    const property = fc.property(regexText, (pattern) => {
      const plain = plainRegex(pattern);
      if (plain === null) return;
      judged++;
      const names = Object.keys(RE2JS.compile(pattern).namedGroups());
      expect([...names].sort()).toEqual([...plain.groupNames].sort());
      expect(RE2JS.compile(`^(?s:${pattern})$`).matches('')).toBe(plain.matchesEmpty);
    });
    const runs = propertyRuns(2_000, 200_000);
    fc.assert(property, runs);
    expect(judged).toBeGreaterThan(runs.numRuns / 20);
  });
});
