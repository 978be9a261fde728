import { parser as lezerParser } from '@prometheus-io/lezer-promql';
import { parsePromql } from '../../queries/promql/parse.ts';
import { enforce } from '../../queries/scope/enforce.ts';
import { enforcementFigures } from './enforcement-figures.ts';
import type { BenchFigure } from './figure.ts';

const SHORT = 'sum(rate(http_requests_total{job="api"}[5m])) by (code)';

const LONG =
  'sum by (namespace, workload) (rate(container_cpu_usage_seconds_total{job="kubelet", ' +
  'image!="", container!="POD"}[5m]) * on (namespace, pod) group_left (workload) ' +
  'max by (namespace, pod, workload) (namespace_workload_pod:kube_pod_owner:relabel' +
  '{type="deployment"})) / sum by (namespace, workload) ' +
  '(kube_pod_resource_limits{resource=~"cpu|memory"}) > 0.8';

/** What it costs to scope one PromQL query. */
export async function benchEnforcement(): Promise<readonly BenchFigure[]> {
  return enforcementFigures({
    suffix: '',
    peer: '@prometheus-io/lezer-promql',
    parseByPeer: (query) => lezerParser.parse(query),
    parse: (query) => parsePromql(query),
    enforce: (query, matchers) => enforce(query, matchers),
    queries: [
      { label: 'short query', query: SHORT, goalUs: 15 },
      { label: `${LONG.length}-character query`, query: LONG, goalUs: 60 },
    ],
  });
}
