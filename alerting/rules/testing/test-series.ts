import { type Labels, labelsKey } from '../../../platform/model/labels.ts';
import type {
  SeriesAsk,
  SeriesColumns,
  SeriesListAsk,
  SeriesSource,
} from '../../../queries/source/series-source.ts';
import type { SourceMatcher } from '../../../queries/source/source-matcher.ts';

/** A sample of a series; `stale`: a staleness marker. */
export type TestValue = number | 'stale';

interface GrowingSeries {
  readonly labels: Labels;
  /** Unix milliseconds, ascending. */
  readonly times: number[];
  readonly values: TestValue[];
}

const NAME = '__name__';

/** The samples of one test, in memory. Those of a series come in the order of time. */
export class TestSeries implements SeriesSource {
  readonly #series = new Map<string, GrowingSeries>();
  readonly #byName = new Map<string, GrowingSeries[]>();

  /** @returns why it is not taken, in Prometheus's words; null when it is */
  append(labels: Labels, atMs: number, value: TestValue): string | null {
    const { times, values } = this.#seriesOf(labels);
    const lastMs = times.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (atMs < lastMs) return 'out of order sample';
    if (atMs === lastMs) {
      return Object.is(values.at(-1), value) ? null : 'duplicate sample for timestamp';
    }
    times.push(atMs);
    values.push(value);
    return null;
  }

  async select({ matchers, minMs, maxMs }: SeriesAsk): Promise<readonly SeriesColumns[]> {
    return this.#fulfilling(matchers).flatMap((series) => columnsOf(series, minMs, maxMs));
  }

  async labelSets({ selectors, minMs, maxMs }: SeriesListAsk): Promise<readonly Labels[]> {
    const all = [...this.#series.values()].filter(
      ({ labels }) => selectors.length === 0 || selectors.some((one) => fulfils(labels, one)),
    );
    return all.flatMap((series) =>
      columnsOf(series, minMs, maxMs).map((columns) => columns.labels),
    );
  }

  async labelNames(ask: SeriesListAsk): Promise<readonly string[]> {
    const sets = await this.labelSets(ask);
    return [...new Set(sets.flatMap((labels) => [...labels.keys()]))].sort();
  }

  async labelValues(name: string, ask: SeriesListAsk): Promise<readonly string[]> {
    const sets = await this.labelSets(ask);
    return [...new Set(sets.flatMap((labels) => labels.get(name) ?? []))].sort();
  }

  #fulfilling(matchers: readonly SourceMatcher[]): readonly GrowingSeries[] {
    const named = matchers.find(
      ({ name, op, value }) => name === NAME && op === '=' && value !== '',
    );
    const some = named ? (this.#byName.get(named.value) ?? []) : [...this.#series.values()];
    return some.filter(({ labels }) => fulfils(labels, matchers));
  }

  #seriesOf(labels: Labels): GrowingSeries {
    const key = labelsKey(labels);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const series: GrowingSeries = { labels, times: [], values: [] };
    this.#series.set(key, series);
    const name = labels.get(NAME) ?? '';
    const named = this.#byName.get(name);
    if (named === undefined) this.#byName.set(name, [series]);
    else named.push(series);
    return series;
  }
}

function fulfils(labels: Labels, matchers: readonly SourceMatcher[]): boolean {
  return matchers.every((matcher) => matcher.matches(labels.get(matcher.name) ?? ''));
}

/** Nothing for a series without samples in this time. */
function columnsOf(
  { labels, times, values }: GrowingSeries,
  minMs: number,
  maxMs: number,
): readonly SeriesColumns[] {
  const from = firstFrom(times, minMs);
  const to = firstFrom(times, maxMs + 1);
  if (from >= to) return [];
  const some = values.slice(from, to);
  const hasStale = some.includes('stale');
  return [
    {
      labels,
      times: Float64Array.from(times.slice(from, to)),
      values: Float64Array.from(some, (value) => (value === 'stale' ? Number.NaN : value)),
      stale: hasStale ? Uint8Array.from(some, (value) => (value === 'stale' ? 1 : 0)) : null,
    },
  ];
}

/** The first place at or after an instant. */
function firstFrom(times: readonly number[], atMs: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
