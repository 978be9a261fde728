import { describe, expect, it } from 'vitest';
import { namedMetric } from './catalogue.ts';
import { lintNamedMetric } from './lint-named-metric.ts';
import type { MetricRow } from './named-metric.ts';

const base: MetricRow = {
  level: 'pod',
  item: 'x',
  unit: 'count',
  en: 'X',
  zh: 'X',
  promql:
    'sum by ($by) (kube_pod_info{$filters}) and on (namespace, pod) kube_pod_owner{owner_name=~"$?workload",owner_kind=~"$?workload_kind"} and on (namespace, pod) kube_pod_info{node=~"$?node"}',
};

const lint = (change: Partial<MetricRow>) => lintNamedMetric(namedMetric({ ...base, ...change }));
const podOf = (expr: string) => base.promql.replace('sum by ($by) (kube_pod_info{$filters})', expr);

describe('the lint of named metrics', () => {
  it('is content with a sound entry', () => {
    expect(lint({})).toEqual([]);
  });

  it.each([
    ['no PromQL', { promql: 'sum by (' }, 'does not parse'],
    ['no vector', { promql: 'kube_pod_info[5m]' }, 'is a matrix'],
    ['other labels', { promql: podOf('sum by (pod) (kube_pod_info{$filters})') }, 'not by'],
    ['the series own labels', { promql: podOf('kube_pod_info{$filters}') }, 'rows by (any)'],
    [
      'no namespace',
      { labels: ['pod'], promql: podOf('sum by (pod) (kube_pod_info{$filters})') },
      'has rows without the namespace',
    ],
    [
      'a filter without effect',
      { promql: 'sum by ($by) (kube_pod_info{$filters})' },
      'ignores the filter node',
    ],
    [
      'a placeholder of another level',
      { promql: podOf('sum by ($by) (kube_pod_info{container=~"$container",$filters})') },
      'has a placeholder of another level: container',
    ],
    [
      'an unknown placeholder',
      { promql: podOf('sum by ($by) (kube_pod_info{uid=~"$uid",$filters})') },
      'has an unknown placeholder $uid',
    ],
    [
      'an unknown metric',
      { promql: podOf('sum by ($by) (kube_pod_inof{$filters})') },
      'reads kube_pod_inof, which no exporter has',
    ],
    [
      'a selector without a name',
      { promql: podOf('sum by ($by) ({$filters})').replace('({', '({job="x",') },
      'has a selector without a metric',
    ],
    [
      'a join that a cluster label would break',
      { promql: podOf('sum by ($by) (kube_pod_info{$filters} * ignoring (node) kube_pod_info)') },
      'joins ignoring',
    ],
    [
      'an optional placeholder that is not optional',
      { promql: podOf('sum by ($by) (kube_pod_info{node=~"$?node",$filters})') },
      'optional placeholder outside',
    ],
    [
      'owners that are no sum',
      { level: 'tenant', promql: 'max by ($by) (kube_pod_info{$filters})' },
      'makes a max of owners',
    ],
  ] as const)('finds %s', (_name, change, fault) => {
    expect(lint(change).join('; ')).toContain(fault);
  });
});
