import { describe, expect, it } from 'vitest';
import { readRuleFile } from './read-rule-file.ts';

const problemsOf = (text: string): readonly string[] => {
  const reading = readRuleFile(text);
  if (reading.kind === 'groups') return [];
  return reading.problems.map(({ line, message }) => `${line}: ${message}`);
};

/** A file with one rule, its fields from line 4 on. */
const ruleOf = (...fields: readonly string[]): string =>
  ['groups:', '- name: g', '  rules:', `  - ${fields.join('\n    ')}`].join('\n');

describe('readRuleFile', () => {
  it('reads groups with everything that they can hold', () => {
    const reading = readRuleFile(`
groups:
- name: acme
  interval: 30s
  limit: 10
  query_offset: 1m
  labels: { tenant: acme, severity: info }
  rules:
  - record: job:up:sum
    expr: sum by (job) (up)
    labels: { code: 200 }
  - alert: Down
    expr: up == 0
    for: 5m
    keep_firing_for: 1h30m
    labels: { severity: critical, empty: "" }
    annotations: { summary: '{{ $labels.instance }}', empty: "" }
- name: globex
  rules:
`);
    const recording = {
      kind: 'recording',
      record: 'job:up:sum',
      expr: 'sum by (job) (up)',
      labels: new Map(Object.entries({ code: '200', severity: 'info', tenant: 'acme' })),
    };
    const alerting = {
      kind: 'alerting',
      alert: 'Down',
      expr: 'up == 0',
      forMs: 300_000,
      keepFiringForMs: 5_400_000,
      labels: new Map(Object.entries({ severity: 'critical', tenant: 'acme' })),
      annotations: new Map(Object.entries({ summary: '{{ $labels.instance }}', empty: '' })),
    };
    expect(reading).toEqual({
      kind: 'groups',
      groups: [
        {
          name: 'acme',
          line: 3,
          intervalMs: 30_000,
          limit: 10,
          queryOffsetMs: 60_000,
          rules: [
            { line: 9, rule: recording },
            { line: 12, rule: alerting },
          ],
        },
        { name: 'globex', line: 18, intervalMs: null, limit: 0, queryOffsetMs: 0, rules: [] },
      ],
    });
  });

  it('reads aliases and merged mappings', () => {
    const text = `groups:
- name: g
  rules:
  - &base { alert: A, expr: up, labels: &l { tenant: acme } }
  - { <<: *base, alert: B }
  - { alert: C, expr: down, labels: { <<: [*l], tenant: globex } }`;
    const reading = readRuleFile(text);
    expect(reading.kind === 'groups' && reading.groups[0]?.rules.map(({ rule }) => rule)).toEqual([
      expect.objectContaining({ alert: 'A', labels: new Map([['tenant', 'acme']]) }),
      expect.objectContaining({ alert: 'B', expr: 'up' }),
      expect.objectContaining({ alert: 'C', labels: new Map([['tenant', 'globex']]) }),
    ]);
  });

  it.each([
    ['an unknown field', ruleOf('alert: A', 'expr: up', 'fro: 5m'), '6: a rule has no field "fro"'],
    ['neither name', ruleOf('expr: up'), '4: a rule has either record or alert'],
    ['both names', ruleOf('record: a', 'alert: A', 'expr: up'), '4: a rule has either'],
    ['no expression', ruleOf('alert: A'), '4: a rule needs an expr'],
    ['a wrong expression', ruleOf('alert: A', 'expr: sum('), '5: expr: 1:5: parse error'],
    ['no duration', ruleOf('alert: A', 'expr: up', 'for: 5'), '6: for: "5" is not a duration'],
    ['a template', ruleOf('alert: A', 'expr: up', 'labels: { a: "{{ x }}" }'), '6: labels: a: '],
    ['annotations', ruleOf('record: a', 'expr: up', 'annotations: { a: b }'), '6: a recording'],
    ['its for', ruleOf('record: a', 'expr: up', 'for: 1m'), '6: a recording rule has no for'],
    ['braces', ruleOf('record: "a{}"', 'expr: up'), '4: record: a name without braces'],
    ['a name', ruleOf('record: a', 'expr: up', 'labels: { __name__: b }'), '6: labels: "__name__"'],
    ['a list', 'groups:\n- name: g\n  rules: { a: b }', '3: rules: expected a list'],
    ['a nameless group', 'groups:\n- rules: []', '2: a group needs a name'],
    ['groups twice', 'groups:\n- name: g\n- name: g', '3: there are two groups "g"'],
    ['a key twice', 'groups: []\ngroups: []', '2: YAML: Map keys must be unique'],
    ['no YAML', 'groups: [', '1: YAML: '],
    ['a scalar', 'x', '1: a rule file: expected a mapping'],
  ])('refuses %s with its line', (_name, text, problem) => {
    expect(problemsOf(text).join('\n')).toContain(problem);
  });
});
