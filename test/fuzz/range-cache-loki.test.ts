import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { Received } from '../support/loki-client.ts';
import { LokiRangeError, lokiInstants } from '../support/loki-instants.ts';
import { type LokiLab, startLokiLab } from '../support/loki-lab.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { type ScriptedLoki, startScriptedLoki } from '../support/scripted-loki.ts';
import {
  evaluateRange,
  LATE_S,
  logqlRangeQuery,
  START_S,
  sortedSeries,
  TENANTS,
  type Tenant,
} from './range-cache-logql-world.ts';

/** How an instant is written; Loki reads all of them. */
const WRITTEN = {
  seconds: (s: number) => String(s),
  fraction: (s: number) => `${s}.250`,
  nanoseconds: (s: number) => `${s}000000001`,
  text: (s: number) => new Date(s * 1_000).toISOString(),
} as const;
const written = fc.constantFrom(...(Object.keys(WRITTEN) as (keyof typeof WRITTEN)[]));

const shape = fc.record({
  tenant: fc.constantFrom(...TENANTS),
  passS: fc.constantFrom(0, 0, 7, 60, 400),
  backS: fc.constantFrom(-120, 0, 0, 61, 300, 1_200),
  spanS: fc.constantFrom(-1, 0, 13, 900, 1_800, 2_400),
  /** What is left for Loki to fill in. */
  without: fc.constantFrom(
    'nothing',
    'nothing',
    'nothing',
    'nothing',
    'start',
    'end',
    'since',
    'step',
  ),
  written,
  isPost: fc.boolean(),
  /** What does not matter to samples. */
  aside: fc.constantFrom('', 'limit=17', 'direction=forward', 'interval=5s', 'limit=9999&cache=x'),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

const session = fc.record({
  query: logqlRangeQuery,
  step: fc.constantFrom('15', '30s', '60000ms', '97', '1m'),
  shapes: fc.array(shape, { minLength: 8, maxLength: 12 }),
});

/** As a tenant writes it: the enforced matcher is for the proxy to add. */
const unscoped = (query: string) =>
  query.replaceAll('ns="TENANT", ', '').replaceAll('ns="TENANT"', 'app=~".+"');

function formOf(query: string, step: string, one: Shape, nowMs: number): string {
  const end = Math.floor(nowMs / 1_000) - one.backS;
  const write = WRITTEN[one.written];
  const all: Readonly<Record<string, string>> = {
    start: write(end - one.spanS),
    end: write(end),
    since: '20m',
    step,
  };
  const isStartless = one.without === 'start' || one.without === 'since';
  const given = Object.entries(all).filter(
    ([name]) => name !== one.without && name !== (isStartless ? 'start' : 'since'),
  );
  const form = new URLSearchParams([['query', unscoped(query)], ...given]).toString();
  return one.aside === '' ? form : `${form}&${one.aside}`;
}

/** Two labs before the same Loki, one of them with a cache, and a clock for all three. */
async function openWorld(loki: ScriptedLoki) {
  const clock = new VirtualClock((START_S + 3_000) * 1_000);
  const options = {
    clusters: { eu1: loki.url },
    environments: { 'acme.shop.prod': 'eu1/acme', 'globex.shop.prod': 'eu1/globex' },
    clock,
  };
  const rangeCache = {
    maxBytes: 20_000_000,
    maxAnswerBytes: 4_000_000,
    untrustedMs: { promql: 0, logql: LATE_S * 1_000 },
    keepMs: 86_400_000,
  };
  const [direct, cached] = await Promise.all([
    startLokiLab(options),
    startLokiLab({ ...options, rangeCache }),
  ]);
  loki.answer((response, { form }) => {
    try {
      const instants = lokiInstants(form, clock.nowMs());
      const data = evaluateRange(form.get('query') ?? '', clock.nowMs(), instants);
      response.end(
        `{"status":"success","data":${data.slice(0, -1)},"stats":{"summary":{"x":[1]}}}}`,
      );
    } catch (thrown) {
      if (!(thrown instanceof LokiRangeError)) throw thrown;
      response.writeHead(400).end(thrown.message);
    }
    return true;
  });
  return { clock, direct, cached };
}

function ask(lab: LokiLab, tenant: Tenant, form: string, isPost: boolean): Promise<Received> {
  const path = `/scopes/${tenant}/loki/loki/api/v1/query_range`;
  const headers = {
    authorization: `Bearer ${tenant}`,
    'x-loki-response-encoding-flags': 'categorize-labels',
  };
  if (!isPost) return lab.send({ path: `${path}?${form}`, headers });
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return lab.send({ method: 'POST', path, headers: { ...headers, ...type }, body: form });
}

/** What must be the same: the series in any order, or the error. */
function told({ status, body }: Received, tenant: Tenant): unknown {
  if (status !== 200) return [status, body];
  const answer = JSON.parse(body) as { readonly data: object };
  expect(Object.keys(answer)).toEqual(['status', 'data']);
  expect(Object.keys(answer.data)).toEqual(['resultType', 'result', 'stats']);
  const series = sortedSeries(JSON.stringify(answer.data));
  for (const [, ns] of series.join().matchAll(/"ns":"(\w+)"/g)) expect(ns).toBe(tenant);
  return series;
}

/** Cached answers by where they came from. */
async function sourcesOf(lab: LokiLab): Promise<Readonly<Record<string, number>>> {
  const found = (await lab.exposed()).matchAll(
    /^tocsin_range_cache_answers_total\{language="logql",source="(\w+)"\} (\d+)/gm,
  );
  return Object.fromEntries([...found].map(([, source = '', count]) => [source, Number(count)]));
}

describe('metric queries over logs through the proxy', () => {
  let loki: ScriptedLoki;
  beforeAll(async () => {
    loki = await startScriptedLoki([]);
  });
  afterAll(() => loki?.stop());

  it('are answered with the cache as without it', { timeout: 900_000 }, async () => {
    const sum: Record<string, number> = { hit: 0, part: 0, miss: 0, bypass: 0, refused: 0 };
    const property = fc.asyncProperty(session, async ({ query, step, shapes }) => {
      const world = await openWorld(loki);
      try {
        for (const one of shapes) {
          await world.clock.advance(one.passS * 1_000);
          const form = formOf(query, step, one, world.clock.nowMs());
          const { tenant, isPost } = one;
          const direct = told(await ask(world.direct, tenant, form, isPost), tenant);
          expect(told(await ask(world.cached, tenant, form, isPost), tenant)).toEqual(direct);
          if (!Array.isArray(direct) || direct[0] === 400) sum.refused = (sum.refused ?? 0) + 1;
        }
        for (const [source, count] of Object.entries(await sourcesOf(world.cached)))
          sum[source] = (sum[source] ?? 0) + count;
      } finally {
        await Promise.all([world.direct.stop(), world.cached.stop()]);
      }
    });
    await fc.assert(property, propertyRuns(15, 600));
    process.stdout.write(`logs through the proxy, cached against direct: ${JSON.stringify(sum)}\n`);
    expect((sum.hit ?? 0) + (sum.part ?? 0)).toBeGreaterThan((sum.miss ?? 0) / 3);
    expect(sum.bypass).toBeLessThan((sum.hit ?? 0) + (sum.part ?? 0) + (sum.miss ?? 0));
  });
});
