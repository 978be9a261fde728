import { labelsFromObject } from '../../platform/model/labels.ts';
import type { LoadedSeries } from '../conformance/promql-engine-system.ts';
import type { WrittenSeries } from '../support/remote-write-body.ts';

/** Where the data begins: a whole day, so that steps and subqueries fall on it. */
export const WORLD_START_MS = Date.UTC(2026, 0, 1);

const SCRAPE_MS = 15_000;
const SAMPLES = 160;

/** Whole numbers below a bound, from a seed (a linear congruence). */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  below(bound: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * bound);
  }
}

type Sample = readonly [atMs: number, value: number];

/**
 * Counters with resets, gauges with NaN and infinities, classic histograms, sparse series and such
 * that end, of two tenants. Values are multiples of 1/4: sums of them are exact in any order.
 */
export function worldSeries(seed: number): readonly WrittenSeries[] {
  const dice = new Dice(seed);
  const series: WrittenSeries[] = [];
  const add = (labels: Record<string, string>, next: (i: number) => number | null): void => {
    const shiftMs = dice.below(3) === 0 ? dice.below(9_000) : 0;
    const samples: Sample[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      const value = next(i);
      if (value !== null) samples.push([WORLD_START_MS + i * SCRAPE_MS + shiftMs, value]);
    }
    if (samples.length > 0) series.push({ labels, samples });
  };
  for (const ns of ['acme', 'globex']) {
    for (const job of ['api', 'web', 'db']) {
      const of = (name: string, more: Record<string, string> = {}): Record<string, string> => ({
        __name__: name,
        ns,
        job,
        ...more,
      });
      for (const code of ['200', '500']) add(of('requests_total', { code }), counter(dice));
      add(of('temperature', { host: `h${dice.below(3)}` }), gauge(dice));
      add(of('limit'), () => 4 + dice.below(8) / 4);
      add(of('sparse'), sparse(dice));
      const buckets = histogram(dice);
      for (const [le, next] of buckets) add(of('latency_bucket', { le }), next);
    }
  }
  return series;
}

function counter(dice: Dice): () => number | null {
  let value = dice.below(100);
  return () => {
    value = dice.below(40) === 0 ? dice.below(4) : value + dice.below(40) / 4;
    return dice.below(25) === 0 ? null : value;
  };
}

function gauge(dice: Dice): () => number | null {
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  const isOdd = dice.below(3) === 0;
  return () => {
    if (isOdd && dice.below(12) === 0) return odd[dice.below(odd.length)] ?? 0;
    return dice.below(800) / 4 - 100;
  };
}

/** Stretches of silence longer than the lookback, and an end before the world's. */
function sparse(dice: Dice): (i: number) => number | null {
  const end = SAMPLES - dice.below(SAMPLES / 2);
  let silent = 0;
  return (i) => {
    if (silent > 0) silent--;
    else if (dice.below(20) === 0) silent = dice.below(40);
    return i > end || silent > 0 ? null : dice.below(20);
  };
}

function histogram(dice: Dice): readonly (readonly [string, (i: number) => number])[] {
  const bounds = ['0.1', '0.5', '1', '5', '+Inf'];
  const rows = bounds.map(() => new Float64Array(SAMPLES));
  const totals = bounds.map(() => 0);
  for (let i = 0; i < SAMPLES; i++) {
    const first = dice.below(bounds.length);
    for (let b = first; b < bounds.length; b++) totals[b] = (totals[b] ?? 0) + 1;
    for (const [b, total] of totals.entries()) {
      const row = rows[b];
      if (row !== undefined) row[i] = total;
    }
  }
  return bounds.map((le, b) => [le, (i) => rows[b]?.[i] ?? 0] as const);
}

/** The same series for a store in memory. */
export function asLoaded(series: readonly WrittenSeries[]): readonly LoadedSeries[] {
  return series.map(({ labels, samples }) => ({
    labels: labelsFromObject(labels),
    times: Float64Array.from(samples, ([atMs]) => atMs),
    values: Float64Array.from(samples, ([, value]) => value),
    stale: new Uint8Array(samples.length),
  }));
}
