import { Buffer } from 'node:buffer';
import type { Labels } from '../../platform/model/labels.ts';
import { printSeries } from './print-series.ts';
import { type LabelStamp, stampKey, stampLabels } from './stamp-labels.ts';

/** What the labels of a series may be. */
export interface SeriesLimits {
  /** As pushed, with `__name__`. */
  readonly maxLabels: number;
  /** In bytes of UTF-8. */
  readonly maxNameBytes: number;
  readonly maxValueBytes: number;
}

export const DEFAULT_SERIES_LIMITS: SeriesLimits = {
  maxLabels: 64,
  maxNameBytes: 1_024,
  maxValueBytes: 8_192,
};

/** The labels under which a series is stored, or why it is not. */
export type CheckedLabels =
  | { readonly kind: 'labels'; readonly labels: Labels }
  | { readonly kind: 'fault'; readonly message: string };

/**
 * Checks the labels of one pushed series as Prometheus 3 does and stamps them: a metric name, names
 * that are not empty and not there twice, in any order. Labels with an empty value are none.
 * @param pairs valid UTF-8
 * @throws AppError `invalid` for a namespace that the token may not write to
 */
export function checkSeriesLabels(
  pairs: readonly (readonly [string, string])[],
  stamp: LabelStamp,
  limits: SeriesLimits,
): CheckedLabels {
  const labels = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (labels.has(name)) {
      return fault(
        `invalid labels for series, labels ${printSeries(labels)}, duplicated label ${JSON.stringify(name.slice(0, 100))}`,
      );
    }
    labels.set(name, value);
  }
  const message = labelFault(labels, limits);
  if (message !== null) return fault(message);
  return { kind: 'labels', labels: stampLabels(labels, stamp) };
}

function fault(message: string): CheckedLabels {
  return { kind: 'fault', message };
}

function labelFault(labels: ReadonlyMap<string, string>, limits: SeriesLimits): string | null {
  const name = labels.get('__name__') ?? '';
  if (name === '' || labels.has('')) {
    return `invalid metric name or labels, got ${printSeries(labels)}`;
  }
  if (labels.size > limits.maxLabels) {
    return `series has ${labels.size} labels, more than the ${limits.maxLabels} allowed: ${printSeries(labels)}`;
  }
  for (const [label, value] of labels) {
    if (isLonger(label, limits.maxNameBytes)) {
      return `label name is longer than the ${limits.maxNameBytes} bytes allowed in series ${printSeries(labels)}`;
    }
    if (isLonger(value, limits.maxValueBytes)) {
      return `value of label ${label} is longer than the ${limits.maxValueBytes} bytes allowed in series of metric ${JSON.stringify(name.slice(0, 100))}`;
    }
  }
  return null;
}

/** Its bytes are counted only where that could matter. */
function isLonger(text: string, maxBytes: number): boolean {
  return text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes;
}

/** Labels of one place, found by what stands for them on the wire. Holds at most twice `capacity`. */
export class LabelsCache {
  readonly #capacity: number;
  #young = new Map<string, Labels>();
  #old = new Map<string, Labels>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: string): Labels | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, labels: Labels): void {
    if (this.#young.size >= this.#capacity) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, labels);
  }
}

/** Series that are known at once, of all places together (about 1 KB each). */
const MAX_SERIES = 100_000;

/**
 * The caches of all places: what is pushed again gets the same `Labels` object. Places that were not
 * heard of for longest are forgotten first.
 */
export class LabelsCaches {
  readonly #maxSeries: number;
  readonly #caches = new Map<string, LabelsCache>();

  constructor(maxSeries = MAX_SERIES) {
    this.#maxSeries = maxSeries;
  }

  of(stamp: LabelStamp): LabelsCache {
    const key = stampKey(stamp);
    const cache = this.#caches.get(key) ?? new LabelsCache(Math.ceil(this.#maxSeries / 2));
    this.#caches.delete(key);
    this.#trim();
    this.#caches.set(key, cache);
    return cache;
  }

  #trim(): void {
    let series = 0;
    for (const { size } of this.#caches.values()) series += size;
    for (const [key, { size }] of this.#caches) {
      if (series < this.#maxSeries && this.#caches.size < MAX_PLACES) return;
      this.#caches.delete(key);
      series -= size;
    }
  }
}

const MAX_PLACES = 1_000;
