import { parser as lezerParser } from '@grafana/lezer-logql';
import { parseLogql } from '../../queries/logql/parse.ts';
import { enforceLogql } from '../../queries/scope/enforce-logql.ts';
import type { EnforcedMatcher } from '../../queries/scope/enforced-matcher.ts';
import { type BenchFigure, spreadOf } from './figure.ts';

const SHORT = '{app="checkout"} |= "error" | json | level="error"';

const LONG =
  'sum by (namespace, level) (rate({app="checkout", env=~"prod|staging", ' +
  'container!="istio-proxy"} |= "error" != "timeout" |~ "(?:GET|POST) /api/v[0-9]+/.*" ' +
  '| logfmt --strict | level=~"error|warn" and status >= 500 and duration > 250ms ' +
  '| label_format region="{{ .zone }}" [5m])) / on (namespace) group_left () ' +
  'sum by (namespace) (rate({app="checkout"} | json [5m])) > 0.05';

const ONE: readonly EnforcedMatcher[] = [{ name: 'namespace', op: '=', value: 'acme' }];
const SEVERAL: readonly EnforcedMatcher[] = [
  { name: 'namespace', op: '=~', values: ['acme-dev', 'acme-test', 'acme-prod'] },
  { name: 'cluster', op: '=', value: 'eu-1' },
];

const ROUNDS = 9;
const CALLS_PER_ROUND = 4_000;

/**
 * Cost of one whole LogQL enforcement (parse, splice, parse again, check) with no cache anywhere,
 * on one thread, warm. The peer is one plain parse by the lezer grammar, without splice and check.
 */
export async function benchLogqlEnforcement(): Promise<readonly BenchFigure[]> {
  const queries = [
    ['short query', SHORT, 15],
    [`${LONG.length}-character query`, LONG, 40],
  ] as const;
  return queries.flatMap(([label, query, goalUs]) => {
    const peer = spreadOf(measure(() => lezerParser.parse(query))).median;
    return [
      figure(`parse LogQL, ${label}`, peer, null, () => parseLogql(query)),
      figure(`enforce LogQL, ${label}`, peer, goalUs, () => enforceLogql(query, ONE)),
      figure(`enforce LogQL two matchers, ${label}`, peer, goalUs, () =>
        enforceLogql(query, SEVERAL),
      ),
    ];
  });
}

function figure(
  name: string,
  peerValue: number,
  goalUs: number | null,
  call: () => unknown,
): BenchFigure {
  const spread = spreadOf(measure(call));
  const { median } = spread;
  return {
    name,
    value: median,
    unit: 'µs',
    peer: 'one parse by @grafana/lezer-logql',
    peerValue,
    ratio: median / peerValue,
    goal: goalUs === null ? null : `under ${goalUs} µs`,
    met: goalUs === null ? null : median < goalUs,
    spread,
  };
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
