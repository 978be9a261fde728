import type { Labels } from '../../platform/model/labels.ts';

/** Samples in columns; all but `series` are of equal length. What `collector` takes. */
export interface RuleSamples {
  /** With `__name__`, sorted by name; a series that was written before is the same object again. */
  readonly series: readonly Labels[];
  /** Which of `series` each sample belongs to. */
  readonly refs: Uint32Array;
  /** Unix milliseconds. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** 1 for a staleness marker; null: there is none. */
  readonly stale: Uint8Array | null;
}

/** Where samples go: the store of one tenant on a cluster. */
export interface SampleOwner {
  readonly cluster: string;
  readonly owner: string;
}

export type WriteOutcome =
  /** Stored, but for those refused; `sample` is a position in the batch, `kind` says why. */
  | {
      readonly kind: 'written';
      readonly refused: readonly { readonly sample: number; readonly kind: string }[];
    }
  /** Nothing was stored. */
  | { readonly kind: 'failed'; readonly message: string };

/** Writes what rules make into a cluster's store. */
export interface WriteSamples {
  /** False for a cluster whose backend takes no samples from us. */
  takes(cluster: string): boolean;
  /** Resolves when they survive the end of the process. Rejects only with the signal's reason. */
  write(to: SampleOwner, samples: RuleSamples, signal: AbortSignal): Promise<WriteOutcome>;
}
