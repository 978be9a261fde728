import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { logPushes, metricPushes, SCRAPES, SENDERS } from './embedded-pushes.ts';
import {
  besidePeer,
  figure,
  get,
  type Pair,
  PEER,
  ROUNDS,
  type Side,
  timeOf,
} from './embedded-side.ts';
import type { BenchFigure } from './figure.ts';
import { HOSTS, SERIES_PER_HOST } from './host-load.ts';
import { HOST_QUERIES } from './host-queries.data.ts';

const SCRAPE_MS = 15_000;
const HOUR_S = 3_600;
const IDLE_MS = 45_000;
const MEGABYTE = 1_000_000;
const MEBIBYTE = 1_048_576;
const TOKEN = 'bench-token-of-everything-of-acme';
const FILTER = '{app="shop"} |= "nobody says this"';

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
      ...(await metricPushes(sides, service.pid(), endMs)),
      ...(await queryFigures(sides, endMs / 1000)),
      ...(await logFigures(sides, endMs)),
      ...(await restFigures(sides)),
      await firstStartFigure(),
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

async function queryFigures(sides: Sides, endS: number): Promise<readonly BenchFigure[]> {
  const rate = 'rate(node_cpu_seconds_total[5m])';
  const questions: readonly (readonly [string, readonly string[]])[] = [
    ['embedded: sum of rate over 1,024 series × 1 h', [`sum by (mode) (${rate})`]],
    ['embedded: rate over 1,024 series × 1 h, all of them', [rate]],
    ['embedded: the 20 queries of a host dashboard, 1 h', HOST_QUERIES],
  ];
  const figures: BenchFigure[] = [];
  for (const [name, queries] of questions) {
    const rounds = await askInTurns(sides, queries, endS);
    const whole = rounds.map((pairs) => ({
      own: pairs.reduce((sum, { own }) => sum + own, 0),
      peer: pairs.reduce((sum, { peer }) => sum + peer, 0),
    }));
    const together = besidePeer(name, 'ms', whole);
    figures.push({
      ...together,
      goal: 'at most 2 times',
      met: together.ratio !== null && together.ratio <= 2,
    });
    if (queries.length === 1) continue;
    queries.forEach((query, at) => {
      const each = rounds.flatMap((pairs) => pairs[at] ?? []);
      figures.push(besidePeer(`  ${query}`, 'ms', each));
    });
  }
  return figures;
}

/** @returns of each round the time of each query; the first round warmed up both and is not there */
async function askInTurns(
  { own, peer }: Sides,
  queries: readonly string[],
  endS: number,
): Promise<readonly (readonly Pair[])[]> {
  const range = { start: `${endS - HOUR_S}`, end: `${endS}`, step: '15' };
  const rounds: (readonly Pair[])[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const pairs: Pair[] = [];
    for (const query of queries) {
      const form = new URLSearchParams({ query, ...range });
      const theirs = await timeOf(() => ask(peer, form));
      pairs.push({ own: await timeOf(() => ask(own, form)), peer: theirs });
    }
    rounds.push(pairs);
  }
  return rounds.slice(1);
}

async function ask(side: Side, form: URLSearchParams): Promise<void> {
  const text = await get(side, `/api/v1/query_range?${form}`);
  if (!text.includes('"values"')) throw new Error(`${form.get('query')} has no answer`);
}

async function logFigures({ own, service }: Sides, endMs: number): Promise<readonly BenchFigure[]> {
  const side = { ...own, base: '/scopes/acme/loki' };
  const startNs = BigInt(endMs - 120_000) * 1_000_000n;
  const { megabytes, figures } = await logPushes(side, service.pid(), startNs);
  const form = { query: FILTER, start: `${startNs}`, end: `${endMs}000000`, limit: '100' };
  const path = `/loki/api/v1/query_range?${new URLSearchParams(form)}`;
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rates.push(megabytes / ((await timeOf(() => filter(side, path, megabytes))) / 1_000));
  }
  const filtered = figure(`embedded: log filter over ${Math.round(megabytes)} MB`, 'MB/s', rates);
  return [...figures, { ...filtered, goal: 'at least 200', met: filtered.value >= 200 }];
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
  const starts: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await service.stop();
    starts.push(await timeOf(() => service.restart()));
  }
  return [
    {
      ...figure('embedded: on disk, like node-exporter', 'bytes/sample', [size]),
      peer: `${PEER} with its log`,
      peerValue: bytesIn(join(prometheus.folder, 'data')) / samples,
      goal: 'at most 3',
      met: size <= 3,
    },
    startFigure('embedded: start to ready, with all of this', starts),
  ];
}

/** On an empty folder, as it is: with the host and itself collected, and a first account made. */
async function firstStartFigure(): Promise<BenchFigure> {
  const starts: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedMs = performance.now();
    const service = await startTocsin({ config: { log: { level: 'warn' } } });
    starts.push(performance.now() - startedMs);
    await service.remove();
  }
  return startFigure('embedded: start to ready, nothing there yet', starts);
}

function startFigure(name: string, starts: readonly number[]): BenchFigure {
  const started = figure(name, 'ms', starts);
  return { ...started, goal: 'under 2,000', met: started.value < 2_000 };
}

/** Resident memory from the 45th second on, looked at five times, 3 s apart. */
async function idleFigure(): Promise<BenchFigure> {
  const service = await startTocsin({ config: { log: { level: 'warn' } } });
  try {
    const sizes: number[] = [];
    await delay(IDLE_MS);
    for (let round = 0; round < ROUNDS; round++) {
      sizes.push(residentBytes(service.pid()) / MEBIBYTE);
      await delay(3_000);
    }
    const idle = figure('embedded: idle, self and host scraped', 'MiB', sizes);
    return { ...idle, goal: 'under 200 MB', met: idle.value * MEBIBYTE < 200 * MEGABYTE };
  } finally {
    await service.remove();
  }
}

function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, kib = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(status) ?? [];
  return Number(kib) * 1_024;
}

function bytesIn(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .map((name) => statSync(join(folder, name)))
    .filter((entry) => entry.isFile())
    .reduce((sum, { size }) => sum + size, 0);
}
