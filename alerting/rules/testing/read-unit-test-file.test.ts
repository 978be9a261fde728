import { describe, expect, it } from 'vitest';
import { readUnitTestFile, type UnitTest } from './read-unit-test-file.ts';

const problemsOf = (text: string): readonly string[] => {
  const reading = readUnitTestFile(text);
  if (reading.kind === 'file') return [];
  return reading.problems.map(({ line, message }) => `${line}: ${message}`);
};

function firstTest(text: string): UnitTest | undefined {
  const reading = readUnitTestFile(text);
  return reading.kind === 'file' ? reading.file.tests[0] : undefined;
}

const WHOLE = `
rule_files: [acme.yml, globex/*.yml]
evaluation_interval: 30s
group_eval_order: [b, a]
fuzzy_compare: true
tests:
- name: two tenants
  interval: 1m
  start_timestamp: 2021-01-01T00:00:00Z
  external_labels: { dc: eu }
  external_url: https://tocsin.example.org
  input_series:
  - series: up{tenant="acme"}
    values: 1 _ stale
  - { series: 'up{tenant="globex"}', values: 0 }
  alert_rule_test:
  - eval_time: 5m
    alertname: Down
    exp_alerts:
    - exp_labels: { code: 1, none: }
      exp_annotations: { summary: down }
    -
  promql_expr_test:
  - expr: sum(up)
    eval_time: 2m
    exp_samples:
    - { labels: '{}', value: 1.5 }
    - value: .inf
`;

const up = (tenant: string) => new Map(Object.entries({ __name__: 'up', tenant }));
const WHOLE_TEST: UnitTest = {
  line: 7,
  name: 'two tenants',
  intervalMs: 60_000,
  startMs: Date.UTC(2021, 0),
  inputSeries: [
    { labels: up('acme'), points: [1, 'gap', 'stale'] },
    { labels: up('globex'), points: [0] },
  ],
  alertTests: [
    {
      line: 17,
      evalTimeMs: 300_000,
      alertname: 'Down',
      expected: [
        {
          labels: new Map(Object.entries({ code: '1', none: '', alertname: 'Down' })),
          annotations: new Map([['summary', 'down']]),
        },
        { labels: new Map([['alertname', 'Down']]), annotations: new Map() },
      ],
    },
  ],
  exprTests: [
    {
      line: 24,
      evalTimeMs: 120_000,
      expr: 'sum(up)',
      expected: [
        { labels: new Map(), value: 1.5 },
        { labels: new Map(), value: Number.POSITIVE_INFINITY },
      ],
    },
  ],
  externalLabels: new Map([['dc', 'eu']]),
  externalUrl: 'https://tocsin.example.org',
};

describe('readUnitTestFile', () => {
  it('reads a file with everything that it can hold', () => {
    const reading = readUnitTestFile(WHOLE);
    const file = {
      ruleFiles: ['acme.yml', 'globex/*.yml'],
      evaluationIntervalMs: 30_000,
      groupOrder: ['b', 'a'],
      isFuzzy: true,
      tests: [WHOLE_TEST],
    };
    expect(reading).toEqual({ kind: 'file', file });
  });

  it('has defaults', () => {
    expect(firstTest('tests: [{}]')).toMatchObject({ intervalMs: 60_000, startMs: 0, name: '' });
    expect(firstTest('evaluation_interval: 10s\ntests: [{}]')?.intervalMs).toBe(10_000);
    expect(firstTest('tests: [{ start_timestamp: 1609459200 }]')?.startMs).toBe(Date.UTC(2021, 0));
  });

  it.each([
    ['unknown: 1', '1: a test file has no field "unknown"'],
    ['tests:\n- inputs: []', '2: a test has no field "inputs"'],
    ['group_eval_order: [a, a]', '1: group_eval_order names the group "a" twice'],
    ['fuzzy_compare: 1', '1: fuzzy_compare: expected true or false'],
    ['tests:\n- alert_rule_test:\n  - eval_time: 1m', '3: an alert test needs an alertname'],
    ['tests:\n- promql_expr_test:\n  - eval_time: 1', '3: eval_time: "1" is not a duration'],
    ['tests:\n- input_series:\n  - { series: "up{" }', '3: up{: 1:4: parse error'],
    ['tests:\n- input_series:\n  - { series: up, values: a }', '3: not a point: a'],
    [
      'tests:\n- input_series:\n  - { series: up, values: "{{schema:1}}" }',
      '3: values: native histograms are not supported',
    ],
    [
      'tests:\n- promql_expr_test:\n  - exp_samples:\n    - { histogram: "{{schema:1}}" }',
      '4: native histograms are not supported',
    ],
    [
      'tests:\n- promql_expr_test:\n  - exp_samples:\n    - { value: one }',
      '4: value: expected a number',
    ],
    ['tests:\n- start_timestamp: yesterday', '2: start_timestamp: expected Unix seconds'],
  ])('refuses %j', (text, problem) => {
    expect(problemsOf(text).join('\n')).toContain(problem);
  });
});
