import type { LabelSet } from './label-set.ts';

/** The values of one series, one for each step. */
export interface Series {
  readonly labels: LabelSet;
  readonly values: Float64Array;
  /** 1 where there is a value. */
  readonly has: Uint8Array;
}

export function emptySeries(labels: LabelSet, steps: number): Series {
  return { labels, values: new Float64Array(steps), has: new Uint8Array(steps) };
}

/** The series that have a value at all. */
export function withValues(series: readonly Series[]): readonly Series[] {
  return series.filter(({ has }) => has.includes(1));
}
