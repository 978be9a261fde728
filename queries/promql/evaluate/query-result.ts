import type { Labels } from '../../../platform/model/labels.ts';

/** What a query evaluates to. Instants are Unix milliseconds. */
export type QueryValue =
  | { readonly kind: 'scalar'; readonly atMs: number; readonly value: number }
  | { readonly kind: 'string'; readonly atMs: number; readonly value: string }
  | VectorResult
  | MatrixResult;

/** Series with one sample each, at the instant of the query; in the order that was asked for. */
export interface VectorResult {
  readonly kind: 'vector';
  readonly atMs: number;
  readonly series: readonly Labels[];
  /** One for each series. */
  readonly values: Float64Array;
}

/** Series with their samples, sorted by labels. */
export interface MatrixResult {
  readonly kind: 'matrix';
  readonly series: readonly MatrixSeries[];
}

/** The samples of one series in columns; `times` may be the same array for many series. */
export interface MatrixSeries {
  readonly labels: Labels;
  /** Unix milliseconds, ascending. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** An answer: the value, and what is to be said about it, in Prometheus's words. */
export interface QueryResult {
  readonly value: QueryValue;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}
