import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hasPassed } from '../../alerting/rules/testing/case-result.ts';
import { readRuleFile } from '../../alerting/rules/testing/read-rule-file.ts';
import { readUnitTestFile } from '../../alerting/rules/testing/read-unit-test-file.ts';
import { runUnitTest } from '../../alerting/rules/testing/run-unit-test.ts';
import { requires } from '../support/requires.ts';
import { serverTool } from '../support/server-tools.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';

const RULES = `groups:
- name: last
  rules:
  - alert: Late
    expr: tenant:load:sum offset 1m > 5
    labels: { severity: '{{ if gt $value 7.0 }}critical{{ else }}warning{{ end }}' }
- name: first
  interval: 10m
  rules:
  - record: tenant:load:sum
    expr: sum by (tenant) (load)
    labels: { by: rule, code: 200 }
  - alert: High
    expr: tenant:load:sum > 4
    for: 3m
    keep_firing_for: 2m
    labels: { who: '{{ $labels.tenant }}', none: '{{ $labels.nosuch }}' }
    annotations:
      summary: '{{ $value | humanize }} of {{ $externalLabels.dc }}, {{ $externalURL }}'
      empty: '{{ $labels.nosuch }}'
      all: '{{ range query "load" | sortByLabel "pod" }}{{ .Labels.pod }} {{ end }}'
  - alert: Gone
    expr: absent(load{tenant="globex"})
  - record: pending
    expr: count by (alertstate, who) (ALERTS{alertname="High"}) or vector(0)
`;

const SERIES = `  interval: 1m
  external_labels: { dc: eu }
  external_url: https://tocsin.example.org
  input_series:
  - { series: 'load{tenant="acme",pod="a"}', values: '1 2 3+1x6 0x20' }
  - { series: 'load{tenant="acme",pod="b"}', values: '1x8 _x3 stale 3-1x2' }
  - { series: 'load{tenant="globex",pod="c"}', values: '6x3 _x9 -1e1 NaN 7x10' }`;
const alert = (minutes: number, name: string, ...expected: readonly string[]) =>
  `  - { eval_time: ${minutes}m, alertname: ${name}, exp_alerts: [${expected.join(', ')}] }`;
const highOf = (tenant: string, value: number, pods: string, empty = "empty: ''") =>
  `{ exp_labels: { tenant: ${tenant}, who: ${tenant}, by: rule, code: 200 }, exp_annotations: { ${empty}, all: '${pods} ', summary: '${value} of eu, https://tocsin.example.org' } }`;
const sample = (minutes: number, expr: string, ...expected: readonly string[]) =>
  `  - { eval_time: ${minutes}m, expr: '${expr}', exp_samples: [${expected.join(', ')}] }`;

/** Each becomes a test of its own; which of them pass is for promtool to say. */
const alertCases: readonly string[] = [
  ...[0, 2, 3, 4, 5, 6, 9, 15].flatMap((minutes) => [
    alert(minutes, 'High'),
    alert(minutes, 'High', highOf('globex', 6, 'a b c')),
    alert(
      minutes,
      'Late',
      '{ exp_labels: { severity: warning, tenant: globex, by: rule, code: 200 } }',
    ),
    alert(minutes, 'Gone', '{}'),
  ]),
  alert(8, 'High', highOf('acme', 8, 'a b')),
  alert(8, 'High', highOf('acme', 10, 'a b')),
  alert(8, 'High', highOf('acme', 10, 'a b', 'none: x')),
  alert(5, 'Nosuch'),
  alert(5, 'Nosuch', '{}'),
];
const exprCases: readonly string[] = [
  ...[0, 3, 7, 12, 20].flatMap((minutes) => [
    sample(minutes, 'load{pod="b"}', `{ labels: 'load{tenant="acme",pod="b"}', value: 1 }`),
    sample(minutes, 'count({__name__=~".+"})', '{ value: 9 }'),
    sample(minutes, 'ALERTS{tenant="globex"}'),
    sample(minutes, 'sum(ALERTS_FOR_STATE)', `{ labels: '{}', value: 0 }`),
    sample(minutes, 'sum(tenant:load:sum)', '{ value: 9 }'),
    sample(minutes, 'pending', '{ labels: pending, value: 0 }'),
  ]),
  sample(
    2,
    'pending',
    `{ labels: 'pending{alertstate="pending",who="globex"}', value: 1 }`,
    '{ labels: pending }',
  ),
  sample(9, 'max_over_time(load{pod="a"}[3m:])', `{ labels: '{tenant="acme",pod="a"}', value: 9 }`),
  sample(5, 'time()', '{ value: 300 }'),
  sample(5, '1 + 1', `{ labels: 'x{}', value: 2 }`),
  sample(5, 'load[1m]'),
  sample(5, 'load * on() load'),
  sample(5, 'sum('),
];

const fileOf = (head: string, kind: string, tests: readonly string[]): string =>
  [
    'rule_files: [rules.yml]',
    head,
    'tests:',
    ...tests.map((one, index) => `- name: test ${index}.\n${SERIES}\n  ${kind}:\n${one}`),
  ].join('\n');

const HEADS = [
  'group_eval_order: [first, last]',
  'evaluation_interval: 2m\ngroup_eval_order: [last, first]',
] as const;

requires('promtool')('rule tests beside promtool', () => {
  let folder: string;
  beforeAll(() => {
    folder = tempFolder('rule-tests');
  });
  afterAll(() => removeFolder(folder));

  const runPromtool = (rules: string, tests: string): string => {
    writeFileSync(join(folder, 'rules.yml'), rules);
    const file = join(folder, 'tests.yml');
    writeFileSync(file, tests);
    const { path } = serverTool('promtool');
    const { stdout, stderr } = spawnSync(path, ['test', 'rules', file], { encoding: 'utf8' });
    return stdout + stderr;
  };

  /** promtool names the tests of alerts that fail; of expressions it tells text and time. */
  const verdictsOf = (head: string, kind: string, tests: readonly string[]): readonly boolean[] => {
    const text = runPromtool(RULES, fileOf(head, kind, tests));
    return tests.map((one, index) => {
      if (kind === 'alert_rule_test') return !text.includes(`name: test ${index}.,`);
      const [, minutes = '', expr = ''] = /eval_time: (\d+m).*expr: '([^']*)'/.exec(one) ?? [];
      const time = minutes === '0m' ? '0s' : minutes;
      return !text.includes(`expr: ${JSON.stringify(expr)}, time: ${time},`);
    });
  };

  const ourVerdicts = async (head: string, kind: string, tests: readonly string[]) => {
    const rules = readRuleFile(RULES);
    const reading = readUnitTestFile(fileOf(head, kind, tests));
    if (rules.kind === 'refused') throw new Error(JSON.stringify(rules.problems));
    if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
    const { file } = reading;
    const options = { file, groups: rules.groups, evaluation: { compat2: true } };
    const results = await Promise.all(file.tests.map((test) => runUnitTest(test, options)));
    return results.map(hasPassed);
  };

  it.each(
    HEADS.flatMap((head) => [
      [head, 'alert_rule_test', alertCases] as const,
      [head, 'promql_expr_test', exprCases] as const,
    ]),
  )('says the same with %s of every %s', async (head, kind, tests) => {
    const theirs = verdictsOf(head, kind, tests);
    const ours = await ourVerdicts(head, kind, tests);
    const differing = tests.filter((_one, index) => theirs[index] !== ours[index]);
    expect(differing).toEqual([]);
    expect(new Set(theirs)).toEqual(new Set([true, false]));
  });

  const rule = (...fields: readonly string[]): string =>
    `groups: [{ name: g, rules: [{ ${fields.join(', ')} }] }]`;

  it.each([
    rule('record: a', 'expr: up'),
    rule('record: a', 'expr: up', 'for: 1m'),
    rule('record: a', 'expr: up', 'annotations: { a: b }'),
    rule('record: a', 'alert: A', 'expr: up'),
    rule('alert: A', 'expr: up', 'labels: { __name__: b }'),
    rule('alert: A', 'expr: up', 'annotations: { a: "{{ nosuch }}" }'),
    rule('alert: A', 'expr: up', 'annotations: { a: "{{ $labels.a.b.c }}" }'),
    rule('alert: A', 'expr: up('),
    rule('alert: A', 'expr: 1', 'for: 5'),
    rule('alert: A', 'expr: up', 'fro: 5m'),
    rule('alert: A'),
    rule('expr: up'),
    rule('record: a', 'expr: vector(2)'),
    rule('record: b', `expr: 'label_replace(load, "tenant", "", "", "")'`),
    rule('alert: A', 'expr: load', `labels: { tenant: x, pod: y }`),
    `groups: [{ name: g }, { name: g }]`,
    `groups: [{ name: g, limit: 1, rules: [{ alert: A, expr: load }] }]`,
    `groups: [{ name: g, limit: 2, rules: [{ alert: A, expr: load }] }]`,
    'groups: [{ rules: [] }]',
    'groups:',
    'other: []',
  ])('takes or refuses the rules %s as promtool does', async (rules) => {
    const tests = `rule_files: [rules.yml]
tests:
- interval: 1m
  input_series:
  - { series: a, values: '1 1' }
  - { series: 'load{tenant="acme"}', values: '1 1' }
  - { series: 'load{tenant="globex"}', values: '1 1' }
  promql_expr_test: [{ expr: count(load), eval_time: 1m, exp_samples: [{ value: 2 }] }]`;
    const isFine = runPromtool(rules, tests).includes('SUCCESS');
    const ruleFile = readRuleFile(rules);
    const reading = readUnitTestFile(tests);
    if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
    const { file } = reading;
    const [test] = file.tests;
    if (ruleFile.kind === 'refused' || test === undefined) return expect(isFine).toBe(false);
    const options = { file, groups: ruleFile.groups, evaluation: { compat2: true } };
    expect(hasPassed(await runUnitTest(test, options))).toBe(isFine);
  });
});
