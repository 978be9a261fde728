import type { Turn } from '../../source/turn.ts';
import { type LabelSet, weightOf } from './label-set.ts';
import type { SampleSink } from './range-scan.ts';
import { emptySeries, type Series } from './series.ts';
import type { WindowCursor } from './step-grid.ts';
import type { WindowFunction } from './window-functions.ts';

const FIRST_CAPACITY = 16;

interface Column {
  readonly labels: LabelSet;
  times: BigInt64Array;
  values: Float64Array;
  size: number;
  isSorted: boolean;
}

/** Holds the samples of each series in columns, and slides windows over them. */
export class HeldSamples implements SampleSink {
  readonly #turn: Turn;
  readonly #columns = new Map<string, Column>();

  constructor(turn: Turn) {
    this.#turn = turn;
  }

  add(labels: LabelSet, timeNs: bigint, value: number): void {
    const column = this.#columns.get(labels.key) ?? this.#begin(labels);
    if (column.size === column.times.length) this.#grow(column);
    const { size, times } = column;
    if (size > 0 && (times[size - 1] ?? 0n) > timeNs) column.isSorted = false;
    times[size] = timeNs;
    column.values[size] = value;
    column.size++;
  }

  #begin(labels: LabelSet): Column {
    this.#turn.holdSamples(FIRST_CAPACITY + weightOf(labels));
    const column: Column = {
      labels,
      times: new BigInt64Array(FIRST_CAPACITY),
      values: new Float64Array(FIRST_CAPACITY),
      size: 0,
      isSorted: true,
    };
    this.#columns.set(labels.key, column);
    return column;
  }

  #grow(column: Column): void {
    const { size } = column;
    this.#turn.holdSamples(size);
    const times = new BigInt64Array(size * 2);
    const values = new Float64Array(size * 2);
    times.set(column.times);
    values.set(column.values);
    column.times = times;
    column.values = values;
  }

  /** The function of each window that holds samples. */
  async series(cursor: WindowCursor, apply: WindowFunction): Promise<readonly Series[]> {
    const all: Series[] = [];
    for (const column of this.#columns.values()) {
      if (!column.isSorted) sortColumn(column);
      this.#turn.holdSamples(cursor.steps);
      all.push(await this.#slide(column, cursor, apply));
    }
    return all;
  }

  async #slide(column: Column, cursor: WindowCursor, apply: WindowFunction): Promise<Series> {
    const { labels, times, values, size } = column;
    const series = emptySeries(labels, cursor.steps);
    const slice = { times, values, from: 0, to: 0, beginNs: 0n, endNs: 0n };
    for (let k = 0; k < cursor.steps; k++) {
      if (this.#turn.isDue()) await this.#turn.rest();
      slice.beginNs = cursor.begin(k);
      slice.endNs = cursor.end(k);
      while (slice.to < size && (times[slice.to] ?? 0n) <= slice.endNs) slice.to++;
      while (slice.from < slice.to && (times[slice.from] ?? 0n) <= slice.beginNs) slice.from++;
      if (slice.from === slice.to) continue;
      series.has[k] = 1;
      series.values[k] = apply(slice);
    }
    return series;
  }
}

/** By time; samples of one instant in the order in which they came. */
function sortColumn(column: Column): void {
  const { times, values, size } = column;
  const order = Array.from({ length: size }, (_, i) => i).sort((a, b) => {
    const left = times[a] ?? 0n;
    const right = times[b] ?? 0n;
    if (left === right) return a - b;
    return left < right ? -1 : 1;
  });
  column.times = BigInt64Array.from(order, (i) => times[i] ?? 0n);
  column.values = Float64Array.from(order, (i) => values[i] ?? 0);
  column.isSorted = true;
}
