import { freePort } from '../support/free-port.ts';
import { inRepository } from '../support/repository.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { answers, startServerProcess } from '../support/server-process.ts';
import { startTocsin } from '../support/tocsin-process.ts';
import { readerToken, twoTenants } from '../support/two-tenants.ts';
import type { BenchFigure } from './figure.ts';
import { type BenchQuestion, benchQuestions, startBenchPrometheus } from './proxy-backend.ts';
import { proxyFigures } from './proxy-figures.ts';
import { type LoadTarget, measureInTurns } from './proxy-rounds.ts';

/** Where each way of asking leads, and whose CPU it costs. */
interface Ways {
  readonly direct: string;
  readonly passThrough: ServerProcess & { readonly url: string };
  readonly tocsin: { readonly url: string; readonly pid: number; readonly token: string };
}

const rounds = 7;
const durationMs = 1_500;

/**
 * What tocsin costs over a bare pass-through: throughput, p50, p99 and CPU of the proxy's process,
 * for the cheapest instant query and for a range query, at 1 and 16 connections. All three ways
 * end at the same Prometheus and are measured in turns; their answers are compared first.
 */
export async function benchProxy(): Promise<readonly BenchFigure[]> {
  const prometheus = await startBenchPrometheus();
  const tocsin = await startTocsin({
    config: { log: { level: 'warn' }, ...twoTenants({ prometheusUrl: prometheus.url }) },
  });
  const passThrough = await startPassThrough(prometheus.url);
  try {
    const ways: Ways = {
      direct: prometheus.url,
      passThrough,
      tocsin: { url: tocsin.url, pid: tocsin.pid(), token: readerToken('acme') },
    };
    return await measureAll(ways);
  } finally {
    await Promise.all([tocsin.remove(), passThrough.stop(), prometheus.stop()]);
  }
}

async function startPassThrough(origin: string): Promise<Ways['passThrough']> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = await startServerProcess({
    name: 'pass-through',
    command: process.execPath,
    args: ['--import', 'tsx', inRepository('test/bench/pass-through-server.ts'), `${port}`, origin],
    cwd: inRepository(),
    ready: () => answers(`${url}/-/ready`),
  });
  return { ...server, url };
}

async function measureAll(ways: Ways): Promise<BenchFigure[]> {
  const figures: BenchFigure[] = [];
  for (const question of benchQuestions) {
    const targets = targetsOf(question, ways);
    await compareAnswers(targets);
    for (const connections of [1, 16]) {
      const measured = await measureInTurns(targets, { connections, rounds, durationMs });
      const of = (name: string) => measured.get(name) ?? [];
      figures.push(
        ...proxyFigures({
          label: question.label,
          connections,
          direct: of('direct'),
          passThrough: of('pass-through'),
          tocsin: of('tocsin'),
        }),
      );
    }
  }
  return figures;
}

/** Without tocsin the tenant's matcher is written by hand, so that Prometheus does equal work. */
function targetsOf({ metric, path }: BenchQuestion, ways: Ways): LoadTarget[] {
  const scoped = path(`${metric}{namespace="acme-prod"}`);
  const { direct, passThrough, tocsin } = ways;
  return [
    { name: 'direct', origin: direct, path: scoped, headers: {}, pid: null },
    {
      name: 'pass-through',
      origin: passThrough.url,
      path: scoped,
      headers: {},
      pid: passThrough.pid,
    },
    {
      name: 'tocsin',
      origin: tocsin.url,
      path: `/scopes/acme/prometheus${path(metric)}`,
      headers: { authorization: `Bearer ${tocsin.token}` },
      pid: tocsin.pid,
    },
  ];
}

/** @throws Error unless all ways give the same data, and any at all */
async function compareAnswers(targets: readonly LoadTarget[]): Promise<void> {
  const data = await Promise.all(
    targets.map(async ({ origin, path, headers }) => {
      const response = await fetch(`${origin}${path}`, { headers });
      const body = (await response.json()) as { data?: { result?: unknown[] } };
      return JSON.stringify(body.data?.result ?? []);
    }),
  );
  if (new Set(data).size !== 1 || data[0] === '[]') {
    throw new Error(`the answers differ or are empty: ${data.join(' | ').slice(0, 600)}`);
  }
}
