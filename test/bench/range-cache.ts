import { join } from 'node:path';
import { Pool } from 'undici';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { startTocsin } from '../support/tocsin-process.ts';
import { readerToken, tenants, twoTenants } from '../support/two-tenants.ts';
import { panelsFor, scrapeSeconds, startDashboardPrometheus } from './dashboard-lab.ts';
import { type BenchFigure, spreadOf } from './figure.ts';
import { type QueryCost, QueryLog } from './query-log.ts';

const viewers = 20;
const refreshes = 4;
const rangeSeconds = 6 * 3_600;
/** As many as a browser asks at once over HTTP/1.1. */
const atOnce = 6;
const [tenant] = tenants;

/** One way to ask, and the questions of the dashboard there. */
interface Way {
  readonly pool: Pool;
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly panels: readonly string[];
}

/** What one way of asking cost in one refresh of all viewers. */
interface Turn extends QueryCost {
  readonly latenciesMs: readonly number[];
}

/**
 * A dashboard of 24 panels over 6 h that 20 viewers refresh every 15 s: what a panel takes, and what
 * it costs the backend, asked directly and through tocsin with its cache. Everything is real, the
 * counts are Prometheus's own. The first load, from an empty cache, is counted.
 */
export async function benchRangeCache(): Promise<readonly BenchFigure[]> {
  const folder = tempFolder('bench-dashboard');
  const queryLogFile = join(folder, 'queries.log');
  const nowS = Math.floor(systemClock.nowMs() / 1000);
  const prometheus = await startDashboardPrometheus(nowS - rangeSeconds - 900, nowS + 1_800, {
    queryLogFile,
  });
  const limits = { default: { maxConcurrent: 64, perSecond: 0 } };
  const tocsin = await startTocsin({
    config: { log: { level: 'warn' }, limits, ...twoTenants({ prometheusUrl: prometheus.url }) },
  });
  const direct: Way = {
    pool: new Pool(prometheus.url, { connections: atOnce }),
    base: '',
    headers: {},
    panels: panelsFor(`{namespace="${tenant.namespace}"}`),
  };
  const through: Way = {
    pool: new Pool(tocsin.url, { connections: atOnce }),
    base: `/scopes/${tenant.id}/prometheus`,
    headers: { authorization: `Bearer ${readerToken(tenant.id)}` },
    panels: panelsFor(''),
  };
  try {
    const turns = await refreshAll(direct, through, new QueryLog(queryLogFile));
    await compareAnswers(direct, through);
    return figuresOf(turns.direct, turns.through);
  } finally {
    await Promise.all([direct.pool.destroy(), through.pool.destroy()]);
    await tocsin.remove();
    await prometheus.stop();
    removeFolder(folder);
  }
}

/** Every viewer both ways one after the other, so that both see the same machine. */
async function refreshAll(direct: Way, through: Way, log: QueryLog) {
  const turns = { direct: [] as Turn[], through: [] as Turn[] };
  for (let refresh = 0; refresh < refreshes; refresh++) {
    const startedMs = systemClock.monotonicMs();
    const parts = { direct: [] as Turn[], through: [] as Turn[] };
    for (let viewer = 0; viewer < viewers; viewer++) {
      log.take();
      parts.direct.push({ latenciesMs: await loadDashboard(direct), ...log.take() });
      parts.through.push({ latenciesMs: await loadDashboard(through), ...log.take() });
    }
    turns.direct.push(together(parts.direct));
    turns.through.push(together(parts.through));
    const restMs = scrapeSeconds * 1000 - (systemClock.monotonicMs() - startedMs);
    if (restMs > 0) await systemClock.sleep(restMs);
  }
  return turns;
}

function together(turns: readonly Turn[]): Turn {
  return {
    latenciesMs: turns.flatMap(({ latenciesMs }) => latenciesMs),
    requests: turns.reduce((sum, { requests }) => sum + requests, 0),
    samples: turns.reduce((sum, { samples }) => sum + samples, 0),
  };
}

async function loadDashboard(way: Way): Promise<readonly number[]> {
  const latencies: number[] = [];
  const endS = alignedNow();
  const waiting = way.panels.values();
  const worker = async () => {
    for (const query of waiting) {
      const sentMs = performance.now();
      await ask(way, query, endS);
      latencies.push(performance.now() - sentMs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return latencies;
}

/** As Grafana asks: both ends on multiples of the step. */
function alignedNow(): number {
  return Math.floor(systemClock.nowMs() / 1000 / scrapeSeconds) * scrapeSeconds;
}

async function ask({ pool, base, headers }: Way, query: string, endS: number): Promise<string> {
  const range = { start: `${endS - rangeSeconds}`, end: `${endS}`, step: `${scrapeSeconds}` };
  const path = `${base}/api/v1/query_range?${new URLSearchParams({ query, ...range })}`;
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${query}: status ${statusCode} ${text.slice(0, 300)}`);
  return text;
}

/** @throws Error unless both ways give the same, and anything at all */
async function compareAnswers(direct: Way, through: Way): Promise<void> {
  const endS = alignedNow();
  for (const [index, query] of direct.panels.entries()) {
    const theirs = await ask(direct, query, endS);
    const ours = await ask(through, through.panels[index] ?? '', endS);
    if (ours !== theirs || ours.length < 10_000)
      throw new Error(`${query}: the answers differ or are empty`);
  }
}

function figuresOf(direct: readonly Turn[], through: readonly Turn[]): readonly BenchFigure[] {
  const label = `24 panels, 6 h, ${viewers} viewers`;
  const at = (share: number) => (turn: Turn) => {
    const sorted = [...turn.latenciesMs].sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  };
  const sum = (turns: readonly Turn[], of: (turn: Turn) => number) =>
    turns.reduce((total, turn) => total + of(turn), 0);
  const figure = (name: string, unit: string, of: (turn: Turn) => number, times: number | null) => {
    const spread = spreadOf(through.map(of));
    const ratio = sum(through, of) / sum(direct, of);
    return {
      name: `${label}: ${name}`,
      value: spread.median,
      unit,
      peer: 'direct',
      peerValue: spreadOf(direct.map(of)).median,
      ratio,
      goal: times === null ? null : `at least ${times} times less`,
      met: times === null ? null : ratio * times <= 1,
      spread,
    };
  };
  return [
    figure('p50 of a panel', 'ms', at(0.5), 5),
    figure('p99 of a panel', 'ms', at(0.99), null),
    figure('upstream requests per refresh', '', ({ requests }) => requests, null),
    figure('upstream samples per refresh', '', ({ samples }) => samples, 10),
  ];
}
