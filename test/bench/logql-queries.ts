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
 * on one thread, warm.
 */
export async function benchLogqlEnforcement(): Promise<readonly BenchFigure[]> {
  const queries = [
    ['short query', SHORT, 15],
    [`${LONG.length}-character query`, LONG, 40],
  ] as const;
  return queries.flatMap(([label, query, goalUs]) => [
    figure(`parse LogQL, ${label}`, null, () => parseLogql(query)),
    figure(`enforce LogQL, ${label}`, goalUs, () => enforceLogql(query, ONE)),
    figure(`enforce LogQL two matchers, ${label}`, goalUs, () => enforceLogql(query, SEVERAL)),
  ]);
}

function figure(name: string, goalUs: number | null, call: () => unknown): BenchFigure {
  const spread = spreadOf(measure(call));
  return {
    name,
    value: spread.median,
    unit: 'µs',
    peer: null,
    peerValue: null,
    ratio: null,
    goal: goalUs === null ? null : `under ${goalUs} µs`,
    met: goalUs === null ? null : spread.median < goalUs,
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
