import { Pool } from 'undici';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { LimitGate } from '../../queries/limits/limit-gate.ts';
import { createLimitMetrics } from '../../queries/limits/limit-metrics.ts';
import { limitTable } from '../../queries/limits/tenant-limits.ts';
import { tenants } from '../support/two-tenants.ts';
import { type BenchFigure, spreadOf } from './figure.ts';
import { startDashboardPrometheus } from './range-cache-lab.ts';

const rounds = 3;
const asked = 15;
/** Questions that the loud tenant keeps under way. */
const flood = 32;
const endSeconds = Date.parse('2024-05-01T12:00:00Z') / 1000;

type Ask = (tenant: string, query: string) => Promise<void>;

/**
 * What a tenant's questions take while another keeps 32 heavy ones under way at a backend that works
 * on four at a time: alone, with the limits (two for each tenant), and without.
 */
export async function benchFairness(): Promise<readonly BenchFigure[]> {
  const prometheus = await startDashboardPrometheus(endSeconds - 21_600, endSeconds, [
    '--query.max-concurrency=4',
  ]);
  const pool = new Pool(prometheus.url, { connections: flood + 1 });
  try {
    const ask = asker(pool);
    const gated = gatedAsk(ask);
    const latencies = { alone: [] as number[][], gated: [] as number[][], open: [] as number[][] };
    for (let round = 0; round < rounds; round++) {
      latencies.alone.push(await measure(ask));
      latencies.gated.push(await whileFlooding(gated, () => measure(gated)));
      latencies.open.push(await whileFlooding(ask, () => measure(ask)));
    }
    return [0.5, 0.9].map((share) => figureOf(latencies, share));
  } finally {
    await pool.destroy();
    await prometheus.stop();
  }
}

function asker(pool: Pool): Ask {
  return async (_tenant, query) => {
    const range = { start: `${endSeconds - 21_000}`, end: `${endSeconds}`, step: '15' };
    const path = `/api/v1/query_range?${new URLSearchParams({ query, ...range })}`;
    const { statusCode, body } = await pool.request({ method: 'GET', path });
    await body.arrayBuffer();
    if (statusCode !== 200) throw new Error(`${query}: status ${statusCode}`);
  };
}

function gatedAsk(ask: Ask): Ask {
  const metrics = createMetrics({ version: 'bench', withProcessMetrics: false });
  const gate = new LimitGate({
    table: limitTable({
      maxConcurrent: 4,
      tenants: [],
      default: {
        maxConcurrent: 2,
        maxQueued: 1_000,
        maxWait: '1m',
        perSecond: 0,
        burst: 1,
        maxTails: 0,
        maxRange: '0',
        maxPoints: 11_000,
        maxLookback: '0',
        maxBodyBytes: 262_144,
        maxResponseBytes: 268_435_456,
        timeout: '1m',
      },
    }),
    clock: systemClock,
    metrics: createLimitMetrics(metrics),
  });
  return async (tenant, query) => {
    const lease = await gate.enter(tenant, new AbortController().signal);
    try {
      await ask(tenant, query);
    } finally {
      lease.release();
    }
  };
}

/** The quiet tenant's questions, one after the other. @returns milliseconds each */
async function measure(ask: Ask): Promise<number[]> {
  const [, quiet] = tenants;
  const latencies: number[] = [];
  for (let index = 0; index < asked; index++) {
    const startMs = performance.now();
    await ask(quiet.id, `sum(jobs_total{namespace="${quiet.namespace}"})`);
    latencies.push(performance.now() - startMs);
  }
  return latencies;
}

async function whileFlooding<T>(ask: Ask, work: () => Promise<T>): Promise<T> {
  const [loud] = tenants;
  const query = `sum by (pod) (rate(http_total{namespace="${loud.namespace}"}[5m]))`;
  let isOver = false;
  const keepAsking = async () => {
    while (!isOver) await ask(loud.id, query);
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
