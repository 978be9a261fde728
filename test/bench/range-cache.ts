import { Pool, request } from 'undici';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { Prometheus } from '../support/prometheus.ts';
import { type BenchFigure, spreadOf } from './figure.ts';
import {
  type CachedWay,
  panels,
  scrapeSeconds,
  startCachedWay,
  startDashboardPrometheus,
} from './range-cache-lab.ts';

const viewers = 20;
const refreshes = 3;
const rangeSeconds = 6 * 3_600;
/** As many as a browser asks at once over HTTP/1.1. */
const atOnce = 6;
const startSeconds = Date.parse('2024-05-01T12:00:00Z') / 1000;

/** What one way of asking cost in one refresh of all viewers. */
interface Turn {
  readonly latenciesMs: readonly number[];
  readonly requests: number;
  readonly samples: number;
}

/**
 * A dashboard of 24 panels over 6 h that 20 viewers refresh every 15 s, each at a moment of their
 * own: what a panel takes, and what it costs the backend, with the cache and without. Time is
 * virtual; requests, Prometheus and HTTP are real. The first load, from an empty cache, is counted.
 */
export async function benchRangeCache(): Promise<readonly BenchFigure[]> {
  const clock = new VirtualClock(startSeconds * 1000);
  const prometheus = await startDashboardPrometheus(
    startSeconds - rangeSeconds - 900,
    startSeconds + refreshes * scrapeSeconds,
  );
  const cached = await startCachedWay(prometheus.url, clock);
  try {
    const direct: Turn[] = [];
    const through: Turn[] = [];
    for (let refresh = 0; refresh < refreshes; refresh++) {
      const [without, with_] = await refreshAll(clock, prometheus, cached);
      direct.push(without);
      through.push(with_);
    }
    await compareAnswers(prometheus.url, cached.url, clock.nowMs() / 1000);
    return figuresOf(direct, through);
  } finally {
    await cached.stop();
    await prometheus.stop();
  }
}

/** Every viewer once, both ways one after the other, so that both see the same machine. */
async function refreshAll(
  clock: VirtualClock,
  prometheus: Prometheus,
  cached: CachedWay,
): Promise<readonly [Turn, Turn]> {
  const pools = [prometheus.url, cached.url].map((url) => new Pool(url, { connections: atOnce }));
  const latencies: [number[], number[]] = [[], []];
  const asked: [string[], string[]] = [[], []];
  for (let viewer = 0; viewer < viewers; viewer++) {
    const nowS = clock.nowMs() / 1000;
    for (const way of [0, 1] as const) {
      const pool = pools[way];
      if (pool) latencies[way].push(...(await loadDashboard(pool, nowS)));
    }
    asked[0].push(...panels.map((query) => formOf(query, nowS)));
    asked[1].push(...cached.takeAsked());
    await clock.advance((scrapeSeconds / viewers) * 1000);
  }
  await Promise.all(pools.map((pool) => pool.destroy()));
  const samples = new SampleCounts(prometheus);
  const turn = async (way: 0 | 1): Promise<Turn> => ({
    latenciesMs: latencies[way],
    requests: asked[way].length,
    samples: await samples.of(asked[way]),
  });
  return [await turn(0), await turn(1)];
}

async function loadDashboard(pool: Pool, nowS: number): Promise<readonly number[]> {
  const latencies: number[] = [];
  const waiting = panels.values();
  const worker = async () => {
    for (const query of waiting) {
      const sentMs = performance.now();
      const { statusCode, body } = await pool.request({ method: 'GET', path: pathOf(query, nowS) });
      await body.arrayBuffer();
      if (statusCode !== 200) throw new Error(`${query}: status ${statusCode}`);
      latencies.push(performance.now() - sentMs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return latencies;
}

/** As Grafana asks: both ends on multiples of the step. */
function formOf(query: string, nowS: number): string {
  const end = Math.floor(nowS / scrapeSeconds) * scrapeSeconds;
  const parameters = { query, start: `${end - rangeSeconds}`, end: `${end}`, step: '15' };
  return `${new URLSearchParams(parameters)}`;
}

const pathOf = (query: string, nowS: number): string =>
  `/api/v1/query_range?${formOf(query, nowS)}`;

/** @throws Error unless both ways give the same, and anything at all */
async function compareAnswers(direct: string, cached: string, nowS: number): Promise<void> {
  for (const query of panels) {
    const [a, b] = await Promise.all(
      [direct, cached].map(async (url) => (await request(url + pathOf(query, nowS))).body.text()),
    );
    const isLarge = (a?.length ?? 0) > 10_000;
    if (a !== b || !isLarge) throw new Error(`${query}: the answers differ or are empty`);
  }
}

/** What Prometheus says that questions cost, asked afterwards and for each different one once. */
class SampleCounts {
  readonly #prometheus: Prometheus;
  readonly #known = new Map<string, number>();

  constructor(prometheus: Prometheus) {
    this.#prometheus = prometheus;
  }

  async of(forms: readonly string[]): Promise<number> {
    let sum = 0;
    for (const form of forms) sum += await this.#one(form);
    return sum;
  }

  async #one(form: string): Promise<number> {
    const known = this.#known.get(form);
    if (known !== undefined) return known;
    const { body } = await request(`${this.#prometheus.url}/api/v1/query_range?${form}&stats=all`);
    const answer = (await body.json()) as {
      readonly data: { readonly stats: { readonly samples: { totalQueryableSamples: number } } };
    };
    const { totalQueryableSamples } = answer.data.stats.samples;
    this.#known.set(form, totalQueryableSamples);
    return totalQueryableSamples;
  }
}

function figuresOf(direct: readonly Turn[], through: readonly Turn[]): readonly BenchFigure[] {
  const label = `${panels.length} panels, 6 h, ${viewers} viewers`;
  const at = (share: number) => (turn: Turn) => {
    const sorted = [...turn.latenciesMs].sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  };
  const figure = (name: string, unit: string, of: (turn: Turn) => number, times: number | null) => {
    const spread = spreadOf(through.map(of));
    const peer = spreadOf(direct.map(of)).median;
    const ratio = spread.median / peer;
    return {
      name: `${label}: ${name}`,
      value: spread.median,
      unit,
      peer: 'direct',
      peerValue: peer,
      ratio,
      goal: times === null ? null : `at least ${times} times less`,
      met: times === null ? null : ratio * times <= 1,
      spread,
    };
  };
  return [
    figure('p50 of a panel', 'ms', at(0.5), 5),
    figure('p99 of a panel', 'ms', at(0.99), null),
    figure('upstream requests per refresh', '', (turn) => turn.requests, null),
    figure('upstream samples per refresh', '', (turn) => turn.samples, 10),
  ];
}
