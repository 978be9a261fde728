import { describe, expect, it } from 'vitest';
import { parseLogql } from '../../../queries/logql/parse.ts';
import { filterable, withValue } from './filter-by-value.ts';
import { objectQuery, type SearchValues } from './object-query.ts';
import { readCondition } from './read-condition.ts';
import { AUDIT, EVENTS } from './search-kind.ts';
import { readSearch, writeSearch } from './search-state.ts';
import { webhookAddresses } from './webhook-address.ts';

describe('a field that is filled in', () => {
  it.each([
    ['', true, undefined],
    ['  ', true, undefined],
    ['!', true, undefined],
    [' , ,', true, undefined],
    ['web', true, { isOut: false, patterns: ['web'] }],
    ['!web-*', true, { isOut: true, patterns: ['web-*'] }],
    [' get, list ,', true, { isOut: false, patterns: ['get', 'list'] }],
    ['! get,list', true, { isOut: true, patterns: ['get', 'list'] }],
    ['CN=a,O=b', false, { isOut: false, patterns: ['CN=a,O=b'] }],
  ])('%j', (text, takesSeveral, expected) => {
    expect(readCondition(text, takesSeveral)).toEqual(expected);
  });
});

describe('the query of a search for events', () => {
  const all = '{job="kubernetes-events"}';
  const one = '{job="kubernetes-events", ';
  it.each<[string, SearchValues, string]>([
    ['nothing', {}, all],
    ['what is empty', { kind: ' ', text: '' }, all],
    [
      'a label, also where it is one of too many values',
      { kind: 'Pod' },
      `${one}kind=~"Pod|other"} |= "\\"kind\\":\\"Pod\\""`,
    ],
    [
      'several values of a label',
      { reason: 'BackOff, Failed*' },
      `${one}reason=~"BackOff|Failed.*|other"} |~ "\\"reason\\":\\"(?:BackOff|Failed[^\\"]*)\\""`,
    ],
    ['all but one', { type: '!Normal' }, `${one}type!="Normal"}`],
    ['all but several', { type: '!Normal,W*' }, `${one}type!~"Normal|W.*"}`],
    ['a name', { name: 'web-0' }, `${all} | name="web-0"`],
    ['names', { name: 'web-*, db' }, `${all} | name=~"web-.*" or name="db"`],
    ['other names', { name: '!web-*,db' }, `${all} | name!~"web-.*" and name!="db"`],
    ['a text in any case', { text: 'Back-off' }, `${all} |~ "(?i)Back-off"`],
    ['all without a text', { text: '!probe' }, `${all} !~ "(?i)probe"`],
    ['a text of two writings', { text: '镜像 pull' }, `${all} |~ "(?i)镜像 pull"`],
    [
      'everything',
      { namespace: 'shop', kind: 'Pod', name: 'web', reason: 'X', type: 'Warning', text: 'a*b' },
      `${one}namespace=~"shop|other", kind=~"Pod|other", reason=~"X|other", type=~"Warning|other"} |= "\\"namespace\\":\\"shop\\"" |= "\\"kind\\":\\"Pod\\"" |= "\\"reason\\":\\"X\\"" |= "\\"type\\":\\"Warning\\"" |~ "(?i)a.*b" | name="web"`,
    ],
  ])('%s', (_, values, expected) => {
    const query = objectQuery(EVENTS, values);
    expect(query).toBe(expected);
    expect(parseLogql(query).kind).toBe('ok');
  });
});

describe('the query of a search for audit', () => {
  const all = '{tocsin_audit="true"}';
  it.each<[string, SearchValues, string]>([
    ['nothing', {}, all],
    ['a user', { user: 'jane' }, `${all} | user="jane"`],
    ['a user with a comma', { user: 'CN=jane,O=dev' }, `${all} | user="CN=jane,O=dev"`],
    ['no machines', { user: '!system:*' }, `${all} | user!~"system:.*"`],
    [
      'verbs',
      { verb: 'delete, patch' },
      `{tocsin_audit="true", verb=~"delete|patch|other"} |~ "\\"verb\\":\\"(?:delete|patch)\\""`,
    ],
    ['a resource and its parts', { resource: 'pods' }, `${all} | resource=~"pods(?:/.*)?"`],
    ['one part of a resource', { resource: 'pods/exec' }, `${all} | resource="pods/exec"`],
    ['a code', { code: '403' }, `${all} | code="403"`],
    ['codes', { code: '4xx,500' }, `${all} | code=~"4.." or code="500"`],
    ['other codes', { code: '!2xx' }, `${all} | code!~"2.."`],
    ['an address', { source: '10.0.0.7' }, `${all} | source_address="10.0.0.7"`],
    ['a network', { source: '10.0.0.0/8' }, `${all} | source_address=ip("10.0.0.0/8")`],
    ['no such network', { source: '!fe80::/10' }, `${all} | source_address!=ip("fe80::/10")`],
    [
      'addresses that begin alike',
      { source: '10.0.*' },
      `${all} | source_address=~"10\\\\.0\\\\..*"`,
    ],
  ])('%s', (_, values, expected) => {
    const query = objectQuery(AUDIT, values);
    expect(query).toBe(expected);
    expect(parseLogql(query).kind).toBe('ok');
  });
});

describe('what somebody types', () => {
  const nasty = [
    '"',
    '\\',
    '"}',
    '`',
    '\\"} or {a="b',
    'a|b',
    '(',
    '[',
    '.*',
    '{{.x}}',
    '\n',
    '🔔',
    "'",
    '#',
    '//',
  ];
  const kinds = [EVENTS, AUDIT];
  it('never leaves its field', () => {
    for (const kind of kinds) {
      const plain = shapeOf(objectQuery(kind, {}));
      for (const { name } of kind.fields) {
        for (const text of nasty) {
          const query = objectQuery(kind, { [name]: `x${text}x` });
          expect(shapeOf(query), query).toEqual({ ...plain, kind: 'log' });
        }
      }
    }
  });

  /** Of which streams it asks, whatever else. */
  function shapeOf(query: string) {
    const parsed = parseLogql(query);
    if (parsed.kind === 'error') throw new Error(`${query}: ${parsed.error.text}`);
    const { expr } = parsed;
    const first = expr.kind === 'log' ? expr.selector.matchers[0] : undefined;
    return { kind: expr.kind, first: first && `${first.name}${first.op}${first.value}` };
  }
});

describe('a value of a row', () => {
  it.each([
    ['reason', 'BackOff', false, { kind: 'Pod', reason: 'BackOff' }],
    ['kind', 'Pod', true, { kind: '!Pod' }],
    ['uid', '7', false, { kind: 'Pod' }],
  ])('%s=%s goes to its field', (name, value, isOut, expected) => {
    expect(withValue(EVENTS, { kind: 'Pod' }, { name, value, isOut })).toEqual(expected);
  });
  it('has a field where the form has one', () => {
    expect([...filterable(AUDIT)].sort()).toEqual(
      ['code', 'name', 'namespace', 'resource', 'source_address', 'user', 'verb'].sort(),
    );
    expect(withValue(AUDIT, {}, { name: 'source_address', value: '::1', isOut: false })).toEqual({
      source: '::1',
    });
  });
});

describe('where a cluster posts', () => {
  it.each([
    [
      undefined,
      ['a', 'b'],
      [
        'http://t/scopes/_platform@a/kubernetes/audit',
        'http://t/scopes/_platform@b/kubernetes/audit',
      ],
    ],
    ['b', ['a', 'b'], ['http://t/scopes/_platform@b/kubernetes/audit']],
  ])('of %s', (cluster, clusters, expected) => {
    expect(webhookAddresses('http://t', 'audit', { cluster }, { clusters })).toEqual(expected);
  });
});

describe('the address of a search', () => {
  it('holds what is filled in, and nothing else', () => {
    const state = { values: { kind: 'Pod', text: 'a b' }, order: 'oldest' as const };
    const changes = writeSearch(EVENTS, state);
    expect(changes).toEqual({
      namespace: undefined,
      kind: 'Pod',
      name: undefined,
      reason: undefined,
      type: undefined,
      text: 'a b',
      order: 'oldest',
    });
    const search = new URLSearchParams({ kind: 'Pod', text: 'a b', order: 'oldest', user: 'jane' });
    expect(readSearch(EVENTS, search)).toEqual(state);
    expect(readSearch(AUDIT, search).values).toEqual({ user: 'jane', text: 'a b' });
  });
});
