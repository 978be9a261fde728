import { Pool } from 'undici';
import { startTocsin } from '../support/tocsin-process.ts';
import { readerToken, tenants, twoTenants } from '../support/two-tenants.ts';
import { startDashboardPrometheus } from './dashboard-lab.ts';
import { type BenchFigure, spreadOf } from './figure.ts';

const rounds = 3;
const asked = 15;
/** Questions that the loud tenant keeps under way. */
const flood = 32;
const endSeconds = Date.parse('2024-05-01T12:00:00Z') / 1000;

/** Puts a question about `selector` as a tenant, and reads the answer. */
type Ask = (tenant: (typeof tenants)[number], query: (selector: string) => string) => Promise<void>;

const limits = {
  maxConcurrent: 4,
  default: { maxConcurrent: 2, maxQueued: 1_000, maxWait: '1m', perSecond: 0 },
};

/**
 * What a tenant's questions take while another keeps 32 heavy ones under way at a backend that works
 * on four at a time: alone, through tocsin with its limits (two for each tenant), and directly.
 */
export async function benchFairness(): Promise<readonly BenchFigure[]> {
  const prometheus = await startDashboardPrometheus(endSeconds - 21_600, endSeconds, {
    flags: ['--query.max-concurrency=4'],
  });
  const tocsin = await startTocsin({
    config: {
      log: { level: 'warn' },
      rangeCache: { maxBytes: 0 },
      limits,
      ...twoTenants({ prometheusUrl: prometheus.url }),
    },
  });
  const pools = [prometheus.url, tocsin.url].map(
    (url) => new Pool(url, { connections: flood + 1 }),
  );
  try {
    const [direct, gated] = pools.map((pool, way) =>
      way === 0 ? askDirectly(pool) : askScoped(pool),
    );
    if (!direct || !gated) throw new TypeError('there are two ways');
    const latencies = { alone: [] as number[][], gated: [] as number[][], open: [] as number[][] };
    for (let round = 0; round < rounds; round++) {
      latencies.alone.push(await measure(gated));
      latencies.gated.push(await whileFlooding(gated, () => measure(gated)));
      latencies.open.push(await whileFlooding(direct, () => measure(direct)));
    }
    return [0.5, 0.9].map((share) => figureOf(latencies, share));
  } finally {
    await Promise.all(pools.map((pool) => pool.destroy()));
    await tocsin.remove();
    await prometheus.stop();
  }
}

function askDirectly(pool: Pool): Ask {
  return ({ namespace }, query) => ask(pool, '', {}, query(`{namespace="${namespace}"}`));
}

function askScoped(pool: Pool): Ask {
  return ({ id }, query) =>
    ask(
      pool,
      `/scopes/${id}/prometheus`,
      { authorization: `Bearer ${readerToken(id)}` },
      query(''),
    );
}

async function ask(
  pool: Pool,
  base: string,
  headers: Readonly<Record<string, string>>,
  query: string,
): Promise<void> {
  const range = { start: `${endSeconds - 21_000}`, end: `${endSeconds}`, step: '15' };
  const path = `${base}/api/v1/query_range?${new URLSearchParams({ query, ...range })}`;
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
  await body.arrayBuffer();
  if (statusCode !== 200) throw new Error(`${query}: status ${statusCode}`);
}

/** The quiet tenant's questions, one after the other. @returns milliseconds each */
async function measure(ask: Ask): Promise<number[]> {
  const [, quiet] = tenants;
  const latencies: number[] = [];
  for (let index = 0; index < asked; index++) {
    const startMs = performance.now();
    await ask(quiet, (selector) => `sum(jobs_total${selector})`);
    latencies.push(performance.now() - startMs);
  }
  return latencies;
}

async function whileFlooding<T>(ask: Ask, work: () => Promise<T>): Promise<T> {
  const [loud] = tenants;
  const query = (selector: string) => `sum by (pod) (rate(http_total${selector}[5m]))`;
  let isOver = false;
  const keepAsking = async () => {
    while (!isOver) await ask(loud, query);
  };
  const flooding = Array.from({ length: flood }, keepAsking);
  try {
    return await work();
  } finally {
    isOver = true;
    await Promise.all(flooding);
  }
}

function figureOf(
  latencies: { readonly [way in 'alone' | 'gated' | 'open']: readonly number[][] },
  share: number,
): BenchFigure {
  const of = (rounds: readonly number[][]) =>
    spreadOf(
      rounds.map((round) => {
        const sorted = [...round].sort((a, b) => a - b);
        return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
      }),
    );
  const spread = of(latencies.gated);
  const open = of(latencies.open).median;
  return {
    name: `p${share * 100} of a tenant beside another's flood (alone ${of(latencies.alone).median.toFixed(1)} ms)`,
    value: spread.median,
    unit: 'ms',
    peer: 'without limits',
    peerValue: open,
    ratio: spread.median / open,
    goal: 'at least 5 times less',
    met: spread.median * 5 <= open,
    spread,
  };
}
