import { describe, expect, it } from 'vitest';
import type { ExchangeDocument } from './exchange-group.ts';
import { type ReadRules, readRules } from './read-rules.ts';

function read(text: string, language?: 'promql' | 'logql'): Extract<ReadRules, { kind: 'read' }> {
  const outcome = readRules(text, language);
  if (outcome.kind === 'refused') throw new Error(outcome.finding.message.en);
  return outcome;
}

const rulesOf = (documents: readonly ExchangeDocument[]) =>
  documents.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules));

const RULE = '{alert: Down, expr: "up{namespace=\\"acme-prod\\"} == 0"}';
const LOGS = `{alert: Errors, expr: 'sum(rate({namespace="globex-prod"} |= "error" [5m])) > 1'}`;

describe('what a text is', () => {
  it.each([
    ['a Prometheus file', `groups: [{name: a, rules: [${RULE}]}]`, 'prometheus', null],
    ['one group', `name: a\nrules: [${RULE}]`, 'prometheus', null],
    [
      'a namespace of a ruler',
      `namespace: acme\ngroups: [{name: a, rules: [${RULE}]}]`,
      'mimir',
      'acme',
    ],
    ['a ruler answer', `acme: [{name: a, rules: [${RULE}]}]`, 'mimir', 'acme'],
    ['a Loki file', `groups: [{name: a, rules: [${LOGS}]}]`, 'loki', null],
    [
      'a namespace of Loki',
      `namespace: globex\ngroups: [{name: a, rules: [${LOGS}]}]`,
      'loki',
      'globex',
    ],
    [
      'a PrometheusRule in JSON',
      JSON.stringify(
        {
          apiVersion: 'monitoring.coreos.com/v1',
          kind: 'PrometheusRule',
          metadata: { name: 'r', namespace: 'acme-prod', uid: 'x' },
          spec: { groups: [{ name: 'a', rules: [{ alert: 'A', expr: 1 }] }] },
        },
        null,
        '\t',
      ),
      'PrometheusRule',
      'acme-prod',
    ],
  ])('%s', (_name, text, dialect, namespace) => {
    const { documents, refusals, notes } = read(text);
    expect([refusals, notes]).toEqual([[], []]);
    expect(documents.map((one) => one.dialect)).toEqual([dialect]);
    expect(documents[0]?.place?.namespace ?? null).toBe(namespace);
    expect(rulesOf(documents)).toHaveLength(1);
  });

  it('a List and several documents, both tenants, with the fields of the Loki operator', () => {
    const object = (kind: string, tenant: string, rule: string) =>
      `{apiVersion: loki.grafana.com/v1, kind: ${kind}, metadata: {name: r, namespace: ${tenant}-prod}, spec: {tenantID: ${tenant}, groups: [{name: a, interval: 1m, rules: [${rule}]}]}}`;
    const record = '{record: "errors:rate5m", expr: "sum(rate({app=\\"a\\"}[5m]))"}';
    const text = `kind: List\nitems:\n- ${object('AlertingRule', 'acme', LOGS)}\n---\n${object('RecordingRule', 'globex', record)}\n`;
    const { documents, refusals } = read(text);
    expect(refusals).toEqual([]);
    expect(documents.map(({ dialect, tenantId }) => [dialect, tenantId])).toEqual([
      ['AlertingRule', 'acme'],
      ['RecordingRule', 'globex'],
    ]);
    expect(documents.every(({ groups }) => groups[0]?.language === 'logql')).toBe(true);
  });

  it('keeps the fields of Mimir', () => {
    const text = `namespace: acme\ngroups:\n- name: a\n  interval: 2m\n  limit: 7\n  query_offset: 30s\n  source_tenants: [acme, globex]\n  align_evaluation_time_on_interval: true\n  evaluation_delay: 1m\n  labels: {team: a}\n  rules: [${RULE}]`;
    const [group] = read(text).documents[0]?.groups ?? [];
    expect(group).toMatchObject({ interval: '2m', limit: 7, queryOffset: '30s' });
    expect(group?.labels).toEqual(new Map([['team', 'a']]));
    expect([...(group?.extra ?? [])]).toEqual([
      ['source_tenants', ['acme', 'globex']],
      ['align_evaluation_time_on_interval', true],
      ['evaluation_delay', '1m'],
    ]);
  });
});

describe('texts that readers of YAML disagree about', () => {
  it.each([
    'on',
    'yes',
    'Off',
    'true',
    '010',
    '1:30',
    '1e3',
    '1_000',
    '0x1F',
    '2024-01-01',
    '.inf',
    '1.0',
  ])('%s stays the text that stands there, with a note', (text) => {
    const { documents, notes } = read(
      `groups:\n- name: a\n  rules:\n  - alert: B\n    expr: up\n    labels:\n      x: ${text}\n      y: "${text}"`,
    );
    expect(rulesOf(documents)[0]?.labels).toEqual(
      new Map([
        ['x', text],
        ['y', text],
      ]),
    );
    expect(notes).toMatchObject([{ line: 7, path: 'groups[0].rules[0].labels.x', rule: 'B' }]);
  });

  it('keeps names that objects have of their own, and follows anchors and merge keys', () => {
    const text = `groups:\n- name: a\n  rules:\n  - alert: B\n    expr: up\n    labels: &own {__proto__: x, constructor: z}\n  - alert: C\n    expr: up\n    labels:\n      <<: *own\n      constructor: mine`;
    const [first, second] = rulesOf(read(text).documents);
    expect([...(first?.labels ?? [])]).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'z'],
    ]);
    expect(second?.labels).toEqual(
      new Map([
        ['__proto__', 'x'],
        ['constructor', 'mine'],
      ]),
    );
  });
});

describe('a rule that cannot be read', () => {
  const file = (rule: string) =>
    `groups:\n- name: a\n  rules:\n  - alert: Good\n    expr: up\n  - ${rule}\n`;
  it.each([
    ['a duration of YAML 1.1', '{alert: B, expr: up, for: 1m:30}', '"1m:30" is not a duration'],
    ['a sexagesimal number', '{alert: B, expr: up, for: 1:30}', '"1:30" is not a duration'],
    ['no expression', '{alert: B}', 'expr is missing'],
    ['no name', '{expr: up}', 'alert is missing'],
    ['both kinds', '{alert: B, record: b, expr: up}', 'stands beside record'],
    ['a recording rule with for', '{record: b, expr: up, for: 1m}', 'only alerts have'],
    ['labels that are a list', '{alert: B, expr: up, labels: [x]}', 'must be names with values'],
    ['a label that is a list', '{alert: B, expr: up, labels: {x: [y]}}', 'labels.x must be a text'],
    ['no mapping', 'up == 0', 'must be names with values'],
  ])('%s is one refusal beside the good rule', (_name, rule, message) => {
    const { documents, refusals } = read(file(rule));
    expect(rulesOf(documents).map(({ name }) => name)).toEqual(['Good']);
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toMatchObject({ line: 6, group: 'a' });
    expect(refusals[0]?.message.en).toContain(message);
  });

  it('is each rule of a group that is there twice or broken', () => {
    const text = `groups:\n- {name: a, rules: [${RULE}]}\n- {name: a, rules: [${RULE}]}\n- {name: b, interval: often, rules: [${RULE}]}`;
    const { documents, refusals } = read(text);
    expect(rulesOf(documents)).toHaveLength(1);
    expect(refusals.map(({ line, rule }) => [line, rule])).toEqual([
      [3, 'Down'],
      [4, ''],
      [4, 'Down'],
    ]);
  });

  it('is not read for a field that nobody knows, which is noted', () => {
    const { documents, notes } = read(file('{alert: B, expr: up, fro: 5m}'));
    expect(rulesOf(documents)).toHaveLength(2);
    expect(notes).toMatchObject([{ line: 6, path: 'groups[0].rules[1].fro' }]);
  });
});

describe('a text that is refused as a whole', () => {
  const laughs = Array.from({ length: 30 }, (_, level) => {
    const inner =
      level === 0
        ? 'x'
        : Array(10)
            .fill(`*a${level - 1}`)
            .join(', ');
    return `a${level}: &a${level} [${inner}]`;
  }).join('\n');
  it.each([
    ['no YAML', 'groups: [', 'not plain YAML'],
    ['a duplicate name', 'groups: []\ngroups: []', '"groups" stands twice'],
    ['a tag', 'groups: !!binary aGk=', 'Unresolved tag'],
    ['an alias of nothing', 'groups: *x', '*x repeats nothing'],
    ['an alias of what surrounds it', 'groups: &x [*x]', '*x repeats nothing'],
    ['aliases that multiply', laughs, 'once its aliases are followed'],
    ['brackets without end', '['.repeat(50_000), 'nested too deeply'],
    ['lists in lists on one line', '- '.repeat(50_000), 'nested too deeply'],
    ['indentation without end', `${' '.repeat(300)}- x`, 'nested too deeply'],
    ['half of a surrogate pair', 'a: "\\ud800"', 'surrogate'],
    ['too long', '#'.repeat(2 ** 21 + 1), 'more than'],
    ['nothing', '# only a comment\n', 'holds no rules'],
  ])('%s', (_name, text, message) => {
    const outcome = readRules(text);
    expect(outcome.kind).toBe('refused');
    if (outcome.kind === 'refused') expect(outcome.finding.message.en).toContain(message);
  });

  it.each([
    ['another kind', 'apiVersion: v1\nkind: Secret\nmetadata: {name: x}', 'holds no rules we know'],
    ['a text', 'hello', 'is no rules'],
  ])('%s is a refusal', (_name, text, message) => {
    const { documents, refusals } = read(text);
    expect(documents).toEqual([]);
    expect(refusals[0]?.message.en).toContain(message);
  });
});
