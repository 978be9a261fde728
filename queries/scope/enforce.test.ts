import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import type { LabelMatcher } from '../promql/ast.ts';
import { parsePromql } from '../promql/parse.ts';
import { selectorsOf } from '../promql/selectors-of.ts';
import { RegexJudge } from '../regex/regex-judge.ts';
import { type EnforceOptions, enforce, enforceSelector, synthesiseSelector } from './enforce.ts';
import type { EnforcedMatcher } from './enforced-matcher.ts';

const ACME: readonly EnforcedMatcher[] = [{ name: 'ns', op: '=', value: 'acme' }];
const GLOBEX: readonly EnforcedMatcher[] = [
  { name: 'ns', op: '=~', values: ['globex', 'globex.eu'] },
  { name: 'cluster', op: '=', value: 'c1' },
];

function scoped(text: string, matchers = ACME, options: EnforceOptions = {}): string {
  const result = enforce(text, matchers, options);
  return result.kind === 'ok' ? result.text : `${result.reason}: ${result.message}`;
}

function firstMatcher(text: string): LabelMatcher {
  const result = parsePromql(text);
  const matcher = result.kind === 'ok' ? selectorsOf(result.expr)[0]?.matchers[0] : undefined;
  if (matcher === undefined) throw new Error(`no matcher in ${text}`);
  return matcher;
}

describe('enforce', () => {
  it.each([
    ['up', 'up{ns="acme"}', 'up{ns=~"globex|globex\\\\.eu",cluster="c1"}'],
    ['up{a="b"}', 'up{ns="acme",a="b"}', 'up{ns=~"globex|globex\\\\.eu",cluster="c1",a="b"}'],
    ['1 + 1', '1 + 1', '1 + 1'],
  ])('%s, for two tenants', (query, acme, globex) => {
    expect(scoped(query, ACME)).toBe(acme);
    expect(scoped(query, GLOBEX)).toBe(globex);
  });

  it('counts the selectors that carry the matchers', () => {
    expect(enforce('a + b / shared', ACME, { exemptMetrics: new Set(['shared']) })).toEqual({
      kind: 'ok',
      text: 'a{ns="acme"} + b{ns="acme"} / shared',
      selectors: 2,
    });
  });

  it('says where a query is wrong, in Prometheus words', () => {
    expect(enforce('1 +', ACME)).toEqual({
      kind: 'refused',
      reason: 'parse',
      message: '1:4: parse error: unexpected end of input',
      position: { line: 1, column: 4, start: 3, end: 3 },
    });
  });

  it.each<[string, readonly EnforcedMatcher[], string]>([
    ['no matcher', [], 'empty_scope'],
    ['empty value', [{ name: 'ns', op: '=', value: '' }], 'empty_scope'],
    ['no values', [{ name: 'ns', op: '=~', values: [] }], 'empty_scope'],
    ['one of the values empty', [{ name: 'ns', op: '=~', values: ['a', ''] }], 'empty_scope'],
    ['empty label name', [{ name: '', op: '=', value: 'a' }], 'empty_scope'],
    ['second matcher empty', [...ACME, { name: 'b', op: '=', value: '' }], 'empty_scope'],
    ['half a surrogate pair', [{ name: 'ns', op: '=', value: '\ud800' }], 'empty_scope'],
    [
      '10,000 long values',
      [{ name: 'ns', op: '=~', values: Array.from({ length: 10_000 }, (_, i) => `tenant-${i}`) }],
      'scope_too_large',
    ],
  ])('refuses a scope with %s', (_, matchers, reason) => {
    for (const result of [
      enforce('up', matchers),
      enforceSelector('up', matchers),
      synthesiseSelector(matchers),
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
    '\\',
    'é',
    '}',
    '#',
    '.*',
    ' ',
    '\0',
  ];

  it.each(AWKWARD)('scope value %j matches exactly itself', (value) => {
    for (const matcher of [
      { name: 'ns', op: '=', value },
      { name: 'ns', op: '=~', values: [value, 'x'] },
    ] satisfies readonly EnforcedMatcher[]) {
      const { op, value: written } = firstMatcher(scoped('up{a="b"} # c', [matcher]));
      const accepts = (text: string): boolean =>
        op === '=' ? text === written : RE2JS.compile(`^(?s:${written})$`).matches(text);
      expect([...AWKWARD, 'x', 'aXb', ''].filter(accepts)).toEqual(
        op === '=' ? [value] : [value, 'x'],
      );
    }
  });

  it('quotes label names that are no classic identifiers', () => {
    const dotted: readonly EnforcedMatcher[] = [{ name: 'k8s.ns', op: '=', value: 'a' }];
    expect(scoped('up', dotted)).toBe('up{"k8s.ns"="a"}');
  });

  it('refuses what grows beyond the cap instead of cutting it', () => {
    const wide: readonly EnforcedMatcher[] = [{ name: 'ns', op: '=', value: 'x'.repeat(5_000) }];
    const query = Array.from({ length: 300 }, () => 'a').join('+');
    expect(enforce(query, wide)).toMatchObject({ kind: 'refused', reason: 'scoped_too_long' });
  });

  it('refuses a query over the length cap', () => {
    const result = enforce('a'.repeat(101), ACME, { maxQueryLength: 100 });
    expect(result).toMatchObject({ kind: 'refused', reason: 'parse' });
  });

  it('refuses info() with one argument and shows the form that works', () => {
    expect(scoped('sum(info(rate(x[5m])))')).toBe(
      'bare_info: info() with one argument reads series outside the scope; ' +
        'name the labels you need: info(rate(x[5m]), {ns=~".+"})',
    );
    expect(scoped('info(up)', ACME, { allowBareInfo: true })).toBe('info(up{ns="acme"})');
  });

  it('fails its own check rather than let a scope label be the metric name', () => {
    const odd: readonly EnforcedMatcher[] = [{ name: '__name__', op: '=', value: 'x' }];
    expect(enforce('up', odd)).toMatchObject({ kind: 'refused', reason: 'unsafe_result' });
  });
});

describe('exempt metrics', () => {
  const options: EnforceOptions = { exemptMetrics: new Set(['node_load1', 'my.metric']) };

  it.each([
    ['node_load1', 'node_load1'],
    ['{"node_load1"}', '{"node_load1"}'],
    ['{__name__="node_load1"}', '{__name__="node_load1"}'],
    ['{"my.metric"}', '{"my.metric"}'],
    ['rate(node_load1[5m]) + up', 'rate(node_load1[5m]) + up{ns="acme"}'],
    ['node_load15', 'node_load15{ns="acme"}'],
    ['{__name__=~"node_load1"}', '{ns="acme",__name__=~"node_load1"}'],
    ['{__name__!="x",__name__="node_load1"}', '{ns="acme",__name__!="x",__name__="node_load1"}'],
    ['{"node_load1",__name__="up"}', '{ns="acme","node_load1",__name__="up"}'],
    [
      '{__name__="node_load1",__name__="node_load1"}',
      '{ns="acme",__name__="node_load1",__name__="node_load1"}',
    ],
    ['{a="node_load1"}', '{ns="acme",a="node_load1"}'],
    ['NODE_LOAD1', 'NODE_LOAD1{ns="acme"}'],
  ])('%s', (query, expected) => {
    expect(scoped(query, ACME, options)).toBe(expected);
  });
});

describe('enforceSelector', () => {
  it.each([
    ['up', 'up{ns="acme"}'],
    ['{}', '{ns="acme"}'],
    ['{ # comment }\n}', '{ns="acme" # comment }\n}'],
    ['{"my.metric"}', '{ns="acme","my.metric"}'],
    ['up{ns="globex"}', 'up{ns="acme",ns="globex"}'],
    ['', 'parse: 1:1: parse error: unexpected end of input'],
    ['up[5m]', 'parse: 1:3: parse error: unexpected "["'],
    ['up offset 5m', 'parse: 1:4: parse error: unexpected <offset>'],
    ['up @ end()', 'parse: 1:4: parse error: unexpected <op:@>'],
    ['up or up', 'parse: 1:4: parse error: unexpected <op:or>'],
    ['up, up', 'parse: 1:3: parse error: unexpected ","'],
    ['sum(up)', 'parse: 1:4: parse error: unexpected "("'],
    ['up{a="\0"}', "parse: 1:7: parse error: unexpected character: '\\x00'"],
  ])('%s', (text, expected) => {
    const result = enforceSelector(text, ACME);
    expect(result.kind === 'ok' ? result.text : `${result.reason}: ${result.message}`).toBe(
      expected,
    );
  });
});

describe('synthesiseSelector', () => {
  it('selects the whole scope and nothing else', () => {
    expect(synthesiseSelector(GLOBEX)).toEqual({
      kind: 'ok',
      text: '{ns=~"globex|globex\\\\.eu",cluster="c1"}',
      selectors: 1,
    });
  });
});

describe('patterns that would stall the process', () => {
  const TOO_MUCH = 'the regular expressions of this query are too large together';
  const many = Array.from({ length: 2_300 }, (_, i) => `a=~"${i}.{999}"`)
    .join(',')
    .slice(0, 32_000);

  it.each([
    ['thousands of counted repetitions', `x{${many.slice(0, many.lastIndexOf(','))}}`],
    ['one nested repetition', `x{a=~"${'((.{10}){10}){10}'.repeat(100)}"}`],
    ['only patterns, so that emptiness is judged', `{${many.slice(0, many.lastIndexOf(','))}}`],
  ])('are refused: %s', (_, query) => {
    const startedAt = performance.now();
    expect(enforce(query, ACME)).toMatchObject({
      reason: 'parse',
      message: expect.stringContaining(TOO_MUCH),
    });
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  it('count together over the selectors of one question', () => {
    const regexes = new RegexJudge();
    const results = Array.from({ length: 100 }, (_, i) =>
      enforceSelector(`x{a=~"${i}.{600}"}`, ACME, { regexes }),
    );
    expect(results[0]?.kind).toBe('ok');
    expect(results.at(-1)).toMatchObject({ message: expect.stringContaining(TOO_MUCH) });
    expect(enforceSelector('x{a=~"b|c.*"}', ACME, { regexes }).kind).toBe('ok');
  });
});
