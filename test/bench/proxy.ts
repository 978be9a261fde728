import type { BenchFigure } from './figure.ts';
import { type BenchQuestion, benchQuestions, startBenchPrometheus } from './proxy-backend.ts';
import { cachedFigures, plainFigures, proxyFigures } from './proxy-figures.ts';
import { type LoadTarget, measureInTurns, type Round } from './proxy-rounds.ts';
import { type ProxyWays, peerTarget, startProxyWays } from './proxy-ways.ts';

const rounds = 7;
const durationMs = 1_500;

/** Where the Prometheus listens when there is another proxy, which must be told in advance. */
const peersPort = 19_090;

/**
 * What tocsin costs over a bare pass-through: throughput, p50, p99 and CPU of the proxy's processes,
 * for the cheapest instant query and for a range query, at 1, 16 and 64 connections, with one
 * process and with workers; and the range query from the cache. All ways end at the same Prometheus
 * and are measured in turns; their answers are compared first.
 * @param peer address of another label proxy, which gets a column of its own (see `peerTarget`)
 */
export async function benchProxy(peer?: string): Promise<readonly BenchFigure[]> {
  const prometheus = await startBenchPrometheus(peer === undefined ? null : peersPort);
  try {
    const ways = await startProxyWays(prometheus.url);
    try {
      const figures: BenchFigure[] = [];
      for (const question of benchQuestions)
        figures.push(...(await measureAll(question, ways, peer)));
      return figures;
    } finally {
      await ways.stop();
    }
  } finally {
    await prometheus.stop();
  }
}

async function measureAll(
  question: BenchQuestion,
  ways: ProxyWays,
  peerUrl: string | undefined,
): Promise<BenchFigure[]> {
  const { direct, cached, workers, tocsin, ...others } = ways.targets(question);
  const peer = peerUrl === undefined ? [] : [peerTarget(peerUrl, question)];
  const compared = [direct, others['pass-through'], tocsin, workers, ...peer];
  await compareAnswers([...compared, cached]);
  const figures: BenchFigure[] = [];
  for (const connections of [1, 16, 64]) {
    const at = { label: question.label, connections };
    const measured = await measureInTurns(compared, { connections, rounds, durationMs });
    const of = (name: string): readonly Round[] => measured.get(name) ?? [];
    figures.push(...plainFigures(at, 'direct', of('direct')));
    figures.push(...plainFigures(at, 'pass-through', of('pass-through')));
    figures.push(...proxyFigures(at, 'tocsin', of('tocsin'), of('pass-through')));
    figures.push(...plainFigures(at, 'tocsin with 2 workers', of('workers')));
    figures.push(...plainFigures(at, 'peer', of('peer')));
    if (!question.isRange) continue;
    const again = await measureInTurns([direct, cached], { connections, rounds, durationMs });
    figures.push(...cachedFigures(at, again.get('cached') ?? [], again.get('direct') ?? []));
  }
  return figures;
}

/** @throws Error unless all ways give each tenant the same data, and any at all */
async function compareAnswers(targets: readonly LoadTarget[]): Promise<void> {
  const data = await Promise.all(
    targets.map(({ origin, requests }) =>
      Promise.all(
        requests.map(async ({ path, headers }) => {
          const response = await fetch(`${origin}${path}`, { headers });
          const body = (await response.json()) as { data?: { result?: unknown[] } };
          return JSON.stringify(body.data?.result ?? []);
        }),
      ),
    ),
  );
  const texts = data.map((answers) => answers.join('\n'));
  if (new Set(texts).size !== 1 || data[0]?.includes('[]')) {
    throw new Error(`the answers differ or are empty: ${texts.join(' | ').slice(0, 600)}`);
  }
}
