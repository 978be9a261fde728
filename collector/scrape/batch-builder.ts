import type { Labels } from '../../platform/model/labels.ts';
import type { SampleBatch } from '../model/sample-batch.ts';

/** Collects the samples of one scrape. */
export class BatchBuilder {
  readonly #series: Labels[] = [];
  readonly #positions = new Map<Labels, number>();
  readonly #refs: number[] = [];
  readonly #times: number[] = [];
  readonly #values: number[] = [];
  readonly #stale: number[] = [];
  #hasStale = false;

  add(labels: Labels, timeMs: number, value: number): void {
    this.#push(labels, timeMs, value, 0);
  }

  /** The series ends here. */
  addStale(labels: Labels, timeMs: number): void {
    this.#hasStale = true;
    this.#push(labels, timeMs, Number.NaN, 1);
  }

  get size(): number {
    return this.#refs.length;
  }

  build(): SampleBatch {
    return {
      series: this.#series,
      refs: Uint32Array.from(this.#refs),
      times: Float64Array.from(this.#times),
      values: Float64Array.from(this.#values),
      stale: this.#hasStale ? Uint8Array.from(this.#stale) : null,
    };
  }

  #push(labels: Labels, timeMs: number, value: number, stale: 0 | 1): void {
    let position = this.#positions.get(labels);
    if (position === undefined) {
      position = this.#series.length;
      this.#positions.set(labels, position);
      this.#series.push(labels);
    }
    this.#refs.push(position);
    this.#times.push(timeMs);
    this.#values.push(value);
    this.#stale.push(stale);
  }
}
