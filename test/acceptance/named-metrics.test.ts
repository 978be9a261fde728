import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnforcedMatcher } from '../../queries/scope/enforced-matcher.ts';
import type { QueryTime } from '../../queries/templates/ask-metrics.ts';
import { findNamedMetric, NAMED_METRICS } from '../../queries/templates/catalogue.ts';
import { parseTemplate, takenFilters } from '../../queries/templates/compile-named-metric.ts';
import {
  evaluateNamedMetrics,
  type NamedMetricsAnswer,
} from '../../queries/templates/evaluate-named-metrics.ts';
import { EXPORTER_METRICS } from '../../queries/templates/exporter-metrics.data.ts';
import {
  type FilterName,
  LABEL_OF_FILTER,
  LEVELS,
  type MetricLevel,
} from '../../queries/templates/levels.data.ts';
import type { Cell } from '../../queries/templates/metric-rows.ts';
import type { MetricsContext } from '../../queries/templates/metrics-context.ts';
import type { NamedMetricsQuestion } from '../../queries/templates/metrics-question.ts';
import { type NodeExporter, startNodeExporter } from '../support/node-exporter.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { requires } from '../support/requires.ts';
import { waitUntil } from '../support/wait-until.ts';
import { enforcedAsker } from './named-metrics-asker.ts';
import { AT_MS, clusterSeries, PAIRS } from './named-metrics-fixture.ts';

const ALL_LEVELS = Object.keys(LEVELS).filter((level): level is MetricLevel => level in LEVELS);
const AT: QueryTime = { kind: 'instant', atMs: AT_MS };
const ACME: EnforcedMatcher = {
  name: 'namespace',
  op: '=~',
  values: ['acme-shop', 'acme-blog', 'acme-idle'],
};

function contextOf(
  url: string,
  matchers: readonly EnforcedMatcher[],
  pairs: MetricsContext['pairs'],
  clusterLabel: string | null = null,
): MetricsContext {
  const dialect = { namespaceLabel: 'namespace', clusterLabel };
  return { asker: enforcedAsker(url, matchers), pairs, dialect };
}

const question = (
  level: MetricLevel,
  change: Partial<NamedMetricsQuestion> = {},
): NamedMetricsQuestion => ({
  level,
  metrics: null,
  filters: new Map(),
  resources: null,
  time: AT,
  ranking: null,
  page: 1,
  pageSize: 500,
  withDetails: false,
  ...change,
});

const evaluate = (
  context: MetricsContext,
  level: MetricLevel,
  change: Partial<NamedMetricsQuestion> = {},
) => evaluateNamedMetrics(question(level, change), context, new AbortController().signal);

const idsOf = (level: MetricLevel, take: (id: string) => boolean = () => true) =>
  NAMED_METRICS.filter((metric) => metric.level === level && take(metric.id)).map(({ id }) => id);

const numberOf = (cell: Cell | null | undefined): number | undefined => {
  if (cell === null || cell === undefined) return undefined;
  return cell.kind === 'value' ? cell.value : cell.points.at(-1)?.[1];
};

/** `row: value` of one metric, idle rows in brackets. */
function column(answer: NamedMetricsAnswer, id: string): readonly string[] {
  const metric = answer.metrics.find((one) => one.id === id);
  return answer.rows.flatMap((row, index) => {
    const cell = metric?.cells[index] ?? null;
    if (cell === null) return [];
    const value = Math.round((numberOf(cell) ?? Number.NaN) * 1e6) / 1e6;
    const name = (metric?.metric?.labels ?? []).map((label) => row.labels.get(label)).join('/');
    return [cell.idle ? `(${name}: ${value})` : `${name}: ${value}`];
  });
}

requires('prometheus')('named metrics on a real Prometheus', () => {
  let prometheus: Prometheus;
  let platform: MetricsContext;
  let withoutNeighbours: Prometheus;
  let acme: MetricsContext;
  let acmeAlone: MetricsContext;

  beforeAll(async () => {
    [prometheus, withoutNeighbours] = await Promise.all([startPrometheus(), startPrometheus()]);
    const series = clusterSeries();
    await prometheus.writeSeries(series);
    await withoutNeighbours.writeSeries(
      series.filter(({ labels }) => labels.namespace?.startsWith('acme-')),
    );
    platform = contextOf(prometheus.url, [], PAIRS);
    const pairs = PAIRS.filter((pair) => pair.tenant === 'acme');
    acme = contextOf(prometheus.url, [ACME], pairs);
    acmeAlone = contextOf(withoutNeighbours.url, [ACME], pairs);
  });
  afterAll(async () => {
    await Promise.all([prometheus?.stop(), withoutNeighbours?.stop()]);
  });

  describe.each(ALL_LEVELS)('at level %s', (level) => {
    it('every one has data', async () => {
      const answer = await evaluate(platform, level, { metrics: idsOf(level) });
      expect(
        answer.metrics.flatMap(({ id, error }) => (error === null ? [] : [id, error])),
      ).toEqual([]);
      const real = (cell: Cell | null): boolean => cell !== null && !cell.idle;
      expect(answer.metrics.filter(({ cells }) => !cells.some(real)).map(({ id }) => id)).toEqual(
        [],
      );
    });

    it('every one has data over a range, the same at its end', async () => {
      const metrics = idsOf(level);
      const time = {
        kind: 'range',
        startMs: AT_MS - 120_000,
        endMs: AT_MS,
        stepMs: 60_000,
      } as const;
      const [range, instant] = [
        await evaluate(platform, level, { metrics, time }),
        await evaluate(platform, level, { metrics }),
      ];
      for (const id of metrics) expect(column(range, id), id).toEqual(column(instant, id));
    });

    const filters: Readonly<Record<FilterName, string>> = {
      instance: 'etcd-0:2379',
      node: 'node-1',
      tenant: 'acme',
      project: 'acme.shop',
      namespace: 'acme-shop',
      workload: 'web',
      workload_kind: 'Deployment',
      pod: 'web-1',
      container: 'main',
      volume: 'data',
      storageclass: 'fast',
      ingress: 'front',
      job: 'ingress-nginx',
    };
    it.each(LEVELS[level].filters.map((filter) => [filter]))(
      'the filter %s narrows every one',
      async (filter) => {
        const takes = (id: string): boolean => {
          const metric = findNamedMetric(id);
          const template = metric === undefined ? null : parseTemplate(metric, 300_000);
          return (
            metric !== undefined && template !== null && takenFilters(metric, template).has(filter)
          );
        };
        const metrics = idsOf(level, takes);
        const name = filters[filter];
        const found = await evaluate(platform, level, {
          metrics,
          filters: new Map([[filter, [name]]]),
        });
        const label = LABEL_OF_FILTER[filter];
        for (const row of found.rows) expect(row.labels.get(label) ?? name).toBe(name);
        const hits = found.metrics.filter(({ cells }) => cells.some((cell) => cell !== null));
        expect(hits.length).toBeGreaterThan(0);
        const none = await evaluate(platform, level, {
          metrics,
          filters: new Map([[filter, ['no-such.name', 'nor-this']]]),
        });
        expect(none.metrics.flatMap(({ error }) => error ?? [])).toEqual([]);
        // Counts of nothing at all are numbers: of no scraped server there are none up.
        expect(none.rows.flatMap((row) => [...row.labels.values()])).toEqual([]);
      },
    );
  });

  it.each([
    ['cluster', 'cluster_cpu_utilisation', [': 0.25']],
    ['cluster', 'cluster_cpu_total', [': 4']],
    ['cluster', 'cluster_memory_utilisation', [': 0.4']],
    ['cluster', 'cluster_net_bytes_transmitted', [': 20']],
    ['cluster', 'cluster_disk_size_capacity', [': 2000']],
    ['cluster', 'cluster_disk_size_utilisation', [': 0.6']],
    ['cluster', 'cluster_pod_count', [': 20']],
    ['cluster', 'cluster_pod_quota', [': 110']],
    ['cluster', 'cluster_node_offline_ratio', [': 0.5']],
    ['cluster', 'cluster_load5', [': 1.5']],
    ['node', 'node_cpu_usage', ['node-1: 0.5', 'node-2: 0.5']],
    ['node', 'node_memory_usage_wo_cache', ['node-1: 400', 'node-2: 400']],
    ['node', 'node_disk_read_iops', ['node-1: 3', 'node-2: 3']],
    ['node', 'node_device_size_usage', ['node-1//dev/sda1: 600', 'node-2//dev/sda1: 600']],
    ['node', 'node_pod_abnormal_count', ['node-1: 0', 'node-2: 4']],
    ['node', 'node_pod_count', ['node-1: 16', 'node-2: 4']],
    ['tenant', 'tenant_cpu_usage', ['acme: 1.2', 'globex: 40']],
    ['tenant', 'tenant_namespace_count', ['acme: 2', 'globex: 1']],
    ['tenant', 'tenant_pod_abnormal_ratio', ['acme: 0.25', 'globex: 0.25']],
    [
      'project',
      'project_memory_usage_wo_cache',
      ['acme.blog: 80', 'acme.shop: 40', 'globex.web: 4000'],
    ],
    ['project', 'project_deployment_count', ['acme.blog: 2', 'acme.shop: 2', 'globex.web: 2']],
    [
      'namespace',
      'namespace_cpu_usage',
      ['acme-blog: 0.8', '(acme-idle: 0)', 'acme-shop: 0.4', 'globex-web: 40', 'nobodys: 4000'],
    ],
    [
      'namespace',
      'namespace_memory_limit_quota_utilisation',
      ['acme-blog: 0.5', 'acme-shop: 0.5', 'globex-web: 0.5', 'nobodys: 0.5'],
    ],
  ] as const)('%s: %s is right', async (level, id, expected) => {
    const answer = await evaluate(platform, level, { metrics: [id] });
    expect(column(answer, id)).toEqual(expected);
  });

  it.each([
    [
      'workload',
      'workload_cpu_usage',
      ['agent/DaemonSet: 0.1', 'db/StatefulSet: 0.1', 'web/Deployment: 0.2'],
    ],
    ['workload', 'workload_deployment_unavailable_replicas_ratio', ['web/Deployment: 0.5']],
    ['workload', 'workload_daemonset_replica_available', ['agent/DaemonSet: 3']],
    ['workload', 'meter_workload_pvc_bytes_total', ['web/Deployment: 50']],
    ['pod', 'pod_net_bytes_received', ['agent-x: 7', 'db-0: 7', 'web-1: 7', 'web-2: 7']],
    [
      'pod',
      'pod_cpu_limit_utilisation',
      ['agent-x: 0.25', 'db-0: 0.25', 'web-1: 0.25', 'web-2: 0.25'],
    ],
    ['pod', 'meter_pod_cpu_usage', ['agent-x: 0.2', 'db-0: 0.2', 'web-1: 0.2', 'web-2: 0.2']],
    [
      'container',
      'container_cpu_throttled_ratio',
      ['agent-x/main: 0.1', 'db-0/main: 0.1', 'web-1/main: 0.1', 'web-2/main: 0.1'],
    ],
    ['volume', 'volume_bytes_utilisation', ['data: 0.25']],
    ['ingress', 'ingress_success_rate', ['front: 0.9']],
    ['ingress', 'ingress_request_5xx_count', ['front: 0']],
    ['ingress', 'ingress_request_duration_average', ['front: 0.5']],
  ] as const)('%s: %s is right in one namespace', async (level, id, expected) => {
    const answer = await evaluate(platform, level, {
      metrics: [id],
      filters: new Map([['namespace', ['acme-shop']]] as const),
    });
    expect(column(answer, id).map((row) => row.replace('acme-shop/', ''))).toEqual(expected);
  });

  it('brings node and owner of the pods on a page', async () => {
    const answer = await evaluate(platform, 'pod', {
      metrics: ['pod_cpu_usage'],
      filters: new Map([
        ['namespace', ['acme-shop']],
        ['workload', ['web']],
      ] as const),
      withDetails: true,
    });
    expect(answer.rows.map((row) => [...row.details.values()].join(' '))).toEqual([
      'ReplicaSet web-7d4 node-1',
      'ReplicaSet web-7d4 node-2',
    ]);
  });

  it.each(ALL_LEVELS)(
    'shows a tenant what it would see if it were alone, at level %s',
    async (level) => {
      const names = ['globex-web', 'globex', 'globex.web', 'nobodys', '*'];
      const metrics = idsOf(level);
      const ranking = { by: metrics[0] ?? '', order: 'desc' } as const;
      const asked: readonly Partial<NamedMetricsQuestion>[] = [
        { metrics, ranking, withDetails: true },
        ...LEVELS[level].filters.map((filter) => ({
          metrics,
          filters: new Map([[filter, names]]),
        })),
      ];
      for (const change of asked) {
        const beside = await evaluate(acme, level, change);
        expect(beside).toEqual(await evaluate(acmeAlone, level, change));
        const rows = beside.rows.map(({ labels, details }) => [...labels, ...details]);
        expect(JSON.stringify(rows)).not.toMatch(/globex|nobodys/);
      }
    },
  );

  it('a tenant sees itself and its idle parts only', async () => {
    const namespaces = await evaluate(acme, 'namespace', {
      metrics: ['namespace_cpu_usage', 'namespace_service_count'],
      ranking: { by: 'namespace_cpu_usage', order: 'desc' },
    });
    expect(column(namespaces, 'namespace_cpu_usage')).toEqual([
      'acme-blog: 0.8',
      'acme-shop: 0.4',
      '(acme-idle: 0)',
    ]);
    expect(namespaces.metrics[0]?.sent).toContain('namespace=~"acme-shop|acme-blog|acme-idle"');
    const tenants = await evaluate(acme, 'tenant', { metrics: ['tenant_cpu_usage'] });
    expect(column(tenants, 'tenant_cpu_usage')).toEqual(['acme: 1.2']);
    // Of nodes a tenant sees what its own pods tell, nothing of the hosts.
    const nodes = await evaluate(acme, 'node', { metrics: ['node_cpu_usage', 'node_load1'] });
    expect(nodes.totalRows).toBe(0);
  });
});

requires('prometheus')('named metrics on a backend of two clusters', () => {
  let prometheus: Prometheus;
  let platform: MetricsContext;

  beforeAll(async () => {
    prometheus = await startPrometheus();
    for (const k8s of ['eu1', 'us1']) await prometheus.writeSeries(clusterSeries({ k8s }));
    const pairs = [
      ...PAIRS,
      // The same namespace elsewhere belongs to somebody else.
      { tenant: 'globex', project: 'web', cluster: 'us1', namespace: 'acme-shop' },
    ];
    platform = contextOf(prometheus.url, [], pairs, 'k8s');
  });
  afterAll(async () => {
    await prometheus?.stop();
  });

  it.each(ALL_LEVELS)('has every one for each cluster at level %s', async (level) => {
    const answer = await evaluate(platform, level, { metrics: idsOf(level) });
    expect(answer.metrics.flatMap(({ id, error }) => (error === null ? [] : [id, error]))).toEqual(
      [],
    );
    const isOwnerLevel = level === 'tenant' || level === 'project';
    for (const { labels } of answer.rows) {
      if (isOwnerLevel) expect(labels.has('cluster')).toBe(false);
      else expect(['eu1', 'us1']).toContain(labels.get('cluster'));
    }
    const real = (cell: Cell | null): boolean => cell !== null && !cell.idle;
    expect(answer.metrics.filter(({ cells }) => !cells.some(real)).map(({ id }) => id)).toEqual([]);
  });

  it('gives each owner its own pairs', async () => {
    const answer = await evaluate(platform, 'tenant', { metrics: ['tenant_cpu_usage'] });
    expect(column(answer, 'tenant_cpu_usage')).toEqual(['acme: 1.2', 'globex: 40.4']);
  });
});

requires('prometheus', 'prometheus-node-exporter')('named metrics of this host', () => {
  let exporter: NodeExporter;
  let prometheus: Prometheus;

  beforeAll(async () => {
    exporter = await startNodeExporter();
    prometheus = await startPrometheus({
      scrape: [{ jobName: 'node', targets: [exporter.target], labels: { namespace: 'hosts' } }],
    });
    const counted = () =>
      prometheus.get('/api/v1/query', { query: 'count_over_time(node_load1[1m]) >= 3' });
    await waitUntil(async () => JSON.stringify(await counted()).includes('"value"'), {
      what: 'three scrapes',
    });
  });
  afterAll(async () => {
    await Promise.all([prometheus?.stop(), exporter?.stop()]);
  });

  it('have plausible values', async () => {
    const hosts = { name: 'namespace', op: '=', value: 'hosts' } as const;
    const metrics = idsOf(
      'node',
      (id) => /_(cpu|memory)_|_load/.test(id) && !id.startsWith('meter'),
    );
    const answer = await evaluate(contextOf(prometheus.url, [hosts], []), 'node', {
      metrics,
      time: { kind: 'instant', atMs: Date.now() },
    });
    expect(answer.totalRows).toBe(1);
    for (const metric of answer.metrics) {
      const value = numberOf(metric.cells[0]) ?? Number.NaN;
      expect(value, metric.id).toBeGreaterThanOrEqual(0);
      if (metric.id.endsWith('utilisation')) expect(value, metric.id).toBeLessThanOrEqual(1.05);
    }
  });

  it('are read from metrics that the exporter has', async () => {
    const exposed = await (await fetch(`${exporter.url}/metrics`)).text();
    const names = new Set(exposed.split('\n').map((line) => line.split(/[ {]/)[0]));
    // Of hardware that a machine need not have.
    const optional = /disk|filesystem|sockstat|vmstat/;
    const missing = EXPORTER_METRICS['node-exporter'].filter(
      (name) => !names.has(name) && !optional.test(name),
    );
    expect(missing).toEqual([]);
  });
});
