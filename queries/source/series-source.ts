import type { Labels } from '../../platform/model/labels.ts';
import type { SourceMatcher } from './source-matcher.ts';
import type { Turn } from './turn.ts';

/** Series that fulfil every matcher, between two instants in Unix milliseconds, both inclusive. */
export interface SeriesAsk {
  readonly matchers: readonly SourceMatcher[];
  readonly minMs: number;
  readonly maxMs: number;
}

/** What belongs to series that fulfil any of the selectors; no selector: to all. */
export interface SeriesListAsk {
  readonly selectors: readonly (readonly SourceMatcher[])[];
  readonly minMs: number;
  readonly maxMs: number;
}

/** The samples of one series, in columns of equal length. The arrays are the receiver's own. */
export interface SeriesColumns {
  /** With `__name__`; sorted by name. */
  readonly labels: Labels;
  /** Unix milliseconds, ascending, each once. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /**
   * 1 where the sample is a staleness marker (its value is some NaN: which one, JavaScript does not
   * promise to keep). Null: there is none.
   */
  readonly stale: Uint8Array | null;
}

/**
 * Where the evaluator reads series. The store of one or several tenants, or what is read from it
 * with enforced matchers.
 */
export interface SeriesSource {
  /** Those that have at least one sample (or marker) in the time asked for, sorted by nothing. */
  select(ask: SeriesAsk, turn: Turn): Promise<readonly SeriesColumns[]>;
  /** Label sets, each once. */
  labelSets(ask: SeriesListAsk, turn: Turn): Promise<readonly Labels[]>;
  /** Sorted. */
  labelNames(ask: SeriesListAsk, turn: Turn): Promise<readonly string[]>;
  /** Sorted. */
  labelValues(name: string, ask: SeriesListAsk, turn: Turn): Promise<readonly string[]>;
}
