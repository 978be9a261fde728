import { describe, expect, it } from 'vitest';
import { hasPassed, type UnitTestResult } from './case-result.ts';
import { junitXml } from './junit-xml.ts';
import { readRuleFile } from './read-rule-file.ts';
import { readUnitTestFile } from './read-unit-test-file.ts';
import { reportText } from './report-text.ts';
import { runUnitTest } from './run-unit-test.ts';

async function run(rules: string, tests: string): Promise<readonly UnitTestResult[]> {
  const ruleFile = readRuleFile(rules);
  const testFile = readUnitTestFile(tests);
  if (ruleFile.kind === 'refused') throw new Error(JSON.stringify(ruleFile.problems));
  if (testFile.kind === 'refused') throw new Error(JSON.stringify(testFile.problems));
  const { file } = testFile;
  const options = { file, groups: ruleFile.groups };
  return Promise.all(file.tests.map((test) => runUnitTest(test, options)));
}

const RULES = `groups:
- name: recorded
  rules:
  - record: tenant:errors
    expr: sum by (tenant) (errors)
- name: alerts
  rules:
  - alert: Errors
    expr: tenant:errors > 1
    for: 2m
    keep_firing_for: 1m
    annotations:
      summary: '{{ $labels.tenant }} in {{ $externalLabels.dc }} at {{ externalURL }}'
`;
const SERIES = `  input_series:
  - { series: 'errors{tenant="acme"}', values: '0 2 2 2 2 0 0 0' }
  - { series: 'errors{tenant="globex"}', values: '9x3 0x4' }
  external_labels: { dc: eu }
  external_url: https://t.example.org`;
const ask = (minute: number, ...samples: readonly string[]) => `
  - expr: '{__name__=~"ALERTS|ALERTS_FOR_STATE"}'
    eval_time: ${minute}m
    exp_samples: [${samples.join(',')}]`;
const state = (tenant: string, alertstate: string, sinceMinute: number) =>
  `{ labels: 'ALERTS{alertname="Errors",alertstate="${alertstate}",tenant="${tenant}"}', value: 1 }, { labels: 'ALERTS_FOR_STATE{alertname="Errors",tenant="${tenant}"}', value: ${sinceMinute * 60} }`;
const alertOf = (tenant: string) =>
  `{ exp_labels: { tenant: ${tenant} }, exp_annotations: { summary: ${tenant} in eu at https://t.example.org } }`;

describe('runUnitTest', () => {
  it('takes two tenants through pending, firing, kept firing and over', async () => {
    const [result] = await run(
      RULES,
      `tests:
- name: life
${SERIES}
  alert_rule_test:
  - { eval_time: 1m, alertname: Errors }
  - { eval_time: 2m59s, alertname: Errors, exp_alerts: [${alertOf('globex')}] }
  - { eval_time: 3m, alertname: Errors, exp_alerts: [${alertOf('globex')}, ${alertOf('acme')}] }
  - { eval_time: 4m, alertname: Errors, exp_alerts: [${alertOf('acme')}, ${alertOf('globex')}] }
  - { eval_time: 5m, alertname: Errors, exp_alerts: [${alertOf('acme')}] }
  - { eval_time: 6m, alertname: Errors, exp_alerts: [] }
  - { eval_time: 6m, alertname: Nosuch }
  promql_expr_test:
${ask(0, state('globex', 'pending', 0))}
${ask(1, state('globex', 'pending', 0), state('acme', 'pending', 1))}
${ask(3, state('globex', 'firing', 0), state('acme', 'firing', 1))}
${ask(5, state('acme', 'firing', 1))}
${ask(6)}`,
    );
    expect(result?.errors).toEqual([]);
    expect(result?.cases.filter(({ verdict }) => verdict.kind !== 'passed')).toEqual([]);
    expect(result?.cases).toHaveLength(12);
  });

  it('begins where the test does, and evaluates as often as it says', async () => {
    const results = await run(
      RULES,
      `evaluation_interval: 2m
fuzzy_compare: true
tests:
- start_timestamp: 1000000020
  interval: 1m
  input_series: [{ series: errors, values: 0+1x9 }]
  promql_expr_test:
  - { expr: 'timestamp(errors)', eval_time: 4m, exp_samples: [{ value: 1000000260 }] }
  - { expr: errors, eval_time: 5m, exp_samples: [{ labels: errors, value: 4 }] }
  - { expr: 'count_over_time(tenant:errors[10m])', eval_time: 5m, exp_samples: [{ value: 3 }] }
  - { expr: '0.1 + 0.2', exp_samples: [{ value: 0.3 }] }
  - { expr: 'vector(NaN)', exp_samples: [{ value: .nan }] }`,
    );
    expect(results.flatMap(({ cases }) => cases.map(({ verdict }) => verdict.kind))).toEqual(
      Array(5).fill('passed'),
    );
  });

  it.each([
    ['[use, make]', 1],
    ['[make, use]', 2],
  ])('evaluates groups in the order %s', async (order, seen) => {
    const group = (name: string, record: string, expr: string) =>
      `- { name: ${name}, rules: [{ record: ${record}, expr: '${expr}' }] }`;
    const rules = `groups:\n${group('use', 'b', 'a + 1')}\n${group('make', 'a', 'time() / 60')}`;
    const [result] = await run(
      rules,
      `group_eval_order: ${order}
tests: [{ promql_expr_test: [{ expr: b, eval_time: 1m, exp_samples: [{ labels: b, value: ${seen} }] }] }]`,
    );
    expect(result && hasPassed(result)).toBe(true);
  });

  it.each([
    ['two results of one series', 'record: a', `'label_replace(errors, "tenant", "", "", "")'`],
    ['more than the limit', 'alert: A', 'errors'],
    ['a failing query', 'record: a', "'errors * on() errors'"],
  ])('ends at a rule with %s', async (_name, head, expr) => {
    const [result] = await run(
      `groups: [{ name: g, limit: 1, rules: [{ ${head}, expr: ${expr} }] }]`,
      `tests:\n-\n${SERIES}\n  promql_expr_test: [{ expr: errors, eval_time: 1m }]`,
    );
    expect(result?.errors.join()).toMatch(/^rule: [aA], time: 0s, err: /);
    expect(result?.cases[0]?.verdict).toEqual({ kind: 'not reached' });
  });

  it('refuses what a rule makes of a series that is there', async () => {
    const [result] = await run(
      `groups: [{ name: g, rules: [{ record: a, expr: vector(2) }] }]`,
      `tests: [{ input_series: [{ series: a, values: 1 }] }]`,
    );
    expect(result?.errors).toEqual(['rule: a, time: 0s, err: duplicate sample for timestamp']);
  });

  it('answers the queries of templates, and tells of them', async () => {
    const [result] = await run(
      `groups: [{ name: g, rules: [{ alert: A, expr: up, annotations: { n: '{{ query "up" | first | value }}' } }] }]`,
      `tests:
- input_series: [{ series: up, values: 7 }]
  alert_rule_test: [{ alertname: A, exp_alerts: [{ exp_annotations: { n: 7 } }] }]`,
    );
    expect(result && hasPassed(result)).toBe(true);
    expect(reportText(result ? [result] : [])).toMatch(
      /WARNING: templates of A ask.*\n {2}SUCCESS/,
    );
  });
});

describe('reports', () => {
  const failing = () =>
    run(
      RULES,
      `tests:
- name: <wrong>
${SERIES}
  alert_rule_test:
  - { eval_time: 2m, alertname: Errors }
  promql_expr_test:
  - { expr: errors, exp_samples: [{ labels: 'errors{tenant="acme"}', value: 1 }, { labels: 'errors{tenant="globex"}', value: 9 }] }
  - { expr: errors * on() errors }
  - { expr: vector(1), exp_samples: [{ value: 1 }] }`,
    );

  it('say what was expected and what there is', async () => {
    expect(reportText(await failing())).toBe(`  FAILED:
    test "<wrong>", line 2:
      line 9: alertname: Errors, time: 2m
          exp: nothing
          got:
            * {alertname="Errors", tenant="globex"} annotations {summary="globex in eu at https://t.example.org"}
      line 11: expr: "errors", time: 0s
          exp:
            * errors{tenant="acme"} 1
              errors{tenant="globex"} 9
          got:
            * errors{tenant="acme"} 0
              errors{tenant="globex"} 9
      line 12: expr: "errors * on() errors", time: 0s
          err: found duplicate series for the match group {} on the right hand-side of the operation: [{__name__="errors", tenant="globex"}, {__name__="errors", tenant="acme"}];many-to-many matching not allowed: matching labels must be unique on one side
`);
  });

  it('go to build servers', async () => {
    const xml = junitXml([
      { path: 'a.yml', problems: [], results: await failing() },
      { path: 'b.yml', problems: ['b.yml:1: not "YAML" \u0001'], results: [] },
    ]);
    expect(xml).toContain('<testsuite name="a.yml" tests="4" failures="3">');
    expect(xml).toContain('<testcase classname="&lt;wrong&gt;" name="line 13: expr: &quot;vector');
    expect(xml).toContain('<failure>b.yml:1: not &quot;YAML&quot; \ufffd</failure>');
  });
});
