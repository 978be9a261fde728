import { compareText, type Labels, labelsKey } from '../../platform/model/labels.ts';
import type { MetricSource, ReadAsk, ReadListAsk, ReadSeries, ReadTurn } from './read-port.ts';
import { mergeColumns, SampleColumns } from './sample-columns.ts';
import { HI, LO, STALE_HI, STALE_LO, wordsOf } from './sample-words.ts';

/** Several sources as one; where two have the same series, its samples are joined. */
export class MergedSource implements MetricSource {
  readonly #sources: () => readonly MetricSource[];

  /** @param sources asked at each question */
  constructor(sources: () => readonly MetricSource[]) {
    this.#sources = sources;
  }

  async select(ask: ReadAsk, turn: ReadTurn): Promise<readonly ReadSeries[]> {
    const parts: (readonly ReadSeries[])[] = [];
    for (const source of this.#sources()) parts.push(await source.select(ask, turn));
    if (parts.length === 1) return parts[0] ?? [];
    const byKey = new Map<string, ReadSeries>();
    for (const series of parts.flat()) {
      const key = labelsKey(series.labels);
      const other = byKey.get(key);
      byKey.set(key, other === undefined ? series : joined(other, series));
    }
    return [...byKey.values()];
  }

  async labelSets(ask: ReadListAsk, turn: ReadTurn): Promise<readonly Labels[]> {
    const sets = new Map<string, Labels>();
    for (const source of this.#sources()) {
      for (const set of await source.labelSets(ask, turn)) sets.set(labelsKey(set), set);
    }
    return [...sets.values()];
  }

  labelNames(ask: ReadListAsk, turn: ReadTurn): Promise<readonly string[]> {
    return this.#union((source) => source.labelNames(ask, turn));
  }

  labelValues(name: string, ask: ReadListAsk, turn: ReadTurn): Promise<readonly string[]> {
    return this.#union((source) => source.labelValues(name, ask, turn));
  }

  async #union(
    ask: (source: MetricSource) => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const all = new Set<string>();
    for (const source of this.#sources()) for (const text of await ask(source)) all.add(text);
    return [...all].sort(compareText);
  }
}

function joined(first: ReadSeries, second: ReadSeries): ReadSeries {
  const target = new SampleColumns(first.times.length + second.times.length);
  mergeColumns(columnsOf(first), columnsOf(second), target);
  const columns = target.between(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  return columns === null ? first : { labels: first.labels, ...columns };
}

function columnsOf({ times, values, stale }: ReadSeries): SampleColumns {
  const columns = new SampleColumns(times.length);
  const words = wordsOf(values);
  for (let at = 0; at < times.length; at++) {
    const isStale = stale !== null && stale[at] === 1;
    const hi = isStale ? STALE_HI : (words[at * 2 + HI] ?? 0);
    columns.push(times[at] ?? 0, hi, isStale ? STALE_LO : (words[at * 2 + LO] ?? 0));
  }
  return columns;
}
