import { describe, expect, it } from 'vitest';
import type { RuleContent } from '../rule-draft.ts';
import type { LintContext } from './lint-context.ts';
import type { LintFinding } from './lint-finding.ts';
import { ACME, content, GLOBEX, level } from './lint-fixture.ts';
import { lintRule } from './lint-rule.ts';
import type { LintCode } from './lint-texts.data.ts';

const NO_THRESHOLD = [level({ condition: null })];

function lint(
  expression: string,
  changes: Partial<RuleContent> = {},
  context: LintContext = ACME,
): readonly LintFinding[] {
  return lintRule(content({ expression, ...changes }), context);
}

const codes = (findings: readonly LintFinding[]): readonly string[] =>
  findings.map(({ code }) => code);

/** Has it, and its nearest neighbour has not; both with a threshold of `> 5`. */
const WITH_THRESHOLD: readonly (readonly [LintCode, string, string])[] = [
  ['syntax', 'sum by (namespace) (rate(a_total[5m])', 'sum by (namespace) (rate(a_total[5m]))'],
  ['wrong_type', 'a_bytes[5m]', 'avg_over_time(a_bytes[5m])'],
  ['reads_nothing', 'time()', 'time() - a_bytes'],
  ['compares_already', 'a_bytes > 3', 'a_bytes > bool 3'],
  ['compares_already', '(a_bytes > 3) and b', 'a_bytes and (b > 3)'],
  ['never_fires', 'up == 0', 'up == 7'],
  ['never_fires', '3 > a_bytes', '7 > a_bytes'],
  ['never_fires', 'a_bytes <= 5', 'a_bytes <= 5.1'],
  ['tenancy_dropped', 'sum(a_bytes)', 'sum by (namespace) (a_bytes)'],
  ['tenancy_dropped', 'sum by (job) (a_bytes)', 'sum by (job, namespace) (a_bytes)'],
  ['tenancy_dropped', 'sum without (namespace) (a_bytes)', 'sum without (pod) (a_bytes)'],
  ['tenancy_dropped', 'a_bytes - on (pod) b_bytes', 'a_bytes - on (namespace, pod) b_bytes'],
  ['tenancy_dropped', 'a_bytes - ignoring (namespace) b', 'a_bytes - ignoring (pod) b'],
  ['tenancy_dropped', 'sum(a_bytes) by (pod)', 'sum(a_bytes{namespace="web"}) by (pod)'],
  ['tenancy_dropped', 'a_bytes or max(b)', 'a_bytes unless max(b)'],
  [
    'join_across_namespaces',
    'a_bytes * on (pod) group_left (node) b',
    'a_bytes * on (node) group_left () b',
  ],
  ['join_across_namespaces', 'a_bytes and on (pod) b', 'a_bytes and on (pod, namespace) b'],
  ['join_across_namespaces', 'a_bytes and on (pod) b', 'a_bytes and on (pod) max by (pod) (b)'],
  ['metric_unnamed', '{job="a"}', '{__name__="a_bytes", job="a"}'],
  ['metric_unnamed', '{__name__=~".+", job="a"}', 'a_bytes{job="a"}'],
  ['metric_pattern', '{__name__=~"a_.*"}', '{__name__="a_bytes"}'],
  ['matches_anything', 'a_bytes{job=~".*"}', 'a_bytes{job=~".+"}'],
  ['rates_not_aggregated', 'rate(a_total[5m])', 'sum by (namespace) (rate(a_total[5m]))'],
  ['not_aggregated', 'a_bytes', 'max by (namespace) (a_bytes)'],
  ['unbounded_grouping', 'sum by (namespace, path) (a)', 'sum by (namespace, pod) (a)'],
  ['unbounded_grouping', 'sum by (namespace, trace_id) (a)', 'sum by (namespace, route) (a)'],
  [
    'le_left',
    'sum by (namespace, le) (rate(a_bucket[5m]))',
    'sum by (namespace) (rate(a_bucket[5m]))',
  ],
  ['le_left', 'rate(a_bucket[5m])', 'rate(a_bucket{le="0.5"}[5m])'],
  ['rate_of_gauge', 'rate(node_load1[5m])', 'rate(node_forks_total[5m])'],
  ['rate_of_gauge', 'increase(disk_used_ratio[5m])', 'delta(disk_used_ratio[5m])'],
  ['rate_of_unknown', 'rate(queue_things[5m])', 'rate(queue_things_total[5m])'],
  ['rate_of_unknown', 'rate(a_time[5m])', 'histogram_quantile(0.9, rate(a_time[5m]))'],
  ['gauge_function_on_counter', 'delta(a_total[5m])', 'increase(a_total[5m])'],
  ['gauge_function_on_counter', 'deriv(a_count[5m])', 'deriv(a_bytes[5m])'],
  ['counter_raw', 'a_total', 'count(a_total)'],
  ['counter_raw', 'avg_over_time(a_total[5m])', 'changes(a_total[5m])'],
  ['counter_raw', 'a_bytes * a_total', 'a_bytes and a_total'],
  ['counter_raw', 'sum(a_sum)', 'sum(kafka_consumer_connection_count)'],
  ['rate_of_sum', 'rate(sum(a_total)[5m:1m])', 'sum(rate(a_total[5m]))'],
  ['irate_in_rule', 'irate(a_total[5m])', 'rate(a_total[5m])'],
  ['range_too_short', 'rate(a_total[1m])', 'rate(a_total[2m])'],
  ['range_below_interval', 'rate(a_total[59s])', 'rate(a_total[1m])'],
  [
    'quantile_without_le',
    'histogram_quantile(0.9, sum by (namespace) (rate(a_bucket[5m])))',
    'histogram_quantile(0.9, sum by (namespace, le) (rate(a_bucket[5m])))',
  ],
  [
    'quantile_without_le',
    'histogram_quantile(0.9, sum without (le) (rate(a_bucket[5m])))',
    'histogram_quantile(0.9, sum by (namespace) (rate(native_seconds[5m])))',
  ],
  [
    'quantile_out_of_range',
    'histogram_quantile(95, a_bucket)',
    'histogram_quantile(0.95, a_bucket)',
  ],
  ['quantile_out_of_range', 'quantile(99, a)', 'quantile(1, a)'],
  ['absent_pattern', 'absent(up{job=~"a|b"})', 'absent(up{job="a"})'],
  ['absent_pattern', 'absent_over_time(up{job=~"a.*"}[5m])', 'count(up{job=~"a.*"})'],
  ['division_unguarded', 'a / b', 'a / (b > 0)'],
  ['division_unguarded', 'a / sum(b)', 'a / 1024'],
  ['division_unguarded', 'a / b', 'a / clamp_min(b, 1)'],
  ['division_unguarded', 'a / b', 'a / node_filesystem_size_bytes'],
  ['mean_of_ratios', 'avg(a / b)', 'avg(a) / avg(b)'],
  ['mean_of_ratios', 'sum by (x) (a / b)', 'sum by (x) (a / 1024)'],
  [
    'mean_of_quantiles',
    'avg(histogram_quantile(0.9, a_bucket))',
    'max(histogram_quantile(0.9, a_bucket))',
  ],
  ['topk_in_rule', 'topk(5, a_bytes)', 'max(a_bytes)'],
  ['threshold_out_of_range', 'a_ratio', 'a_ratio * 100'],
  ['threshold_out_of_range', 'max(avg_over_time(a_ratio[5m]))', 'sum(a_ratio)'],
  [
    'threshold_out_of_range',
    'sum by (namespace) (a_total{code="500"}) / sum by (namespace) (a_total)',
    '100 * sum by (namespace) (a_total{code="500"}) / sum by (namespace) (a_total)',
  ],
];

const BY_ITSELF: readonly (readonly [LintCode, string, string])[] = [
  ['always_fires', '1', 'vector(1) > 0'],
  ['missing_comparison', 'sum(a_bytes)', 'sum(a_bytes) > 3'],
  ['missing_comparison', 'a / (b > 0)', '(a / b) > 0'],
  ['missing_comparison', '(a > 1) or b', '(a > 1) or (b > 1)'],
  ['missing_comparison', 'a + vector(0)', 'absent(a)'],
  ['missing_comparison', 'count(a)', 'count(a > 1)'],
  ['missing_comparison', 'a and b', 'a unless b'],
  ['bool_always_fires', 'a > bool 3', 'a > 3'],
  ['threshold_out_of_range', 'a_percent > 101', 'a_percent > 99'],
  ['threshold_out_of_range', '1.5 < up', '0.5 < up'],
  ['threshold_out_of_range', 'rate(a_total[5m]) < 0', 'delta(a[5m]) < 0'],
];

describe('PromQL, beside a threshold', () => {
  it.each(WITH_THRESHOLD)('%s: %s, not %s', (code, has, hasNot) => {
    expect(codes(lint(has))).toContain(code);
    expect(codes(lint(hasNot))).not.toContain(code);
  });
});

describe('PromQL that compares by itself', () => {
  it.each(BY_ITSELF)('%s: %s, not %s', (code, has, hasNot) => {
    expect(codes(lint(has, { levels: NO_THRESHOLD }))).toContain(code);
    expect(codes(lint(hasNot, { levels: NO_THRESHOLD }))).not.toContain(code);
  });
});

describe('whose namespaces', () => {
  const merged = 'sum by (namespace) (a_bytes)';

  it('are told by the labels of the tenant’s own clusters', () => {
    expect(codes(lint(merged, {}, ACME))).not.toContain('tenancy_dropped');
    const [finding] = lint(merged, {}, GLOBEX);
    expect(finding).toMatchObject({
      code: 'tenancy_dropped',
      severity: 'warning',
      path: '/expression',
      span: { start: 0, end: merged.length },
      suggestion: 'sum by (kubernetes_ns, namespace) (a_bytes)',
    });
    expect(finding?.message.en).toContain('"kubernetes_ns"');
    expect(finding?.message.zh).toContain('"kubernetes_ns"');
  });

  it('do not merge where there is one, or where the platform looks at all', () => {
    const single = lint('sum(a_bytes)', {}, { ...ACME, spansNamespaces: false });
    expect(codes(single)).toEqual(['tenancy_dropped_single']);
    const scope = { kind: 'platform', cluster: null } as const;
    expect(codes(lint('sum(a_bytes)', { scope }))).toEqual([]);
  });
});

describe('metadata', () => {
  it('say more than names', () => {
    const counter = { ...ACME, metricType: () => 'counter' as const };
    const gauge = { ...GLOBEX, metricType: () => 'gauge' as const };
    expect(codes(lint('rate(queue_things[5m])', {}, counter))).not.toContain('rate_of_unknown');
    expect(codes(lint('rate(queue_total[5m])', {}, gauge))).toContain('rate_of_gauge');
    expect(codes(lint('rate(a_total[2m])', {}, { ...ACME, scrapeIntervalMs: 60_000 }))).toContain(
      'range_too_short',
    );
  });
});

describe('suggestions', () => {
  it.each([
    ['range_too_short', 'rate(a_total[1m] offset 1h)', 'a_total[2m] offset 1h'],
    ['division_unguarded', 'a / sum(b)', '(sum(b) > 0)'],
    ['quantile_out_of_range', 'histogram_quantile(95, a_bucket)', '0.95'],
    ['tenancy_dropped', 'a_bytes - on (pod) b', 'a_bytes - on (namespace, pod) b'],
  ] as const)('%s: %s', (code, expression, suggestion) => {
    expect(lint(expression).find((finding) => finding.code === code)?.suggestion).toBe(suggestion);
  });

  it('of a comparison without bool', () => {
    const [finding] = lint('up == bool 0', { levels: NO_THRESHOLD });
    expect(finding).toMatchObject({ code: 'bool_always_fires', suggestion: 'up == 0' });
  });
});
