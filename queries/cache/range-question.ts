import type { BypassReason, JudgeQuery } from './cacheability.ts';
import type { FetchedMatrix } from './fetch-matrix.ts';
import type { Piece } from './piece.ts';
import type { AnswerSource } from './range-cache-metrics.ts';
import type { RangeLanguage } from './range-language.ts';

/** A range query of a tenant, enforced and ready to be sent. */
export interface RangeQuestion {
  /** The tenant whose share of the memory it uses. */
  readonly owner: string;
  /** `Scope.key`. */
  readonly scopeKey: string;
  /** Clusters of the scope that this backend holds. */
  readonly clusters: readonly string[];
  /** Which store is asked, and as whom: its URL and its tenancy header, if any. */
  readonly backend: readonly string[];
  readonly language: RangeLanguage;
  readonly judge: JudgeQuery;
  /** As it is sent: with the enforced matchers. */
  readonly query: string;
  /** All others as they would be sent: `start`, `end`, `step` and more. */
  readonly parameters: readonly (readonly [string, string])[];
  /** Largest answer that may be given, in bytes. */
  readonly maxResponseBytes: number;
}

/**
 * Asks the backend the same query with these parameters in place of the question's. Rejects with an
 * `AppError`; ends when the signal is aborted. Called without any wait after `answer` was.
 */
export type FetchRange = (
  parameters: readonly (readonly [string, string])[],
  signal: AbortSignal,
) => Promise<FetchedMatrix>;

/**
 * - `answer`: a whole body in the envelope of the language's store, to be sent with status 200.
 * - `bypass`: the question must be put to the backend as it is, and its answer passed on.
 */
export type RangeAnswer =
  | {
      readonly kind: 'answer';
      readonly body: Buffer;
      readonly source: AnswerSource;
      /** Remarks of the backend that were not on the list of known texts. */
      readonly droppedNotes: number;
    }
  | { readonly kind: 'bypass'; readonly reason: BypassReason };

/** What one question to a backend brought; `warnings` make it partial. */
export type FlightOutcome =
  | {
      readonly kind: 'piece';
      readonly piece: Piece;
      readonly warnings: readonly string[];
      /** Warnings and infos that may not be shown. */
      readonly droppedNotes: number;
    }
  | { readonly kind: 'unusable'; readonly reason: BypassReason };
