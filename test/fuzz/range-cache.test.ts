import fc from 'fast-check';
import { Agent } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { requires } from '../support/requires.ts';
import { promqlText } from './promql-arbitrary.ts';
import { type Ask, METRICS, RangeCacheWorld, TENANTS, type Told } from './range-cache-world.ts';

/** Queries that go on side by side, and how often each is asked while time passes. */
const SIDE_BY_SIDE = 8;
const ROUNDS = 5;

const VOCABULARY = {
  metrics: [...METRICS, 'nothing'],
  labels: ['ns', 'job', 'le', 'on'],
  values: ['acme', 'globex', '', '.*', '.+', 'j1', '0.1', '+Inf', '[^a].*'],
};

/** What dashboards ask; generated queries seldom answer much. NOW: when it is asked first. */
const USUAL = [
  'up',
  'sum by (job) (rate(requests_total[5m]))',
  'histogram_quantile(0.9, sum by (le) (rate(latency_bucket[2m])))',
  'up offset 10m - up offset -10m',
  'rate(requests_total[2m] offset -3m)',
  'up @ NOW / up',
  'sum_over_time(up[5m] @ NOW offset -2m)',
  'requests_total - requests_total @ NOW offset 10m',
  // Two names that never meet at one instant, but do in one range.
  '-{__name__=~"ebb|flow"}',
  'rate({__name__=~"ebb|flow"}[1m]) or rate(ebb[1m])',
  'max_over_time(sum by (job) (up)[10m:1m])',
  'avg_over_time(by[7m:]) and sum',
  'absent(by{job="j1"}) or vector(time())',
  'absent_over_time(by[1m])',
  'count(by) by (job, le)',
  'topk(2, requests_total) or bottomk(1, by)',
  'quantile by (job) (0.5, sum)',
  'count_values("v", by % 7)',
  'label_replace(by, "x", "$1", "job", "j(.)")',
  'timestamp(by) - time() + hour()',
  'irate(requests_total[90s]) / ignoring (le, on) group_left sum by (ns, job, secret) (up)',
  '{__name__=~"up|by"} unless sum',
  'changes(by[3m]) > bool resets(requests_total[10m])',
  'stddev by (job) (deriv(a:b[4m]))',
  'predict_linear(requests_total[5m], 600)',
  'scalar(up{job="j1", le="1"}) * 2',
  '1 - 1',
];

/** Which of equal elements these return is up to the order of a hash table. */
const TIES = /topk|bottomk/i;

/** A matter of how much is asked at once, and of how busy the machine is. */
const BOUNDS = /too many samples|timed out|in time|broke off/;

const steps = fc.constantFrom(15, 15, 30, 60, 97, 12.5);
const shape = fc.record({
  back: fc.constantFrom(0, 0, 0, 60, 300, 1_200, 3_000),
  length: fc.constantFrom(0, 300, 900, 1_800, 3_600),
  isAligned: fc.boolean(),
});
const questions = fc.record({
  query: fc.oneof(
    { arbitrary: fc.constantFrom(...USUAL), weight: 1 },
    { arbitrary: promqlText(VOCABULARY, { dialect: '2.42', depth: 2 }), weight: 1 },
  ),
  tenant: fc.constantFrom(...TENANTS),
  step: steps,
  shapes: fc.array(shape, { minLength: ROUNDS, maxLength: ROUNDS }),
});

requires('prometheus')('range queries through the cache', () => {
  let prometheus: Prometheus;
  let world: RangeCacheWorld;
  const agent = new Agent({ connections: SIDE_BY_SIDE });

  beforeAll(async () => {
    const extraFlags = [
      '--query.max-samples=400000',
      '--query.timeout=20s',
      '--query.max-concurrency=4',
      // One head for all data, so that series keep their order and sums their last digits.
      '--storage.tsdb.min-block-duration=365d',
      '--storage.tsdb.max-block-duration=365d',
    ];
    prometheus = await startPrometheus({ extraFlags });
    world = new RangeCacheWorld(prometheus, agent);
    await world.pass(3_000);
  });
  afterAll(async () => {
    await agent.destroy();
    await prometheus?.stop();
  });

  it('are answered as without it', { timeout: 3_600_000 }, async () => {
    const { numRuns, seed } = propertyRuns(48, 4_000);
    const counts = { compared: 0, samples: 0, errors: 0, bounds: 0, unstable: 0 };
    for (let done = 0; done < numRuns; done += SIDE_BY_SIDE) {
      const batch = fc.sample(questions, { numRuns: SIDE_BY_SIDE, seed: seed + done });
      const firstS = world.nowS;
      for (let round = 0; round < ROUNDS; round++) {
        await world.pass(47);
        await Promise.all(
          batch.map(async ({ shapes, query, ...question }) => {
            const pinned = query.replaceAll('NOW', String(firstS));
            const asked = askAt(world.nowS, { ...question, query: pinned }, shapes[round]);
            for (const ask of [asked, { ...asked, tenant: other(asked.tenant) }])
              await compare(world, ask, counts);
          }),
        );
      }
    }
    const { hit, part, miss, bypass } = world.sources;
    const summary = JSON.stringify({ ...counts, ...world.sources });
    process.stdout.write(`cached against direct: ${summary}\n`);
    expect(counts.samples).toBeGreaterThan(numRuns * 100);
    expect(hit + part).toBeGreaterThan((hit + part + miss + bypass) / 4);
    expect(hit).toBeGreaterThan(0);
    expect(counts.unstable).toBeLessThan(counts.compared / 50);
  });
});

function other(tenant: Ask['tenant']): Ask['tenant'] {
  return tenant === 'acme' ? 'globex' : 'acme';
}

function askAt(
  nowS: number,
  { query, tenant, step }: Pick<Ask, 'query' | 'tenant' | 'step'>,
  shape: { back: number; length: number; isAligned: boolean } | undefined,
): Ask {
  const { back = 0, length = 0, isAligned = true } = shape ?? {};
  const end = nowS - back;
  const start = end - length;
  return {
    query,
    tenant,
    step,
    end,
    start: Math.floor(start / step) * step + (isAligned ? 0 : Math.floor(step / 2)),
  };
}

interface Counts {
  compared: number;
  samples: number;
  errors: number;
  bounds: number;
  /** Queries that Prometheus itself answers in more than one way: ties, and sums in any order. */
  unstable: number;
}

async function compare(world: RangeCacheWorld, ask: Ask, counts: Counts): Promise<void> {
  if (ask.start > ask.end) return;
  const cached = await world.askCached(ask);
  if (cached.kind === 'bypass') return;
  const direct = await world.askDirectly(ask);
  if (isBound(cached) || isBound(direct)) {
    counts.bounds++;
    return;
  }
  counts.compared++;
  if (direct.kind === 'error') counts.errors++;
  const fault = faultOf(cached, direct, ask);
  if (fault === null) {
    if (direct.kind === 'result') counts.samples += samplesIn(direct.result);
    return;
  }
  if (MAY_BE_UNSTABLE.has(fault) && (await isUnstable(world, ask, direct))) {
    counts.unstable++;
    return;
  }
  const say = (one: Told) => (one.kind === 'error' ? one.error.message : JSON.stringify(one));
  throw new Error(
    `${fault}\n${JSON.stringify(ask)}\ncached ${say(cached).slice(0, 3000)}\ndirect ${say(direct).slice(0, 3000)}`,
  );
}

const OTHER_SAMPLES = 'other samples';
const OTHER_SERIES = 'another number of series';
const MAY_BE_UNSTABLE: ReadonlySet<string> = new Set([OTHER_SAMPLES, OTHER_SERIES]);

async function isUnstable(world: RangeCacheWorld, ask: Ask, direct: Told): Promise<boolean> {
  if (TIES.test(ask.query)) return true;
  for (let again = 0; again < 5; again++)
    if (faultOf(await world.askDirectly(ask), direct, ask) !== null) return true;
  return false;
}

function isBound(told: Told): boolean {
  return told.kind === 'error' && BOUNDS.test(told.error.message);
}

function faultOf(cached: Told, direct: Told, { tenant }: Ask): string | null {
  if (cached.kind === 'result' && cached.text.includes(`zz-${other(tenant)}`))
    return 'foreign series';
  if (cached.kind === 'error' && direct.kind === 'error')
    return cached.error.kind === direct.error.kind ? null : 'another error';
  if (cached.kind !== 'result' || direct.kind !== 'result') return 'an error on one side only';
  if (cached.text === direct.text) return null;
  const [a, b] = [cached.result, direct.result].map(seriesOf);
  if (!a || !b || a.length !== b.length) return OTHER_SERIES;
  return a.every((one, index) => isClose(one, b[index])) ? null : OTHER_SAMPLES;
}

type Series = {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
};

/** The answers of a real Prometheus: their shape is known. */
const seriesOf = (result: unknown): readonly Series[] => result as readonly Series[];

const samplesIn = (result: unknown): number =>
  seriesOf(result).reduce((sum, { values }) => sum + values.length, 0);

function isClose(a: Series, b: Series | undefined): boolean {
  return (
    b !== undefined &&
    JSON.stringify(a.metric) === JSON.stringify(b.metric) &&
    a.values.length === b.values.length &&
    a.values.every(([at, value], index) => {
      const [otherAt, otherValue] = b.values[index] ?? [Number.NaN, ''];
      const [x, y] = [Number(value), Number(otherValue)];
      return (
        at === otherAt &&
        (value === otherValue || Math.abs(x - y) <= 1e-12 * Math.max(Math.abs(x), Math.abs(y)))
      );
    })
  );
}
