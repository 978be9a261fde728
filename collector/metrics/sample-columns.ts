import { HI, LO, STALE_HI, STALE_LO, wordsOf } from './sample-words.ts';

/** What is handed to a reader; see `SeriesColumns` of queries, whose shape this is. */
export interface ReadColumns {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly stale: Uint8Array | null;
}

/** Samples of one series, ascending by time, in columns that grow. Used again for the next series. */
export class SampleColumns {
  times: Float64Array<ArrayBuffer>;
  values: Float64Array<ArrayBuffer>;
  /** `values`, as words. */
  words: Int32Array;
  length = 0;
  /** Whether a marker of staleness is among them. */
  hasStale = false;

  /** @param capacity samples that there is room for at first */
  constructor(capacity = 1024) {
    this.times = new Float64Array(capacity);
    this.values = new Float64Array(capacity);
    this.words = wordsOf(this.values);
  }

  clear(): void {
    this.length = 0;
    this.hasStale = false;
  }

  /** Makes room for so many more. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.times.length) return;
    const capacity = Math.max(needed, this.times.length * 2);
    const times = new Float64Array(capacity);
    times.set(this.times.subarray(0, this.length));
    const values = new Float64Array(capacity);
    const words = wordsOf(values);
    words.set(this.words.subarray(0, this.length * 2));
    this.times = times;
    this.values = values;
    this.words = words;
  }

  push(time: number, hi: number, lo: number): void {
    if (this.length === this.times.length) this.reserve(1);
    const at = this.length++;
    this.times[at] = time;
    this.words[at * 2 + HI] = hi;
    this.words[at * 2 + LO] = lo;
    if (hi === STALE_HI && lo === STALE_LO) this.hasStale = true;
  }

  /** The first position whose time is not before `time`. */
  lowerBound(time: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.times[middle] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A copy of what lies in the time, both ends included; null when nothing does. */
  between(minMs: number, maxMs: number): ReadColumns | null {
    const from = this.lowerBound(minMs);
    let to = this.lowerBound(maxMs);
    if (to < this.length && this.times[to] === maxMs) to += 1;
    if (from >= to) return null;
    return {
      times: this.times.slice(from, to),
      values: this.values.slice(from, to),
      stale: this.hasStale ? this.#staleBetween(from, to) : null,
    };
  }

  #staleBetween(from: number, to: number): Uint8Array | null {
    let stale: Uint8Array | null = null;
    for (let at = from; at < to; at++) {
      if (this.words[at * 2 + HI] !== STALE_HI || this.words[at * 2 + LO] !== STALE_LO) continue;
      stale ??= new Uint8Array(to - from);
      stale[at - from] = 1;
    }
    return stale;
  }
}

/** Joins two ascending columns; of two samples of one instant that of `first` stays. */
export function mergeColumns(
  first: SampleColumns,
  second: SampleColumns,
  target: SampleColumns,
): void {
  target.clear();
  target.reserve(first.length + second.length);
  let a = 0;
  let b = 0;
  while (a < first.length || b < second.length) {
    const timeA = a < first.length ? (first.times[a] ?? 0) : Number.POSITIVE_INFINITY;
    const timeB = b < second.length ? (second.times[b] ?? 0) : Number.POSITIVE_INFINITY;
    const from = timeA <= timeB ? first : second;
    const at = timeA <= timeB ? a : b;
    if (timeA <= timeB) a += 1;
    if (timeB <= timeA) b += 1;
    target.push(from.times[at] ?? 0, from.words[at * 2 + HI] ?? 0, from.words[at * 2 + LO] ?? 0);
  }
}
