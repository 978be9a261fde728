import { describe, expect, it } from 'vitest';
import { validateRule } from '../validate-rule.ts';
import { convertDocument } from './convert-document.ts';
import { exportRule } from './export-rule.ts';
import type { ImportContext } from './import-context.ts';
import { type ImportedRules, importRules } from './import-rules.ts';
import { readRules } from './read-rules.ts';
import { writeRules } from './write-rules.ts';

const acme: ImportContext = {
  owner: 'acme',
  scope: 'acme.shop',
  interval: '1m',
  ladder: ['critical', 'warning', 'info'],
  severities: new Map([['page', 'critical']]),
  defaultSeverity: null,
  tenancyLabels: new Set(['namespace']),
  channels: [],
  enabled: true,
};
const globex: ImportContext = {
  ...acme,
  owner: 'globex',
  scope: 'globex.web',
  ladder: ['high', 'low'],
  severities: new Map([
    ['critical', 'high'],
    ['warning', 'low'],
  ]),
  defaultSeverity: 'low',
  tenancyLabels: new Set(['tenant']),
};

function imported(rules: readonly string[], context = acme, fields = ''): ImportedRules {
  const text = `groups:\n- name: shop\n${fields}  rules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`;
  const read = readRules(text);
  if (read.kind === 'refused') throw new Error(read.finding.message.en);
  return importRules(read, context);
}

const alert = (name: string, expr: string, labels = 'severity: critical', more = '') =>
  `{alert: ${name}, expr: ${JSON.stringify(expr)}, labels: {${labels}}${more}}`;

describe('one rule', () => {
  it.each([
    ['a threshold', alert('A', 'up == 0'), 'taken', 'threshold == 0'],
    ['no threshold', alert('A', 'absent(up)'), 'taken', 'compares by itself'],
    ['another ladder', alert('A', 'up == 0', 'severity: page'), 'taken', 'page becomes critical'],
    [
      'a tenancy label',
      alert('A', 'up == 0', 'severity: info, namespace: x'),
      'taken',
      'Label namespace',
    ],
    [
      'a label of ours',
      alert('A', 'up == 0', 'severity: info, tocsin_rule: x'),
      'taken',
      'tocsin_rule',
    ],
    ['a recording rule', '{record: "a:b", expr: up}', 'taken', 'one evaluation old'],
    ['a series of evaluators', '{record: ALERTS, expr: up}', 'refused', 'what evaluates rules'],
    ['an unknown severity', alert('A', 'up', 'severity: none'), 'refused', '"none" is not one of'],
    ['no severity', '{alert: A, expr: up == 0}', 'refused', 'names no severity'],
    [
      'a template that reads other series',
      alert('A', 'up', 'severity: info', ', annotations: {s: "{{ query \\"up\\" }}"}'),
      'refused',
      'outside of the scope',
    ],
    ['no PromQL', alert('A', 'up +'), 'refused', 'parse error'],
    ['a scalar', alert('A', '1'), 'refused', 'always fires'],
    ['what cannot be read', '{alert: A, expr: up, for: soon}', 'refused', 'is not a duration'],
  ])('%s', (_name, rule, outcome, message) => {
    const { drafts, report } = imported([rule]);
    expect(report).toHaveLength(1);
    expect(report[0]).toMatchObject({ group: 'shop', line: 4, outcome });
    expect(report[0]?.message.en).toContain(message);
    expect(report[0]?.message.zh).not.toBe('');
    expect(drafts).toHaveLength(outcome === 'taken' ? 1 : 0);
  });

  it('becomes a draft as if somebody had typed it', () => {
    const text = alert(
      'Errors',
      '(sum(a) / sum(b))\n> 0.05',
      'severity: critical, team: web',
      ', for: 5m, keep_firing_for: 10m, annotations: {summary: s, runbook_url: "https://wiki.example/a", dashboard_url: "https://g/{{ $labels.x }}"}',
    );
    const { drafts, report } = imported(
      [text],
      acme,
      '  interval: 30s\n  limit: 5\n  labels: {tier: one}\n',
    );
    expect(drafts).toEqual([
      {
        name: 'Errors',
        scope: 'acme.shop',
        source: { kind: 'text', language: 'promql', expression: '(sum(a) / sum(b))' },
        interval: '30s',
        levels: [
          { severity: 'critical', operator: '>', threshold: 0.05, for: '5m', keepFiringFor: '10m' },
        ],
        labels: new Map([
          ['tier', 'one'],
          ['team', 'web'],
        ]),
        annotations: new Map([
          ['summary', 's'],
          ['dashboard_url', 'https://g/{{ $labels.x }}'],
        ]),
        runbookUrl: 'https://wiki.example/a',
        channels: [],
        levelChange: 'raised',
        enabled: true,
      },
    ]);
    expect(report[0]?.message.en).toContain('Left out from its group: limit.');
  });

  it('is another on the ladder of another tenant', () => {
    const { drafts, report } = imported(
      [alert('A', 'up == 0'), '{alert: B, expr: up == 0}'],
      globex,
    );
    expect(drafts.map(({ levels }) => levels[0]?.severity)).toEqual(['high', 'low']);
    expect(report.map(({ outcome }) => outcome)).toEqual(['taken', 'taken']);
  });
});

describe('rules of one name', () => {
  it('become one rule with levels ordered by the ladder', () => {
    const { drafts, report } = imported([
      alert('Full', 'disk{a="1",b="2"} > 80', 'severity: warning'),
      alert('Other', 'up == 0'),
      alert('Full', 'disk{b="2", a="1"}\n> 95', 'severity: critical', ', for: 1m'),
    ]);
    expect(
      drafts.map(({ name, levels }) => [
        name,
        levels.map(({ severity, threshold }) => [severity, threshold]),
      ]),
    ).toEqual([
      [
        'Full',
        [
          ['critical', 95],
          ['warning', 80],
        ],
      ],
      ['Other', [['critical', 0]]],
    ]);
    expect(report.map(({ outcome, index }) => [outcome, index])).toEqual([
      ['taken', 0],
      ['taken', 1],
      ['merged', 0],
    ]);
  });

  it.each([
    ['another expression', alert('Full', 'disc > 95')],
    ['other labels', alert('Full', 'disk > 95', 'severity: critical, team: b')],
    ['the same severity', alert('Full', 'disk > 95', 'severity: warning')],
    [
      'other annotations',
      alert('Full', 'disk > 95', 'severity: critical', ', annotations: {a: b}'),
    ],
    ['no threshold', alert('Full', 'disk')],
  ])('stay apart with %s', (_name, other) => {
    const { drafts } = imported([alert('Full', 'disk > 80', 'severity: warning'), other]);
    expect(drafts).toHaveLength(2);
  });

  it('stay apart in different groups, and drafts are counted over all groups', () => {
    const rule = (severity: string) => alert('Full', 'disk > 80', `severity: ${severity}`);
    const read = readRules(
      `groups:\n- {name: a, rules: [${rule('warning')}]}\n- {name: b, rules: [${rule('critical')}]}`,
    );
    if (read.kind === 'refused') throw new Error(read.finding.message.en);
    const { drafts, report } = importRules(read, acme);
    expect(drafts).toHaveLength(2);
    expect(report.map(({ index }) => index)).toEqual([0, 1]);
  });
});

describe('a rule of ours', () => {
  it.each([
    ['acme', acme, 'up{job="a"}', 'promql' as const],
    ['globex', globex, 'sum(count_over_time({app="b"} |= "x" [5m]))', 'logql' as const],
  ])(
    'of %s is exported and imported with the same levels',
    (_name, context, expression, language) => {
      const [severe = '', mild = ''] = context.ladder;
      const levels = [
        { severity: severe, operator: '>' as const, threshold: 9.5, for: '5m' },
        { severity: mild, operator: '>' as const, threshold: -1, for: '10m', keepFiringFor: '1m' },
      ];
      const texts = new Map([['summary', 'x {{ $value }}']]);
      const verdict = validateRule(
        {
          ...{ name: 'Ours', scope: context.scope, interval: '30s', levels, channels: [] },
          ...{
            labels: new Map([['team', 'a']]),
            annotations: texts,
            levelChange: 'raised' as const,
          },
          ...{ runbookUrl: 'https://wiki.example/x', enabled: true },
          source: { kind: 'text', expression, language },
        },
        { ...context, findTemplate: () => undefined },
      );
      if (verdict.kind === 'invalid') throw new Error(JSON.stringify(verdict.findings));
      const exported = exportRule(verdict.content);
      if (exported.kind === 'refused') throw new Error(exported.reason);
      const place = {
        name: 'ours',
        namespace: context.owner,
        labels: new Map(),
        annotations: new Map(),
      };
      const dialect = language === 'promql' ? 'PrometheusRule' : 'loki';
      const document = { dialect, place, tenantId: null, groups: [exported.group] } as const;
      const read = readRules(writeRules([document]));
      if (read.kind === 'refused') throw new Error(read.finding.message.en);
      const { drafts, report } = importRules(read, context);
      expect(report.map(({ outcome }) => outcome)).toEqual(['taken', 'merged']);
      expect(drafts).toHaveLength(1);
      expect(drafts[0]).toMatchObject({
        name: 'Ours',
        interval: '30s',
        labels: new Map([['team', 'a']]),
        annotations: texts,
        runbookUrl: 'https://wiki.example/x',
        source: { expression },
        levels,
      });
    },
  );
});

describe('a document in another dialect', () => {
  const text = `groups:\n- name: a\n  query_offset: 1m\n  labels: {team: a}\n  rules:\n  - {alert: E, expr: 'sum(rate({a="b"}[5m])) > 1', keep_firing_for: 1m}`;
  const place = { name: 'r', namespace: 'globex', labels: new Map(), annotations: new Map() };

  it('says what it has no field for', () => {
    const read = readRules(text, 'logql');
    const document = read.kind === 'read' ? read.documents[0] : undefined;
    if (document === undefined) throw new Error('nothing read');
    const done = convertDocument(document, { dialect: 'AlertingRule', place, tenantId: 'globex' });
    if (done.kind === 'refused') throw new Error(done.message.en);
    expect(done.lost.map(({ en }) => en)).toEqual([
      'AlertingRule has no query_offset: that of a is left out.',
      'AlertingRule has no keep_firing_for: that of E is left out.',
    ]);
    const [rule] = done.document.groups[0]?.rules ?? [];
    expect(rule).toMatchObject({
      for: '0s',
      keepFiringFor: null,
      labels: new Map([['team', 'a']]),
    });
  });

  it.each([
    ['another language', 'PrometheusRule', null],
    ['another kind of rule', 'RecordingRule', 'globex'],
    ['no tenant', 'AlertingRule', null],
  ] as const)('is refused for %s', (_name, dialect, tenantId) => {
    const read = readRules(text, 'logql');
    const document = read.kind === 'read' ? read.documents[0] : undefined;
    if (document === undefined) throw new Error('nothing read');
    expect(convertDocument(document, { dialect, place, tenantId }).kind).toBe('refused');
  });
});
