import type { Labels } from '../../platform/model/labels.ts';
import type { ReadWithin } from '../../queries/scope/read-within.ts';
import type { RuleLanguage } from '../rules/rule-language.ts';

/** An instant question of a rule. */
export interface RuleQuestion {
  readonly cluster: string;
  /** Tenant, or `_platform`: whose data is asked. The query holds the enforced matchers already. */
  readonly owner: string;
  readonly language: RuleLanguage;
  readonly query: string;
  /** What the query may read, for a source that keeps to it itself. */
  readonly within: ReadWithin;
  /** Unix milliseconds. */
  readonly atMs: number;
  readonly timeoutMs: number;
}

/**
 * - `bad_data`, `execution`, `timeout`, `canceled`, `internal`: as the source says in its `errorType`
 * - `unavailable`: the source could not be asked
 */
export type AskFailureKind =
  | 'bad_data'
  | 'execution'
  | 'timeout'
  | 'canceled'
  | 'internal'
  | 'unavailable';

export interface AskFailure {
  readonly kind: 'failed';
  readonly failure: AskFailureKind;
  /** In the words of the source; names no address. */
  readonly message: string;
}

interface Answered {
  readonly warnings: readonly string[];
  /** How many samples were read for it; null where the source does not say. */
  readonly samplesRead: number | null;
}

/** In columns of equal length. */
export interface AnsweredVector extends Answered {
  readonly kind: 'vector';
  /** With `__name__` where the element has one. */
  readonly labels: readonly Labels[];
  readonly values: Float64Array;
}

export interface AnsweredScalar extends Answered {
  readonly kind: 'scalar';
  readonly value: number;
}

/** Anything that a rule cannot use. */
export interface AnsweredOther extends Answered {
  readonly kind: 'other';
  readonly type: string;
}

export type RuleAnswer = AnsweredVector | AnsweredScalar | AnsweredOther | AskFailure;

/** Puts the questions of rules to a cluster's data source, embedded or over HTTP. */
export interface AskQuery {
  /** Rejects only with the signal's reason; then nothing more is done for it. */
  ask(question: RuleQuestion, signal: AbortSignal): Promise<RuleAnswer>;
}
