import type { SampleBatch, SampleOutcome, SampleSink } from '../../collector/model/sample-batch.ts';
import type { Labels } from '../../platform/model/labels.ts';

/** One stored sample; a staleness marker has the value `stale`. */
export interface RecordedSample {
  /** `name{label="value"}`, labels in their order. */
  readonly series: string;
  readonly labels: Labels;
  readonly timeMs: number;
  readonly value: number | 'stale';
}

/** A store that remembers what it was given. */
export class SampleRecorder implements SampleSink {
  readonly samples: RecordedSample[] = [];
  readonly batches: SampleBatch[] = [];
  /** Thrown by the next appends, while it is set. */
  failure: Error | null = null;

  async append(batch: SampleBatch): Promise<SampleOutcome> {
    if (this.failure !== null) throw this.failure;
    this.batches.push(batch);
    for (const [at, ref] of batch.refs.entries()) {
      const labels = batch.series[ref] ?? new Map<string, string>();
      const isStale = batch.stale?.[at] === 1;
      this.samples.push({
        series: printSeries(labels),
        labels,
        timeMs: batch.times[at] ?? Number.NaN,
        value: isStale ? 'stale' : (batch.values[at] ?? Number.NaN),
      });
    }
    return { appended: batch.refs.length, refused: [] };
  }

  /** Values of one series in the order in which they came. */
  valuesOf(series: string): readonly (number | 'stale')[] {
    return this.samples.flatMap((one) => (one.series === series ? [one.value] : []));
  }

  /** Samples that are no reports about scrapes. */
  exposed(): readonly RecordedSample[] {
    return this.samples.filter(({ series }) => !/^(?:up|scrape_\w+)\{/.test(series));
  }
}

export function printSeries(labels: Labels): string {
  const shown = [...labels].filter(([name]) => name !== '__name__');
  const inner = shown.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',');
  return `${labels.get('__name__') ?? ''}{${inner}}`;
}
