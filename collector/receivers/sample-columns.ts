import type { Labels } from '../../platform/model/labels.ts';
import type { SampleBatch } from '../model/sample-batch.ts';

const FIRST_SAMPLES = 1_024;

/** The NaN that says that a series has ended, as Prometheus writes it: 0x7ff0000000000002. */
const STALE_HIGH_WORD = 0x7ff0_0000;
const STALE_LOW_WORD = 2;

/** A batch of samples that is being read, series by series, in columns that grow. */
export class SampleColumns {
  readonly #series: Labels[] = [];
  #refs = new Uint32Array(FIRST_SAMPLES);
  #times = new Float64Array(FIRST_SAMPLES);
  #values = new Float64Array(FIRST_SAMPLES);
  #stale: Uint8Array | null = null;
  #length = 0;
  /** Where the samples begin whose series is not known yet. */
  #open = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds a sample to the series that `closeSeries` will name. @param timeMs whole */
  add(timeMs: number, value: number, isStale: boolean): void {
    if (this.#length === this.#times.length) this.#grow();
    const at = this.#length++;
    this.#times[at] = timeMs;
    this.#values[at] = value;
    if (isStale) {
      this.#stale ??= new Uint8Array(this.#times.length);
      this.#stale[at] = 1;
    }
  }

  /** Names the series of what was added since the last one. */
  closeSeries(labels: Labels): void {
    if (this.#open === this.#length) return;
    this.#refs.fill(this.#series.length, this.#open, this.#length);
    this.#series.push(labels);
    this.#open = this.#length;
  }

  /** Forgets what was added since the last series. @returns how much it was */
  dropSeries(): number {
    const dropped = this.#length - this.#open;
    this.#stale?.fill(0, this.#open, this.#length);
    this.#length = this.#open;
    return dropped;
  }

  toBatch(): SampleBatch {
    return {
      series: this.#series,
      refs: this.#refs.subarray(0, this.#length),
      times: this.#times.subarray(0, this.#length),
      values: this.#values.subarray(0, this.#length),
      stale: this.#stale?.subarray(0, this.#length) ?? null,
    };
  }

  #grow(): void {
    const size = 2 * this.#times.length;
    this.#refs = larger(new Uint32Array(size), this.#refs);
    this.#times = larger(new Float64Array(size), this.#times);
    this.#values = larger(new Float64Array(size), this.#values);
    if (this.#stale !== null) this.#stale = larger(new Uint8Array(size), this.#stale);
  }
}

function larger<Column extends Uint32Array | Float64Array | Uint8Array>(
  to: Column,
  from: Column,
): Column {
  to.set(from);
  return to;
}

/** Whether eight bytes (little-endian) are Prometheus's staleness marker: its payload, not any NaN. */
export function isStaleAt(view: DataView, offset: number): boolean {
  return (
    view.getUint32(offset, true) === STALE_LOW_WORD &&
    view.getUint32(offset + 4, true) === STALE_HIGH_WORD
  );
}
