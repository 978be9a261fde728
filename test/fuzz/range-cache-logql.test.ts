import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import type { JudgeQuery } from '../../queries/cache/cacheability.ts';
import { judgeLogql } from '../../queries/cache/judge-logql.ts';
import { RangeCache } from '../../queries/cache/range-cache.ts';
import { createRangeCacheMetrics } from '../../queries/cache/range-cache-metrics.ts';
import type { MetricExpr } from '../../queries/logql/ast.ts';
import { parseLogql } from '../../queries/logql/parse.ts';
import { isMetricQuery } from '../../queries/logql/selectors-of.ts';
import { evaluateLogql, type LogLine, labelsOf } from '../support/logql-evaluator.ts';
import { propertyRuns } from '../support/property-runs.ts';

const START_S = 1_700_000_000;
/** How late lines arrive, at most; as long is nothing trusted. */
const LATE_S = 300;
const TENANTS = ['acme', 'globex'] as const;
type Tenant = (typeof TENANTS)[number];

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

interface Ask {
  readonly tenant: Tenant;
  readonly query: string;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** Lines that arrive as a virtual clock goes on, and a cache before their evaluation. */
class World {
  readonly clock = new VirtualClock((START_S + 3_000) * 1_000);
  readonly sources = { hit: 0, part: 0, miss: 0, bypass: 0 };
  readonly #cache = new RangeCache({
    clock: this.clock,
    metrics: createRangeCacheMetrics(createMetrics({ version: 'test', withProcessMetrics: false })),
    settings: {
      maxBytes: 20_000_000,
      maxAnswerBytes: 4_000_000,
      untrustedMs: { promql: 0, logql: LATE_S * 1_000 },
      keepMs: 86_400_000,
    },
  });
  readonly #judge: JudgeQuery;

  constructor(judge: JudgeQuery) {
    this.#judge = judge;
  }

  directly({ tenant, query, start, end, step }: Ask): string {
    const expr = metricOf(query.replaceAll('TENANT', tenant));
    const there = LINES.filter(({ arrivedMs }) => arrivedMs <= this.clock.nowMs());
    const series = new Map<string, [number, string][]>();
    for (let atMs = start * 1_000; atMs <= end * 1_000; atMs += step * 1_000) {
      for (const [key, value] of evaluateLogql(expr, there, atMs)) {
        const values = series.get(key) ?? [];
        values.push([atMs / 1_000, String(value)]);
        series.set(key, values);
      }
    }
    const result = [...series].map(([key, values]) => ({ metric: labelsOf(key), values }));
    return JSON.stringify({ resultType: 'matrix', result });
  }

  async throughCache(ask: Ask): Promise<string | null> {
    const answer = await this.#cache.answer(
      {
        owner: ask.tenant,
        scopeKey: ask.tenant,
        clusters: ['lab'],
        backend: ['http://loki'],
        language: 'logql',
        judge: this.#judge,
        query: ask.query.replaceAll('TENANT', ask.tenant),
        parameters: (['start', 'end', 'step'] as const).map((name) => [name, String(ask[name])]),
        maxResponseBytes: 10_000_000,
      },
      (parameters) => {
        const range = Object.fromEntries(
          parameters.map(([name, value]) => [name, secondsOf(value)]),
        );
        const { start = 0, end = 0, step = 1 } = range;
        const data = Buffer.from(this.directly({ ...ask, start, end, step }));
        return Promise.resolve({ kind: 'answer', data, beside: { status: 'success' } });
      },
      new AbortController().signal,
    );
    this.sources[answer.kind === 'bypass' ? 'bypass' : answer.source]++;
    return answer.kind === 'bypass'
      ? null
      : JSON.stringify(JSON.parse(answer.body.toString()).data);
  }
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  return Number.isNaN(seconds) ? Date.parse(text) / 1_000 : seconds;
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
const { query } = fc.letrec<{ query: string }>((tie) => ({
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

const shape = fc.record({
  tenant: fc.constantFrom(...TENANTS),
  passS: fc.constantFrom(0, 7, 60, 400),
  back: fc.constantFrom(-120, 0, 0, 60, 300, 1_200),
  span: fc.constantFrom(0, 300, 900, 1_800, 2_400),
  shift: fc.constantFrom(0, 0, 0, 0, 0, 0, 7),
});
const session = fc.record({
  query,
  step: fc.constantFrom(15, 30, 60, 97),
  shapes: fc.array(shape, { minLength: 8, maxLength: 12 }),
});

async function play(
  { query: asked, step, shapes }: { query: string; step: number; shapes: readonly Shape[] },
  judge: JudgeQuery,
): Promise<World> {
  const world = new World(judge);
  for (const { tenant, passS, back, span, shift } of shapes) {
    await world.clock.advance(passS * 1_000);
    const end = Math.floor(world.clock.nowMs() / 1_000) - back;
    const start = Math.floor((end - span) / step) * step + (shift % step);
    if (start > end) continue;
    const ask = { tenant, query: asked, start, end, step };
    const cached = await world.throughCache(ask);
    if (cached !== null) expect(sorted(cached)).toEqual(sorted(world.directly(ask)));
  }
  return world;
}

interface Shape {
  readonly tenant: Tenant;
  readonly passS: number;
  readonly back: number;
  readonly span: number;
  readonly shift: number;
}

/** By series: what order they are in is for the store to say. */
function sorted(data: string): readonly string[] {
  const { result } = JSON.parse(data) as { readonly result: readonly object[] };
  return result.map((series) => JSON.stringify(series)).sort();
}

describe('metric queries over logs through the cache', () => {
  it('are answered as without it', { timeout: 600_000 }, async () => {
    const sum = { hit: 0, part: 0, miss: 0, bypass: 0 };
    await fc.assert(
      fc.asyncProperty(session, async (played) => {
        const { sources } = await play(played, judgeLogql);
        for (const source of ['hit', 'part', 'miss', 'bypass'] as const)
          sum[source] += sources[source];
      }),
      propertyRuns(100, 1_500),
    );
    process.stdout.write(`logs, cached against direct: ${JSON.stringify(sum)}\n`);
    expect(sum.hit + sum.part).toBeGreaterThan(sum.miss / 3);
  });

  it.each<[string, JudgeQuery]>([
    [
      'negative offsets',
      (text) => {
        const judged = judgeLogql(text);
        if (judged.kind === 'bypass') return judged;
        return { kind: 'cacheable', reach: { ...judged.reach, aheadMs: 0 } };
      },
    ],
  ])('would not be by a judge that forgets %s', { timeout: 600_000 }, async (_, judge) => {
    const checked = fc.check(
      fc.asyncProperty(session, async (played) => {
        await play(played, judge);
      }),
      { numRuns: 400, seed: 1, endOnFailure: true },
    );
    expect((await checked).failed).toBe(true);
  });
});
