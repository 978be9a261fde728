import type { MetricStoreLimits } from '../../collector/metrics/store-limits.ts';
import type { SampleBatch } from '../../collector/model/sample-batch.ts';
import { type Labels, labelsFromObject } from '../../platform/model/labels.ts';

export const CRASH_SERIES = 40;
const STEP_MS = 1_000;
const START_MS = Date.UTC(2026, 0, 1);

/** Small segments, so that a short run goes through many cuts. */
export const CRASH_LIMITS: Partial<MetricStoreLimits> = {
  maxAheadMs: null,
  maxAgeMs: null,
  maxBytes: null,
  segmentBytes: 20_000,
  maxSegments: 4,
};

const labelsOf: readonly (readonly Labels[])[] = [0, 1].map((tenant) =>
  Array.from({ length: CRASH_SERIES }, (_, at) =>
    labelsFromObject({ __name__: 'load', tenant: String(tenant), series: String(at) }),
  ),
);

/** In batch n of a tenant each series has a sample, and some have one that comes late. */
export function crashBatch(tenant: number, batch: number): SampleBatch {
  const series = labelsOf[tenant] ?? [];
  const samples: [ref: number, step: number][] = series.map((_, ref) => [ref, batch * 2]);
  if (batch > 5) for (let ref = 0; ref < 5; ref++) samples.push([ref, batch * 2 - 9]);
  return {
    series,
    refs: Uint32Array.from(samples, ([ref]) => ref),
    times: Float64Array.from(samples, ([, step]) => START_MS + step * STEP_MS),
    values: Float64Array.from(samples, ([ref, step]) => crashValue(ref, step)),
    stale: null,
  };
}

/** Of the sample at this step of a series. */
export function crashValue(ref: number, step: number): number {
  return ref * 1e6 + step * 1.37;
}

/** Steps that a series must have when batches 0 to `last` were acknowledged; ascending. */
export function crashSteps(ref: number, last: number): readonly number[] {
  const steps: number[] = [];
  for (let batch = 0; batch <= last; batch++) {
    steps.push(batch * 2);
    if (ref < 5 && batch > 5) steps.push(batch * 2 - 9);
  }
  return steps.sort((a, b) => a - b);
}

export function crashStepOf(timeMs: number): number {
  return (timeMs - START_MS) / STEP_MS;
}
