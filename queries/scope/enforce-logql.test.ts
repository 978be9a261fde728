import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import type { LabelMatcher } from '../logql/ast.ts';
import { parseLogql } from '../logql/parse.ts';
import { streamSelectorsOf } from '../logql/selectors-of.ts';
import { logqlScopeProblem } from './check-scoped-logql.ts';
import {
  type EnforceLogqlOptions,
  enforceLogql,
  enforceLogqlSelector,
  synthesiseLogqlSelector,
} from './enforce-logql.ts';
import type { EnforcedMatcher } from './enforced-matcher.ts';

const ACME: readonly EnforcedMatcher[] = [{ name: 'ns', op: '=', value: 'acme' }];
const GLOBEX: readonly EnforcedMatcher[] = [
  { name: 'ns', op: '=~', values: ['globex', 'globex.eu'] },
  { name: 'cluster', op: '=', value: 'c1' },
];

function scoped(text: string, matchers = ACME, options: EnforceLogqlOptions = {}): string {
  const result = enforceLogql(text, matchers, options);
  return result.kind === 'ok' ? result.text : `${result.reason}: ${result.message}`;
}

function matchersOf(text: string): readonly LabelMatcher[] {
  const result = parseLogql(text);
  if (result.kind === 'error') throw new Error(`${text}: ${result.error.text}`);
  return streamSelectorsOf(result.expr)[0]?.matchers ?? [];
}

describe('enforceLogql', () => {
  it.each([
    ['{a="b"}', '{ns="acme",a="b"}', '{ns=~"globex|globex\\\\.eu",cluster="c1",a="b"}'],
    [
      'rate({a="b"} | json [1m])',
      'rate({ns="acme",a="b"} | json [1m])',
      'rate({ns=~"globex|globex\\\\.eu",cluster="c1",a="b"} | json [1m])',
    ],
    ['vector(1)+vector(1)', 'vector(1)+vector(1)', 'vector(1)+vector(1)'],
  ])('%s, for two tenants', (query, acme, globex) => {
    expect(scoped(query, ACME)).toBe(acme);
    expect(scoped(query, GLOBEX)).toBe(globex);
  });

  it('counts the selectors', () => {
    expect(enforceLogql('rate({a="b"}[1m]) / rate({c="d"}[1m])', ACME)).toEqual({
      kind: 'ok',
      text: 'rate({ns="acme",a="b"}[1m]) / rate({ns="acme",c="d"}[1m])',
      selectors: 2,
    });
  });

  it('says where a query is wrong, in words of Loki', () => {
    expect(enforceLogql('{a="b"} |~', ACME)).toEqual({
      kind: 'refused',
      reason: 'parse',
      message:
        'parse error at line 1, col 11: syntax error: unexpected $end, expecting STRING or ip',
      position: { line: 1, column: 11, start: 10, end: 10 },
    });
  });

  it.each<[string, readonly EnforcedMatcher[], string]>([
    ['no matcher', [], 'empty_scope'],
    ['an empty value', [{ name: 'ns', op: '=', value: '' }], 'empty_scope'],
    ['no values', [{ name: 'ns', op: '=~', values: [] }], 'empty_scope'],
    ['one of the values empty', [{ name: 'ns', op: '=~', values: ['a', ''] }], 'empty_scope'],
    ['an empty label name', [{ name: '', op: '=', value: 'a' }], 'empty_scope'],
    ['a label name in need of quotes', [{ name: 'k8s.ns', op: '=', value: 'a' }], 'empty_scope'],
    [
      'a second label name in need of quotes',
      [...ACME, { name: 'é', op: '=', value: 'a' }],
      'empty_scope',
    ],
    ['half a surrogate pair', [{ name: 'ns', op: '=', value: '\ud800' }], 'empty_scope'],
    [
      '10,000 long values',
      [{ name: 'ns', op: '=~', values: Array.from({ length: 10_000 }, (_, i) => `tenant-${i}`) }],
      'scope_too_large',
    ],
  ])('refuses a scope with %s', (_, matchers, reason) => {
    for (const result of [
      enforceLogql('{a="b"}', matchers),
      enforceLogqlSelector('{a="b"}', matchers),
      synthesiseLogqlSelector(matchers),
    ]) {
      expect(result).toMatchObject({ kind: 'refused', reason });
    }
  });

  const AWKWARD = [
    'a.b',
    'a|b',
    '(',
    '\\E',
    '\\Q',
    '"',
    "'",
    '`',
    '\n',
    '\r',
    '\\',
    'é',
    '}',
    '#',
    '//',
    '/*',
    '.*',
    ' ',
    '\0',
  ];

  it.each(AWKWARD)('scope value %j matches exactly itself', (value) => {
    for (const matcher of [
      { name: 'ns', op: '=', value },
      { name: 'ns', op: '=~', values: [value, 'x'] },
    ] satisfies readonly EnforcedMatcher[]) {
      const [first] = matchersOf(scoped('{a="b"} # c', [matcher]));
      const accepts = (text: string): boolean =>
        first?.op === '='
          ? text === first.value
          : RE2JS.compile(`^(?s:${first?.value})$`).matches(text);
      expect([...AWKWARD, 'x', 'aXb', ''].filter(accepts)).toEqual(
        matcher.op === '=' ? [value] : [value, 'x'],
      );
    }
  });

  it('refuses what Loki would find too long, instead of cutting it', () => {
    const wide: readonly EnforcedMatcher[] = [{ name: 'ns', op: '=', value: 'é'.repeat(1_000) }];
    const query = (count: number) => Array(count).fill('rate({a="b"}[1m])').join('+');
    expect(enforceLogql(query(60), wide)).toMatchObject({ kind: 'ok', selectors: 60 });
    expect(enforceLogql(query(70), wide)).toMatchObject({ reason: 'scoped_too_long' });
    expect(enforceLogql(query(200), wide)).toMatchObject({ reason: 'scoped_too_long' });
  });

  it('refuses a query over the cap', () => {
    expect(scoped(`{a="${'b'.repeat(90)}"}`, ACME, { maxQueryBytes: 90 })).toBe(
      'parse: parse error : input size too long (96 > 90)',
    );
    expect(scoped(`{a="${'b'.repeat(131_070)}"}`)).toContain('input size too long');
  });

  it('takes the tree of a caching caller', () => {
    const seen: string[] = [];
    const parse: EnforceLogqlOptions['parse'] = (text, options) => {
      seen.push(text);
      return parseLogql(text, options);
    };
    expect(scoped('{a="b"}', ACME, { parse })).toBe('{ns="acme",a="b"}');
    expect(seen).toEqual(['{a="b"}']);
  });

  it('fails its own check when the tree is not that of the text', () => {
    const wrong = parseLogql('rate({x="y"}[1m])');
    expect(scoped('rate({a="b"}[1m])', ACME, { parse: () => wrong })).toContain(
      "unsafe_result: the rewritten query failed its check: selector 1 does not keep the user's own",
    );
    const shifted = parseLogql(' rate({a="b"}[1m])');
    expect(scoped('rate({a="b"}[1m])', ACME, { parse: () => shifted })).toContain(
      'unsafe_result: the rewritten query failed its check: it does not parse',
    );
    const none = parseLogql('vector(1)');
    expect(scoped('rate({a="b"}[1m])', ACME, { parse: () => none })).toContain(
      'unsafe_result: the rewritten query failed its check: 0 selectors became 1',
    );
  });
});

describe('enforceLogqlSelector', () => {
  it('refuses {} where it must', () => {
    expect(enforceLogqlSelector('{}', ACME)).toMatchObject({ kind: 'ok', text: '{ns="acme"}' });
    expect(enforceLogqlSelector('{}', ACME, { allowBare: false })).toMatchObject({
      kind: 'refused',
      reason: 'parse',
    });
  });
});

describe('what is hidden', () => {
  const HIDDEN: readonly EnforcedMatcher[] = [{ name: 'audit', op: 'absent' }];

  it.each([
    ['{a="b"}', '{ns="acme",audit="",a="b"}'],
    ['{audit="true"}', '{ns="acme",audit="",audit="true"}'],
    [
      'rate({audit=~".+"}[1m]) or rate({audit!=""}[1m])',
      'rate({ns="acme",audit="",audit=~".+"}[1m]) or rate({ns="acme",audit="",audit!=""}[1m])',
    ],
  ])('%s: stands in every selector', (query, expected) => {
    expect(scoped(query, [...ACME, ...HIDDEN])).toBe(expected);
  });

  it('suffices where the scope has no labels, although it selects nothing by itself', () => {
    expect(scoped('{a="b"}', HIDDEN)).toBe('{audit="",a="b"}');
    expect(enforceLogqlSelector('{}', HIDDEN)).toMatchObject({ kind: 'ok', text: '{audit=""}' });
    expect(synthesiseLogqlSelector(HIDDEN)).toMatchObject({ kind: 'ok', text: '{audit=""}' });
  });

  it('makes nothing legal that was not', () => {
    for (const query of ['{}', '{audit=""}', '{a=~".*"}']) {
      expect(scoped(query, HIDDEN)).toContain('queries require at least one');
      expect(scoped(query, [...ACME, ...HIDDEN])).toContain('queries require at least one');
    }
    expect(enforceLogqlSelector('{a=""}', HIDDEN)).toMatchObject({ reason: 'parse' });
  });

  it('is missed by the check when it is not there, or less', () => {
    const expected = [
      { name: 'ns', op: '=', value: 'acme' },
      { name: 'audit', op: '=', value: '' },
    ] as const;
    const selectors = (text: string) => {
      const parsed = parseLogql(text);
      return parsed.kind === 'ok' ? streamSelectorsOf(parsed.expr) : [];
    };
    const before = selectors('{a="b"}');
    const check = (after: string) => logqlScopeProblem(before, selectors(after), expected);
    expect(check('{ns="acme",audit="",a="b"}')).toBe(null);
    expect(check('{ns="acme",a="b"}')).not.toBe(null);
    expect(check('{ns="acme",audit="true",a="b"}')).not.toBe(null);
    expect(check('{ns="acme",audit!="",a="b"}')).not.toBe(null);
    expect(check('{ns="acme",a="b",audit=""}')).not.toBe(null);
  });
});

describe('synthesiseLogqlSelector', () => {
  it('selects the whole scope and nothing else', () => {
    expect(synthesiseLogqlSelector(GLOBEX)).toEqual({
      kind: 'ok',
      text: '{ns=~"globex|globex\\\\.eu",cluster="c1"}',
      selectors: 1,
    });
  });
});

describe('logqlScopeProblem', () => {
  const selectorsIn = (text: string) => {
    const result = parseLogql(text);
    return result.kind === 'ok' ? streamSelectorsOf(result.expr) : [];
  };
  const expected = [{ name: 'ns', op: '=', value: 'acme' }] as const;
  const before = selectorsIn('rate({a="b"}[1m]) + rate({c="d"}[1m])');

  it.each([
    ['rate({ns="acme",a="b"}[1m]) + rate({ns="acme",c="d"}[1m])', null],
    ['rate({ns="acme",a="b"}[1m])', '2 selectors became 1'],
    ['rate({ns="acme",a="b"}[1m]) + rate({c="d"}[1m])', 'selector 2 has another number'],
    ['rate({ns="acme",a="b"}[1m]) + rate({c="d",ns="acme"}[1m])', 'selector 2 does not begin'],
    ['rate({ns="acme",a="b"}[1m]) + rate({ns="umbrella",c="d"}[1m])', 'selector 2 does not begin'],
    ['rate({ns="acme",a="b"}[1m]) + rate({ns=~"acme",c="d"}[1m])', 'selector 2 does not begin'],
    ['rate({ns="acme",a="b"}[1m]) + rate({xs="acme",c="d"}[1m])', 'selector 2 does not begin'],
    ['rate({ns="acme",a="x"}[1m]) + rate({ns="acme",c="d"}[1m])', 'selector 1 does not keep'],
    ['rate({ns="acme",a=~"b"}[1m]) + rate({ns="acme",c="d"}[1m])', 'selector 1 does not keep'],
    ['rate({ns="acme",c="d"}[1m]) + rate({ns="acme",a="b"}[1m])', 'selector 1 does not keep'],
  ])('%s', (after, problem) => {
    const found = logqlScopeProblem(before, selectorsIn(after), expected);
    if (problem === null) expect(found).toBe(null);
    else expect(found).toContain(problem);
  });

  it('is never satisfied without matchers', () => {
    expect(logqlScopeProblem(before, before, [])).toBe('there are no matchers to enforce');
  });
});
