import type { EnforcedMatcher } from '../../queries/scope/enforced-matcher.ts';
import { type BenchFigure, spreadOf } from './figure.ts';

const ONE: readonly EnforcedMatcher[] = [{ name: 'namespace', op: '=', value: 'acme' }];
const SEVERAL: readonly EnforcedMatcher[] = [
  { name: 'namespace', op: '=~', values: ['acme-dev', 'acme-test', 'acme-prod'] },
  { name: 'cluster', op: '=', value: 'eu-1' },
];

const ROUNDS = 9;
const CALLS_PER_ROUND = 4_000;

/** One query language, as its enforcement is measured. */
export interface EnforcementBench {
  /** Ends the names of its figures, e.g. ` LogQL`; `` for PromQL, whose names are older. */
  readonly suffix: string;
  /** Who parses beside us, e.g. `@grafana/lezer-logql`. */
  readonly peer: string;
  readonly parseByPeer: (query: string) => unknown;
  readonly parse: (query: string) => unknown;
  readonly enforce: (query: string, matchers: readonly EnforcedMatcher[]) => unknown;
  /** Each with the microseconds that one enforcement may take. */
  readonly queries: readonly {
    readonly label: string;
    readonly query: string;
    readonly goalUs: number;
  }[];
}

/**
 * Cost of one whole enforcement (parse, splice, parse again, check) with no cache anywhere, on one
 * thread, warm. The peer is one plain parse, without splice and check.
 */
export function enforcementFigures(bench: EnforcementBench): readonly BenchFigure[] {
  const { suffix, parse, enforce, parseByPeer } = bench;
  return bench.queries.flatMap(({ label, query, goalUs }) => {
    const peerValue = spreadOf(measure(() => parseByPeer(query))).median;
    const peer = { peer: `one parse by ${bench.peer}`, peerValue };
    return [
      figure(`parse${suffix}, ${label}`, peer, null, () => parse(query)),
      figure(`enforce${suffix}, ${label}`, peer, goalUs, () => enforce(query, ONE)),
      figure(`enforce${suffix} two matchers, ${label}`, peer, goalUs, () =>
        enforce(query, SEVERAL),
      ),
    ];
  });
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
  { peer, peerValue }: { readonly peer: string; readonly peerValue: number },
  goalUs: number | null,
  call: () => unknown,
): BenchFigure {
  const spread = spreadOf(measure(call));
  const { median } = spread;
  return {
    name,
    value: median,
    unit: 'µs',
    peer,
    peerValue,
    ratio: median / peerValue,
    goal: goalUs === null ? null : `under ${goalUs} µs`,
    met: goalUs === null ? null : median < goalUs,
    spread,
  };
}
