import type { LabelSet } from './label-set.ts';

/**
 * An instant vector over all steps of a grid: a row per series, a column per step. Row `r` at step
 * `s` is `values[r * steps + s]`, and counts only where `present` is 1 at the same place. A row may
 * be absent at every step. Rows have distinct label sets, but for names that are to be dropped
 * later.
 *
 * A node's result belongs to whoever asked for it: `values` and `present` may be changed in place.
 */
export interface VectorColumns {
  readonly kind: 'vector';
  readonly steps: number;
  readonly series: readonly LabelSet[];
  readonly values: Float64Array;
  readonly present: Uint8Array;
  /** All rows have the same metric name, or none has one: without it they are distinct, too. */
  readonly sameName: boolean;
  /**
   * 1 where the name is still in the labels but is to be dropped from the result (delayed name
   * removal); null: nowhere.
   */
  readonly pendingDrop: Uint8Array | null;
}

/** A scalar over all steps. */
export interface ScalarColumn {
  readonly kind: 'scalar';
  readonly values: Float64Array;
}

/** What a node evaluates to. Range vectors are no values: functions read them as windows. */
export type NodeValue =
  | VectorColumns
  | ScalarColumn
  | { readonly kind: 'string'; readonly value: string };

/** Whether a row's name is to be dropped later. */
export function isPendingDrop(vector: VectorColumns, row: number): boolean {
  return vector.pendingDrop !== null && vector.pendingDrop[row] === 1;
}

/** Whether any row is present, step by step. */
export function presentAnywhere(vector: VectorColumns): Uint8Array {
  const { steps, present, series } = vector;
  const any = new Uint8Array(steps);
  for (let row = 0; row < series.length; row++) {
    const base = row * steps;
    for (let step = 0; step < steps; step++) {
      if (present[base + step] === 1) any[step] = 1;
    }
  }
  return any;
}
