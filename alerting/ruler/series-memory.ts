import { type Labels, labelsKey } from '../../platform/model/labels.ts';
import type { RuleSample } from './alert-samples.ts';
import type { RuleSamples } from './write-samples.ts';

/** Series by `labelsKey`. */
export type SeriesByKey = ReadonlyMap<string, Labels>;

/** A batch, and the series that its first samples are of, in their order: the others are markers. */
export interface PreparedBatch {
  readonly batch: RuleSamples;
  readonly written: readonly (readonly [key: string, labels: Labels])[];
}

/**
 * What an evaluation writes: its samples, and a staleness marker for each series of the evaluation
 * before that is not among them.
 */
export function evaluationBatch(
  samples: readonly RuleSample[],
  before: SeriesByKey,
  atMs: number,
): PreparedBatch {
  const written = samples.map(({ labels }): readonly [string, Labels] => {
    const key = labelsKey(labels);
    return [key, before.get(key) ?? labels];
  });
  const there = new Set(written.map(([key]) => key));
  const gone = [...before].filter(([key]) => !there.has(key)).map(([, labels]) => labels);
  const values = samples.map(({ value }) => value);
  const series = [...written.map(([, labels]) => labels), ...gone];
  return { batch: batchOf(series, values, atMs), written };
}

/** Staleness markers alone. */
export function markerBatch(series: readonly Labels[], atMs: number): RuleSamples {
  return batchOf(series, [], atMs);
}

/** One sample per series; those beyond the values are markers. */
function batchOf(series: readonly Labels[], values: readonly number[], atMs: number): RuleSamples {
  const count = series.length;
  const stale = values.length === count ? null : new Uint8Array(count).fill(1, values.length);
  const all = new Float64Array(count);
  all.set(values);
  if (stale !== null) all.fill(Number.NaN, values.length);
  return {
    series,
    refs: Uint32Array.from({ length: count }, (_, index) => index),
    times: new Float64Array(count).fill(atMs),
    values: all,
    stale,
  };
}
