import type { Labels } from '../../platform/model/labels.ts';
import type { QueryResult } from '../../queries/promql/evaluate/query-result.ts';

/** Samples of one series as a `load` block gives them, in columns. */
export interface LoadedSeries {
  readonly labels: Labels;
  /** Milliseconds since 1970, ascending. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** 1 where the sample is a staleness marker. */
  readonly stale: Uint8Array;
}

/** What a query gives: a result, or why it gives none. */
export type SystemAnswer =
  | { readonly kind: 'result'; readonly result: QueryResult }
  | { readonly kind: 'failure'; readonly message: string };

/** Whatever can be loaded and asked: the engine in this process, or a server. */
export interface SystemUnderTest {
  /** Forgets everything: a new store, a new tenant. */
  clear(): Promise<void>;
  /** What is loaded can be read at once. */
  load(series: readonly LoadedSeries[]): Promise<void>;
  instant(query: string, atMs: number): Promise<SystemAnswer>;
  range(query: string, startMs: number, endMs: number, stepMs: number): Promise<SystemAnswer>;
}
