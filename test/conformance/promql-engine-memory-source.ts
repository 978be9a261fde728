import { type Labels, labelsKey } from '../../platform/model/labels.ts';
import type {
  SeriesAsk,
  SeriesColumns,
  SeriesListAsk,
  SeriesSource,
} from '../../queries/source/series-source.ts';
import type { SourceMatcher } from '../../queries/source/source-matcher.ts';
import type { LoadedSeries } from './promql-engine-system.ts';

/** A series source that holds all samples in columns in memory. */
export class MemorySource implements SeriesSource {
  readonly #series = new Map<string, LoadedSeries>();

  /** Appends; of two samples at the same instant the later one stays. */
  add(series: readonly LoadedSeries[]): void {
    for (const one of series) {
      const key = labelsKey(one.labels);
      const before = this.#series.get(key);
      this.#series.set(key, before === undefined ? one : joined(before, one));
    }
  }

  async select({ matchers, minMs, maxMs }: SeriesAsk): Promise<readonly SeriesColumns[]> {
    const found: SeriesColumns[] = [];
    for (const series of this.#series.values()) {
      if (!fulfils(series.labels, matchers)) continue;
      const from = firstFrom(series.times, minMs);
      const to = firstFrom(series.times, maxMs + 1);
      if (from >= to) continue;
      const stale = series.stale.slice(from, to);
      found.push({
        labels: series.labels,
        times: series.times.slice(from, to),
        values: series.values.slice(from, to),
        stale: stale.includes(1) ? stale : null,
      });
    }
    return found;
  }

  async labelSets({ selectors, minMs, maxMs }: SeriesListAsk): Promise<readonly Labels[]> {
    return [...this.#series.values()]
      .filter(({ labels, times }) => {
        const isIn = firstFrom(times, minMs) < firstFrom(times, maxMs + 1);
        return isIn && (selectors.length === 0 || selectors.some((one) => fulfils(labels, one)));
      })
      .map(({ labels }) => labels);
  }

  async labelNames(ask: SeriesListAsk): Promise<readonly string[]> {
    const sets = await this.labelSets(ask);
    return [...new Set(sets.flatMap((labels) => [...labels.keys()]))].sort();
  }

  async labelValues(name: string, ask: SeriesListAsk): Promise<readonly string[]> {
    const sets = await this.labelSets(ask);
    return [...new Set(sets.flatMap((labels) => labels.get(name) ?? []))].sort();
  }
}

function fulfils(labels: Labels, matchers: readonly SourceMatcher[]): boolean {
  return matchers.every((matcher) => matcher.matches(labels.get(matcher.name) ?? ''));
}

/** The first place at or after an instant. */
function firstFrom(times: Float64Array, atMs: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function joined(a: LoadedSeries, b: LoadedSeries): LoadedSeries {
  const at = new Map<number, readonly [number, number]>();
  for (const { times, values, stale } of [a, b]) {
    for (const [i, time] of times.entries()) at.set(time, [values[i] ?? 0, stale[i] ?? 0]);
  }
  const times = Float64Array.from(at.keys()).sort();
  return {
    labels: a.labels,
    times,
    values: Float64Array.from(times, (time) => at.get(time)?.[0] ?? 0),
    stale: Uint8Array.from(times, (time) => at.get(time)?.[1] ?? 0),
  };
}
