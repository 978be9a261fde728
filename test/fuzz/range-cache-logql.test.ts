import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import type { JudgeQuery } from '../../queries/cache/cacheability.ts';
import { judgeLogql } from '../../queries/cache/judge-logql.ts';
import { RangeCache } from '../../queries/cache/range-cache.ts';
import { createRangeCacheMetrics } from '../../queries/cache/range-cache-metrics.ts';
import { propertyRuns } from '../support/property-runs.ts';
import {
  evaluateRange,
  LATE_S,
  logqlRangeQuery,
  START_S,
  sortedSeries,
  TENANTS,
  type Tenant,
} from './range-cache-logql-world.ts';

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
    const instants: number[] = [];
    for (let atMs = start * 1_000; atMs <= end * 1_000; atMs += step * 1_000) instants.push(atMs);
    return evaluateRange(query.replaceAll('TENANT', tenant), this.clock.nowMs(), instants);
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

const shape = fc.record({
  tenant: fc.constantFrom(...TENANTS),
  passS: fc.constantFrom(0, 7, 60, 400),
  back: fc.constantFrom(-120, 0, 0, 60, 300, 1_200),
  span: fc.constantFrom(0, 300, 900, 1_800, 2_400),
  shift: fc.constantFrom(0, 0, 0, 0, 0, 0, 7),
});
const session = fc.record({
  query: logqlRangeQuery,
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
    if (cached !== null) expect(sortedSeries(cached)).toEqual(sortedSeries(world.directly(ask)));
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

describe('metric queries over logs through the cache', () => {
  it('are answered as without it', { timeout: 600_000 }, async () => {
    const sum = { hit: 0, part: 0, miss: 0, bypass: 0 };
    await fc.assert(
      fc.asyncProperty(session, async (played) => {
        const { sources } = await play(played, judgeLogql);
        for (const source of ['hit', 'part', 'miss', 'bypass'] as const)
          sum[source] += sources[source];
      }),
      propertyRuns(40, 1_500),
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
