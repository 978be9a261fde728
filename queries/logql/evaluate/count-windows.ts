import type { Turn } from '../../source/turn.ts';
import { type LabelSet, weightOf } from './label-set.ts';
import type { SampleSink } from './range-scan.ts';
import { emptySeries, type Series } from './series.ts';

interface Count {
  readonly labels: LabelSet;
  /** What a step has more than the one before it: samples, and their sum. */
  readonly samples: Float64Array;
  readonly sums: Float64Array;
}

/**
 * Counts samples and adds up whole numbers in every window at once: a sample is added where the first
 * window that holds it begins to count, and taken off behind the last. Exact below 2^53; needs no
 * memory per sample.
 */
export class CountWindows implements SampleSink {
  readonly #steps: number;
  readonly #turn: Turn;
  readonly #counts = new Map<string, Count>();

  constructor(steps: number, turn: Turn) {
    this.#steps = steps;
    this.#turn = turn;
  }

  add(labels: LabelSet, _timeNs: bigint, value: number, first: number, last: number): void {
    const { samples, sums } = this.#counts.get(labels.key) ?? this.#begin(labels);
    samples[first] = (samples[first] ?? 0) + 1;
    samples[last + 1] = (samples[last + 1] ?? 0) - 1;
    sums[first] = (sums[first] ?? 0) + value;
    sums[last + 1] = (sums[last + 1] ?? 0) - value;
  }

  #begin(labels: LabelSet): Count {
    this.#turn.holdSamples(2 * (this.#steps + 1) + weightOf(labels));
    const size = this.#steps + 1;
    const count = { labels, samples: new Float64Array(size), sums: new Float64Array(size) };
    this.#counts.set(labels.key, count);
    return count;
  }

  /** @param divisor seconds for a rate, else 1 */
  series(divisor: number): readonly Series[] {
    return [...this.#counts.values()].map(({ labels, samples, sums }) => {
      const series = emptySeries(labels, this.#steps);
      let count = 0;
      let sum = 0;
      for (let k = 0; k < this.#steps; k++) {
        count += samples[k] ?? 0;
        sum += sums[k] ?? 0;
        if (count === 0) continue;
        series.has[k] = 1;
        series.values[k] = sum / divisor;
      }
      return series;
    });
  }

  /** 1 for each step whose window holds a sample of any series. */
  occupied(): Uint8Array {
    const occupied = new Uint8Array(this.#steps);
    for (const { has } of this.series(1)) {
      for (let k = 0; k < has.length; k++) if (has[k] === 1) occupied[k] = 1;
    }
    return occupied;
  }
}
