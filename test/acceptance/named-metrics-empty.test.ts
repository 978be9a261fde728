import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EnforcedMatcher } from '../../queries/scope/enforced-matcher.ts';
import type { QueryTime } from '../../queries/templates/ask-metrics.ts';
import { findNamedMetric } from '../../queries/templates/catalogue.ts';
import { compileNamedMetric } from '../../queries/templates/compile-named-metric.ts';
import type { EmptyReason } from '../../queries/templates/why-empty/empty-reason.ts';
import { explainEmpty } from '../../queries/templates/why-empty/explain-empty.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { requires } from '../support/requires.ts';
import { enforcedAsker } from './named-metrics-asker.ts';
import { AT_MS, clusterSeries, PAIRS } from './named-metrics-fixture.ts';

const MINUTE_MS = 60_000;
const NOW: QueryTime = { kind: 'instant', atMs: AT_MS };
/** Long after the last sample of everything. */
const LATER: QueryTime = { kind: 'instant', atMs: AT_MS + 40 * MINUTE_MS };
const TOMORROW: QueryTime = { kind: 'instant', atMs: AT_MS + 26 * 60 * MINUTE_MS };
const RANGE: QueryTime = {
  kind: 'range',
  startMs: AT_MS - 5 * MINUTE_MS,
  endMs: AT_MS,
  stepMs: MINUTE_MS,
};
const ACME: EnforcedMatcher = { name: 'namespace', op: '=~', values: ['acme-shop', 'acme-blog'] };

requires('prometheus')('an empty answer is explained', () => {
  let prometheus: Prometheus;

  beforeAll(async () => {
    prometheus = await startPrometheus();
    await prometheus.writeSeries(clusterSeries());
  });
  afterAll(async () => {
    await prometheus?.stop();
  });

  const explain = (promql: string, time: QueryTime) =>
    explainEmpty(
      promql,
      time,
      {
        asker: enforcedAsker(prometheus.url, [ACME]),
        matchers: [ACME],
        exemptMetrics: new Set(),
        earliestMs: null,
        metricNames: () => Promise.resolve(['kube_pod_info', 'custom_orders_total']),
      },
      new AbortController().signal,
    );

  const CASES: readonly [string, QueryTime, Partial<EmptyReason>][] = [
    ['kube_pod_info', NOW, { kind: 'not_empty' }],
    ['1 + 1', NOW, { kind: 'not_empty' }],
    [
      'sum(kube_pod_info{namespace="globex-web"})',
      NOW,
      {
        kind: 'removed_by_scope',
        matcher: 'namespace="globex-web"',
        label: 'namespace',
        allowed: ['acme-shop', 'acme-blog'],
      },
    ],
    [
      'kube_pod_info{namespace=~"globex.+|nobodys"}',
      NOW,
      { kind: 'removed_by_scope', matcher: 'namespace=~"globex.+|nobodys"' },
    ],
    [
      'custom_order_total',
      NOW,
      { kind: 'unknown_metric', metric: 'custom_order_total', similar: ['custom_orders_total'] },
    ],
    ['{__name__="kube_pods_info"}', NOW, { kind: 'unknown_metric', metric: 'kube_pods_info' }],
    // Others have it: that is not told.
    ['node_load1', NOW, { kind: 'never_scraped', metric: 'node_load1', exporter: 'node-exporter' }],
    [
      'kubelet_running_pods > 3',
      NOW,
      { kind: 'never_scraped', metric: 'kubelet_running_pods', exporter: 'kubelet' },
    ],
    [
      'sum by (pod) (kube_pod_info{pod="web-1"})',
      LATER,
      { kind: 'stopped', selector: 'kube_pod_info{pod="web-1"}', lastSeenMs: AT_MS },
    ],
    ['kube_pod_info offset 10m', TOMORROW, { kind: 'stopped', lastSeenMs: AT_MS }],
    [
      'kube_pod_info{pod="web-9"}',
      LATER,
      { kind: 'stopped', selector: 'kube_pod_info', lastSeenMs: AT_MS },
    ],
    [
      'kube_pod_info{node="node-3"}',
      NOW,
      {
        kind: 'matcher_matched_nothing',
        selector: 'kube_pod_info',
        matcher: 'node="node-3"',
        label: 'node',
        values: ['node-1', 'node-2'],
      },
    ],
    [
      'rate(container_cpu_usage_seconds_total{container="main",pod=~"x.*"}[5m])',
      RANGE,
      { kind: 'matcher_matched_nothing', matcher: 'pod=~"x.*"' },
    ],
    ['kube_pod_info{pod="web-1",node="node-2"}', NOW, { kind: 'matchers_exclude_each_other' }],
    [
      'sum(rate(container_cpu_usage_seconds_total[20s]))',
      NOW,
      { kind: 'too_few_samples', expression: 'container_cpu_usage_seconds_total[20s]' },
    ],
    [
      'sum by (namespace) (kube_pod_info) > 50',
      NOW,
      { kind: 'operation_left_nothing', operation: 'comparison' },
    ],
    [
      'sum(kube_deployment_spec_replicas * on (namespace, deployment) kube_statefulset_replicas)',
      NOW,
      { kind: 'operation_left_nothing', operation: 'join' },
    ],
    [
      'kube_pod_info unless on (namespace) kube_pod_info',
      NOW,
      { kind: 'operation_left_nothing', operation: 'set' },
    ],
    ['absent(kube_pod_info)', NOW, { kind: 'operation_left_nothing', operation: 'function' }],
    ['kube_pod_info > 50', RANGE, { kind: 'operation_left_nothing', operation: 'comparison' }],
    [
      'max_over_time(kube_pod_info{pod="web-9"}[10m:1m])',
      NOW,
      { kind: 'matcher_matched_nothing', matcher: 'pod="web-9"' },
    ],
    ['kube_pod_info[5m]', NOW, { kind: 'not_empty' }],
  ];

  it.each(CASES)('%s', async (promql, time, expected) => {
    const { reasons, asked } = await explain(promql, time);
    expect(reasons[0]?.reason).toMatchObject(expected);
    expect(asked).toBeLessThan(30);
    for (const { text } of reasons) {
      expect(text.en).not.toMatch(/\{[a-zA-Z]+\}|undefined/);
      expect(text.zh).not.toMatch(/\{[a-zA-Z]+\}|undefined/);
    }
  });

  it('says nothing of neighbours that was not asked with their name', async () => {
    for (const [promql, time] of CASES) {
      if (promql.includes('globex')) continue;
      expect(JSON.stringify(await explain(promql, time)), promql).not.toMatch(/globex|nobodys/);
    }
  });

  it('explains a named metric by the filter that found nothing', async () => {
    const metric = findNamedMetric('pod_cpu_usage');
    if (metric === undefined) throw new Error('no such metric');
    const compiled = compileNamedMetric(metric, {
      filters: new Map([['workload', ['webb']]] as const),
      windowMs: 300_000,
      pairs: PAIRS,
      dialect: { namespaceLabel: 'namespace', clusterLabel: null },
    });
    if (compiled.kind !== 'ok') throw new Error(JSON.stringify(compiled));
    const { reasons } = await explain(compiled.promql, NOW);
    expect(reasons.map(({ reason }) => reason.kind)).toEqual([
      'matcher_matched_nothing',
      'matcher_matched_nothing',
    ]);
    expect(reasons[0]?.text.en).toBe(
      'No series of kube_replicaset_owner meets owner_name="webb". Values of owner_name that exist: web.',
    );
  });

  it('names the time of the last sample in both languages', async () => {
    const { reasons } = await explain('kube_pod_info', LATER);
    expect(reasons[0]?.text).toEqual({
      en: 'kube_pod_info had data until about 2026-01-15T12:00:00Z, and none since.',
      zh: 'kube_pod_info 的数据大约在 2026-01-15T12:00:00Z 停止，此后没有新数据。',
    });
  });
});
