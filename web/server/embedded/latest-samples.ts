import type { SeriesSource } from '../../../queries/source/series-source.ts';
import type { Turn } from '../../../queries/source/turn.ts';
import type { LatestAsk, LatestSample } from './embedded-messages.ts';

/** The newest sample, or staleness marker, of each series that carries the labels. */
export async function latestSamples(
  source: SeriesSource,
  { equal, minMs, maxMs }: LatestAsk,
  turn: Turn,
): Promise<readonly LatestSample[]> {
  const matchers = Object.entries(equal).map(([name, value]) => ({
    name,
    op: '=' as const,
    value,
    matches: (text: string) => text === value,
  }));
  const found = await source.select({ matchers, minMs, maxMs }, turn);
  return found.flatMap(({ labels, times, values, stale }) => {
    const at = times.length - 1;
    const atMs = times[at];
    if (atMs === undefined) return [];
    return [{ labels, atMs, value: values[at] ?? Number.NaN, isStale: stale?.[at] === 1 }];
  });
}
