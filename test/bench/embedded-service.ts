import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { type BenchFigure, type Spread, spreadOf } from './figure.ts';
import { HOSTS, HostWriter, SERIES_PER_HOST } from './host-load.ts';
import { HOST_QUERIES } from './host-queries.data.ts';
import { LogWriter } from './log-load.ts';

const SENDERS = 4;
const SCRAPE_MS = 15_000;
/** 3 h. */
const SCRAPES = 720;
const HOUR_S = 3_600;
const LOG_PUSHES = 250;
const ROUNDS = 5;
const IDLE_MS = 45_000;
const MEGABYTE = 1_000_000;
const PEER = 'Prometheus 2.42';
const TOKEN = 'bench-token-of-everything-of-acme';
const FILTER = '{app="shop"} |= "nobody says this"';

/** Where the same is sent to, or asked. */
interface Side {
  readonly pool: Pool;
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Sides {
  readonly own: Side;
  readonly peer: Side;
  readonly service: TocsinProcess;
  readonly prometheus: Prometheus;
}

/**
 * The embedded stores through the built service on a fresh folder, beside a real Prometheus with the
 * same data: what they take, what they answer, what they need.
 */
export async function benchEmbedded(): Promise<readonly BenchFigure[]> {
  const prometheus = await startPrometheus();
  const service = await startTocsin({ config: configOf() });
  const sides: Sides = {
    own: {
      pool: new Pool(service.url, { connections: SENDERS }),
      base: '/scopes/acme/prometheus',
      headers: { authorization: `Bearer ${TOKEN}` },
    },
    peer: { pool: new Pool(prometheus.url, { connections: SENDERS }), base: '', headers: {} },
    service,
    prometheus,
  };
  try {
    const endMs = Math.floor(systemClock.nowMs() / SCRAPE_MS) * SCRAPE_MS;
    return [
      ...(await ingestFigures(sides, endMs)),
      ...(await queryFigures(sides, endMs / 1000)),
      ...(await logFigures(sides, endMs)),
      ...(await restFigures(sides)),
      await idleFigure(),
    ];
  } finally {
    await Promise.all([sides.own.pool.destroy(), sides.peer.pool.destroy()]);
    await service.remove();
    await prometheus.stop();
  }
}

function configOf(): Readonly<Record<string, unknown>> {
  return {
    log: { level: 'warn' },
    limits: { default: { perSecond: 0 } },
    rangeCache: { maxBytes: 0 },
    collector: {
      ingest: { samplesPerSecond: 10_000_000, logBytesPerSecond: 10_000_000_000 },
      scrape: { self: false, host: false },
    },
    clusters: [
      {
        id: 'lab',
        metrics: { kind: 'embedded' },
        logs: { kind: 'embedded', enforcement: { namespaceLabel: 'ns' } },
        enforcement: { namespaceLabel: 'namespace' },
      },
    ],
    tenants: [
      {
        id: 'acme',
        projects: [
          { id: 'shop', environments: [{ id: 'prod', cluster: 'lab', namespace: 'acme-prod' }] },
        ],
      },
    ],
    tokens: [
      {
        name: 'everything',
        owner: 'acme',
        kind: 'scope',
        node: 'acme',
        permissions: ['metrics:read', 'metrics:write', 'logs:read', 'logs:write'],
        secret: TOKEN,
      },
    ],
  };
}

async function ingestFigures({ own, peer }: Sides, endMs: number): Promise<readonly BenchFigure[]> {
  const theirs = await ingestMetrics(peer, endMs);
  const ours = await ingestMetrics(own, endMs);
  return [
    {
      ...figure('embedded: ingest by remote write, 4 senders', 'samples/s', spreadOf([ours])),
      peer: PEER,
      peerValue: theirs,
      ratio: ours / theirs,
      goal: 'at least 100,000',
      met: ours >= 100_000,
    },
  ];
}

/** @returns samples per second */
async function ingestMetrics(side: Side, endMs: number): Promise<number> {
  const headers = {
    'content-encoding': 'snappy',
    'content-type': 'application/x-protobuf',
    'x-prometheus-remote-write-version': '0.1.0',
  };
  const startedMs = performance.now();
  const sent = await Promise.all(
    Array.from({ length: SENDERS }, async (_, sender) => {
      const writer = new HostWriter(sender, SENDERS);
      for (let scrape = 0; scrape < SCRAPES; scrape++) {
        const body = writer.next(endMs - (SCRAPES - 1 - scrape) * SCRAPE_MS);
        await post(side, '/api/v1/write', body, headers);
      }
      return writer.series * SCRAPES;
    }),
  );
  const samples = sent.reduce((sum, count) => sum + count, 0);
  return samples / ((performance.now() - startedMs) / 1_000);
}

async function queryFigures(sides: Sides, endS: number): Promise<readonly BenchFigure[]> {
  const range = { start: `${endS - HOUR_S}`, end: `${endS}`, step: '15' };
  const rate = 'rate(node_cpu_seconds_total[5m])';
  const questions: readonly (readonly [string, readonly string[]])[] = [
    ['embedded: sum of rate over 1,024 series × 1 h', [`sum by (mode) (${rate})`]],
    ['embedded: rate over 1,024 series × 1 h, all of them', [rate]],
    ['embedded: the 20 queries of a host dashboard, 1 h', HOST_QUERIES],
  ];
  const figures: BenchFigure[] = [];
  for (const [name, queries] of questions) {
    const pairs: { readonly own: number; readonly peer: number }[] = [];
    // The first round warms up both.
    for (let round = 0; round <= ROUNDS; round++) {
      const peer = await timeOf(() => askAll(sides.peer, queries, range));
      const own = await timeOf(() => askAll(sides.own, queries, range));
      if (round > 0) pairs.push({ own, peer });
    }
    const ratio = spreadOf(pairs.map(({ own, peer }) => own / peer)).median;
    figures.push({
      ...figure(name, 'ms', spreadOf(pairs.map(({ own }) => own))),
      peer: PEER,
      peerValue: spreadOf(pairs.map(({ peer }) => peer)).median,
      ratio,
      goal: 'at most 2 times',
      met: ratio <= 2,
    });
  }
  return figures;
}

async function askAll(
  side: Side,
  queries: readonly string[],
  range: Readonly<Record<string, string>>,
): Promise<void> {
  for (const query of queries) {
    const text = await get(side, `/api/v1/query_range?${new URLSearchParams({ query, ...range })}`);
    if (!text.includes('"values"')) throw new Error(`${query} has no answer`);
  }
}

async function logFigures({ own }: Sides, endMs: number): Promise<readonly BenchFigure[]> {
  const side = { ...own, base: '/scopes/acme/loki' };
  const headers = { 'content-type': 'application/json' };
  const startNs = BigInt(endMs - 120_000) * 1_000_000n;
  const startedMs = performance.now();
  const sent = await Promise.all(
    Array.from({ length: SENDERS }, async (_, sender) => {
      const writer = new LogWriter(sender, startNs);
      for (let push = 0; push < LOG_PUSHES; push++) {
        await post(side, '/loki/api/v1/push', writer.next(), headers);
      }
      return writer.lineBytes * LOG_PUSHES;
    }),
  );
  const megabytes = sent.reduce((sum, bytes) => sum + bytes, 0) / MEGABYTE;
  const rate = megabytes / ((performance.now() - startedMs) / 1_000);
  const form = { query: FILTER, start: `${startNs}`, end: `${endMs}000000`, limit: '100' };
  const path = `/loki/api/v1/query_range?${new URLSearchParams(form)}`;
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rates.push(megabytes / ((await timeOf(() => filter(side, path, megabytes))) / 1_000));
  }
  const filtered = spreadOf(rates);
  return [
    {
      ...figure('embedded: ingest of log lines, 4 senders', 'MB/s', spreadOf([rate])),
      goal: 'at least 20',
      met: rate >= 20,
    },
    {
      ...figure(`embedded: log filter over ${Math.round(megabytes)} MB`, 'MB/s', filtered),
      goal: 'at least 200',
      met: filtered.median >= 200,
    },
  ];
}

/** @throws Error unless all lines were read */
async function filter(side: Side, path: string, megabytes: number): Promise<void> {
  const { data } = JSON.parse(await get(side, path)) as {
    readonly data: {
      readonly result: readonly unknown[];
      readonly stats: { readonly summary: { readonly totalBytesProcessed: number } };
    };
  };
  const read = data.stats.summary.totalBytesProcessed / MEGABYTE;
  if (data.result.length > 0 || read < megabytes * 0.95) {
    throw new Error(`the filter read ${read} MB of ${megabytes}`);
  }
}

/** What lies on disk once it has stopped, and how long it takes to be there again. */
async function restFigures({ service, prometheus }: Sides): Promise<readonly BenchFigure[]> {
  await service.stop();
  const folder = join(service.folder, 'data', 'embedded', 'tenants', 'acme');
  const samples = HOSTS * SERIES_PER_HOST * SCRAPES;
  const size = bytesIn(join(folder, 'metrics')) / samples;
  const startedMs = performance.now();
  await service.restart();
  const readyMs = performance.now() - startedMs;
  return [
    {
      ...figure('embedded: on disk, like node-exporter', 'bytes/sample', spreadOf([size])),
      peer: `${PEER} with its log`,
      peerValue: bytesIn(join(prometheus.folder, 'data')) / samples,
      goal: 'at most 3',
      met: size <= 3,
    },
    {
      ...figure('embedded: start to ready, with all of this', 'ms', spreadOf([readyMs])),
      goal: 'under 2,000',
      met: readyMs < 2_000,
    },
  ];
}

async function idleFigure(): Promise<BenchFigure> {
  const service = await startTocsin({ config: { log: { level: 'warn' } } });
  try {
    await delay(IDLE_MS);
    const status = readFileSync(`/proc/${service.pid()}/status`, 'utf8');
    const [, kib = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(status) ?? [];
    const mebibytes = Number(kib) / 1_024;
    return {
      ...figure('embedded: idle, self and host scraped', 'MiB', spreadOf([mebibytes])),
      goal: 'under 200',
      met: mebibytes < 200,
    };
  } finally {
    await service.remove();
  }
}

function bytesIn(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .map((name) => statSync(join(folder, name)))
    .filter((entry) => entry.isFile())
    .reduce((sum, { size }) => sum + size, 0);
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

async function post(
  { pool, base, headers }: Side,
  path: string,
  body: Buffer,
  more: Readonly<Record<string, string>>,
): Promise<void> {
  const all = { ...headers, ...more };
  const answer = await pool.request({ method: 'POST', path: `${base}${path}`, headers: all, body });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${text}`);
}

async function get({ pool, base, headers }: Side, path: string): Promise<string> {
  const answer = await pool.request({ method: 'GET', path: `${base}${path}`, headers });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${text}`);
  return text;
}

function figure(name: string, unit: string, spread: Spread): BenchFigure {
  const value = spread.median;
  return {
    name,
    value,
    unit,
    peer: null,
    peerValue: null,
    ratio: null,
    goal: null,
    met: null,
    spread,
  };
}
