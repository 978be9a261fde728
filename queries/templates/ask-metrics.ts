import type { ErrorKind } from '../../platform/errors/error-registry.ts';
import type { Labels } from '../../platform/model/labels.ts';
import type { OwnedPair } from './owner-labels.ts';

/** When a question is about. Instants are Unix milliseconds, `endMs` inclusive, `stepMs` > 0. */
export type QueryTime =
  | { readonly kind: 'instant'; readonly atMs: number }
  | {
      readonly kind: 'range';
      readonly startMs: number;
      readonly endMs: number;
      readonly stepMs: number;
    };

export interface InstantSample {
  readonly labels: Labels;
  readonly value: number;
}

export interface RangeSeries {
  readonly labels: Labels;
  /** In order of time. */
  readonly points: readonly (readonly [atMs: number, value: number])[];
}

/** What can be shown of a failure. */
export interface AskError {
  readonly kind: ErrorKind;
  readonly message: string;
}

/** What an answer was read from. */
export interface AnswerOrigin {
  /** The query as the backend got it, with the scope's matchers in it. */
  readonly sent: string;
  /** What is to be said about the rest of the scope; nearly always empty. */
  readonly warnings: readonly string[];
  /** The pairs of the scope that were read, where some were left out; null: all of them. */
  readonly pairs: readonly OwnedPair[] | null;
}

export type AskAnswer =
  | (AnswerOrigin & { readonly kind: 'vector'; readonly samples: readonly InstantSample[] })
  | (AnswerOrigin & { readonly kind: 'matrix'; readonly series: readonly RangeSeries[] })
  | { readonly kind: 'error'; readonly error: AskError };

/**
 * Asks one PromQL query for a scope: enforced, limited and sent as any other question of a tenant.
 * An instant answers a vector (a scalar as one sample without labels), a range a matrix. Samples
 * that are histograms are left out. What goes wrong is an answer; it rejects only with the
 * reason of an aborted signal. Calls are independent and may run at the same time.
 */
export interface AskMetrics {
  ask(promql: string, time: QueryTime, signal: AbortSignal): Promise<AskAnswer>;
}
