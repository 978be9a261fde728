import fc from 'fast-check';
import type { MetricExpr } from '../../queries/logql/ast.ts';
import { parseLogql } from '../../queries/logql/parse.ts';
import { isMetricQuery } from '../../queries/logql/selectors-of.ts';
import { evaluateLogql, type LogLine, labelsOf } from '../support/logql-evaluator.ts';

/** The first line, Unix seconds. */
export const START_S = 1_700_000_000;
/** How late lines arrive, at most; as long is nothing trusted. */
export const LATE_S = 300;
export const TENANTS = ['acme', 'globex'] as const;
export type Tenant = (typeof TENANTS)[number];

interface Arriving extends LogLine {
  readonly arrivedMs: number;
}

/** A line of each of two streams of each tenant every 20 s, some of them late. */
const LINES: readonly Arriving[] = Array.from({ length: 600 }, (_, count) =>
  TENANTS.flatMap((ns, tenant) =>
    ['a', 'b'].map((app, stream) => {
      const mixed = (count * 7919 + tenant * 104_729 + stream * 31) % 1_009;
      const atMs = (START_S + count * 20 + stream * 3) * 1_000;
      const lateMs = mixed % 3 === 0 ? (mixed % LATE_S) * 1_000 : 0;
      const text = `n=${mixed % 50} level=${mixed % 5 === 0 ? 'error' : 'info'} ${ns}`;
      return { labels: { ns, app }, atMs, text, arrivedMs: atMs + lateMs };
    }),
  ),
)
  .flat()
  .sort((a, b) => a.atMs - b.atMs);

/**
 * `data` of the answer to a metric query at some instants, from the lines that have arrived.
 * @param instants Unix milliseconds
 */
export function evaluateRange(query: string, nowMs: number, instants: readonly number[]): string {
  const expr = metricOf(query);
  const there = LINES.filter(({ arrivedMs }) => arrivedMs <= nowMs);
  const series = new Map<string, [number, string][]>();
  for (const atMs of instants) {
    for (const [key, value] of evaluateLogql(expr, there, atMs)) {
      const values = series.get(key) ?? [];
      values.push([atMs / 1_000, String(value)]);
      series.set(key, values);
    }
  }
  const result = [...series].map(([key, values]) => ({ metric: labelsOf(key), values }));
  return JSON.stringify({ resultType: 'matrix', result });
}

function metricOf(query: string): MetricExpr {
  const parsed = parseLogql(query);
  if (parsed.kind === 'error' || !isMetricQuery(parsed.expr)) throw new Error(query);
  return parsed.expr;
}

const offset = fc.constantFrom('', '', ' offset 5m', ' offset 20m', ' offset -2m', ' offset -10m');
const length = fc.constantFrom('30s', '1m', '1m', '5m', '15m');
const selector = fc.constantFrom(
  '{ns="TENANT"}',
  '{ns="TENANT", app=~"a|c"}',
  '{ns="TENANT"} |= "error"',
);
const ofLines = fc
  .tuple(
    fc.constantFrom('rate', 'count_over_time', 'bytes_rate', 'bytes_over_time', 'absent_over_time'),
    selector,
    fc.constantFrom('', ' | logfmt'),
    length,
    offset,
  )
  .map(([op, from, stage, range, by]) => `${op}(${from}${stage} [${range}]${by})`);
const OF_VALUES = ['sum', 'avg', 'min', 'max', 'stdvar', 'first', 'last', 'quantile'];
const ofValues = fc
  .tuple(fc.constantFrom(...OF_VALUES), selector, length, offset, fc.constantFrom('', ' by (app)'))
  .map(([op, from, range, by, grouping]) => {
    const param = op === 'quantile' ? '0.9, ' : '';
    const group = op === 'sum' ? '' : grouping;
    return `${op}_over_time(${param}${from} | logfmt | unwrap n [${range}]${by})${group}`;
  });
const leaf = fc.oneof(
  { arbitrary: ofLines, weight: 4 },
  { arbitrary: ofValues, weight: 4 },
  { arbitrary: fc.constantFrom('vector(1)', '2'), weight: 1 },
);
/** Metric queries; selectors say `ns="TENANT"`. */
export const { query: logqlRangeQuery } = fc.letrec<{ query: string }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc
      .tuple(
        fc.constantFrom('sum', 'avg', 'max', 'min', 'count', 'sum by (app)', 'stdvar'),
        ofLines,
      )
      .map(([op, inner]) => `${op} (${inner})`),
    fc
      .tuple(fc.constantFrom('topk', 'bottomk'), ofValues)
      .map(([op, inner]) => `${op}(1, ${inner})`),
    fc
      .tuple(tie('query'), fc.constantFrom('+', '-', '/', '> bool', '<=', '*'), ofLines)
      .map(([left, op, right]) => `(${left}) ${op} ${right}`),
    fc
      .tuple(ofValues, fc.constantFrom('or', 'and', 'unless'), ofLines)
      .map(([left, op, right]) => `${left} ${op} ${right}`),
  ),
}));

/** The series of an answer's `data`: what order they are in is for the store to say. */
export function sortedSeries(data: string): readonly string[] {
  const { result } = JSON.parse(data) as { readonly result: readonly object[] };
  return result.map((series) => JSON.stringify(series)).sort();
}
