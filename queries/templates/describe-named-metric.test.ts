import { expect, it } from 'vitest';
import { NAMED_METRICS } from './catalogue.ts';
import { describeNamedMetric } from './describe-named-metric.ts';

const described = new Map(
  NAMED_METRICS.map(describeNamedMetric).map((metric) => [metric.id, metric]),
);

it.each([
  ['namespace_cpu_usage', 'cores', 'short', ['namespace']],
  ['pod_memory_usage', 'bytes', 'bytes', ['namespace', 'pod', 'workload', 'workload_kind', 'node']],
  ['project_pod_count', 'count', 'short', ['tenant', 'project']],
  ['ingress_active_connections', 'count', 'short', ['namespace', 'job']],
  ['cluster_cpu_utilisation', 'ratio 0-1', 'percentunit', []],
])('describes %s', (id, plain, grafana, filters) => {
  expect(described.get(id)).toMatchObject({ unit: { plain, grafana }, filters });
});
