import { parser as lezerParser } from '@prometheus-io/lezer-promql';
import { parsePromql } from '../../queries/promql/parse.ts';
import { enforce } from '../../queries/scope/enforce.ts';
import type { EnforcedMatcher } from '../../queries/scope/enforced-matcher.ts';
import { type BenchFigure, spreadOf } from './figure.ts';

const SHORT = 'sum(rate(http_requests_total{job="api"}[5m])) by (code)';

const LONG =
  'sum by (namespace, workload) (rate(container_cpu_usage_seconds_total{job="kubelet", ' +
  'image!="", container!="POD"}[5m]) * on (namespace, pod) group_left (workload) ' +
  'max by (namespace, pod, workload) (namespace_workload_pod:kube_pod_owner:relabel' +
  '{type="deployment"})) / sum by (namespace, workload) ' +
  '(kube_pod_resource_limits{resource=~"cpu|memory"}) > 0.8';

const ONE: readonly EnforcedMatcher[] = [{ name: 'namespace', op: '=', value: 'acme' }];
const SEVERAL: readonly EnforcedMatcher[] = [
  { name: 'namespace', op: '=~', values: ['acme-dev', 'acme-test', 'acme-prod'] },
  { name: 'cluster', op: '=', value: 'eu-1' },
];

const ROUNDS = 9;
const CALLS_PER_ROUND = 4_000;

/**
 * Cost of one whole enforcement (parse, splice, parse again, check) with no cache anywhere, on one
 * thread, warm. The peer is one plain parse by the lezer grammar, without splice and check.
 */
export async function benchEnforcement(): Promise<readonly BenchFigure[]> {
  const figures: BenchFigure[] = [];
  for (const [label, query, goalUs] of [
    ['short query', SHORT, 15],
    [`${LONG.length}-character query`, LONG, 60],
  ] as const) {
    const peer = spreadOf(measure(() => lezerParser.parse(query))).median;
    figures.push(
      figure(
        `parse, ${label}`,
        measure(() => parsePromql(query)),
        peer,
        null,
      ),
    );
    figures.push(
      figure(
        `enforce, ${label}`,
        measure(() => enforce(query, ONE)),
        peer,
        goalUs,
      ),
    );
    const both = measure(() => enforce(query, SEVERAL));
    figures.push(figure(`enforce two matchers, ${label}`, both, peer, goalUs));
  }
  return figures;
}

/** Microseconds per call, one number per round. */
function measure(call: () => unknown): readonly number[] {
  for (let i = 0; i < CALLS_PER_ROUND; i++) call();
  return Array.from({ length: ROUNDS }, () => {
    const startedAt = performance.now();
    for (let i = 0; i < CALLS_PER_ROUND; i++) call();
    return ((performance.now() - startedAt) * 1_000) / CALLS_PER_ROUND;
  });
}

function figure(
  name: string,
  rounds: readonly number[],
  peerValue: number,
  goalUs: number | null,
): BenchFigure {
  const spread = spreadOf(rounds);
  const { median } = spread;
  return {
    name,
    value: median,
    unit: 'µs',
    peer: 'one parse by @prometheus-io/lezer-promql',
    peerValue,
    ratio: median / peerValue,
    goal: goalUs === null ? null : `under ${goalUs} µs`,
    met: goalUs === null ? null : median < goalUs,
    spread,
  };
}
