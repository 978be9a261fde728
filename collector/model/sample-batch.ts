import type { Labels } from '../../platform/model/labels.ts';

/**
 * Samples to be stored together, in columns; all but `series` are of equal length. A series handed
 * over as the same `Labels` object as before is found again without looking at its labels.
 */
export interface SampleBatch {
  /** With `__name__` and the labels of tenancy, sorted by name, no empty values. */
  readonly series: readonly Labels[];
  /** Which of `series` each sample belongs to. */
  readonly refs: Uint32Array;
  /** Unix milliseconds, whole. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** 1 for a staleness marker, whose value is not looked at; null: there is none. */
  readonly stale: Uint8Array | null;
}

/**
 * Why a sample was not taken.
 * - `out_of_order`: older than the newest of its series, and no out-of-order window is set.
 * - `too_old`: older than the out-of-order window reaches.
 * - `duplicate`: another value for an instant that is stored. (The same value again is taken silently.)
 * - `too_far_ahead`: later than a store accepts.
 * - `series_limit`: its series would be one too many.
 * - `invalid_labels`: names, lengths or the number of labels.
 */
export type SampleRefusalKind =
  | 'out_of_order'
  | 'too_old'
  | 'duplicate'
  | 'too_far_ahead'
  | 'series_limit'
  | 'invalid_labels';

export interface SampleRefusal {
  readonly kind: SampleRefusalKind;
  /** Position in the batch. */
  readonly sample: number;
}

export interface SampleOutcome {
  readonly appended: number;
  /** The others are stored. */
  readonly refused: readonly SampleRefusal[];
}

/** Takes the samples of one tenant. */
export interface SampleSink {
  /**
   * Resolves when what was taken survives the end of the process.
   * @throws AppError `unavailable` when the disk is full (nothing was taken)
   */
  append(batch: SampleBatch): Promise<SampleOutcome>;
}
