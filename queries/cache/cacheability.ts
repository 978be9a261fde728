/**
 * Why an answer is not taken from, nor put into, the cache. The question is then asked as it is.
 * - `range_ends`: a value depends on where the range begins or ends: `@ start()`, `@ end()`,
 *   `start()`, `end()`, `range()`, `step()`.
 * - `range_errors`: whether it is an error depends on the range as a whole (`name-collision.ts`).
 * - `lines`: it gives log lines, not samples.
 * - `clock`: a value depends on when the question is asked (`now` in a template).
 * - `language`: the query cannot be read, or uses what is not understood well enough to be split.
 * - `parameter`: a parameter changes the answer in a way that pieces cannot show (`limit`, `stats`).
 * - `time`: start, end or step is no whole number of milliseconds, or not what a backend accepts.
 * - `too_large`, `histograms`, `shape`: the backend's answer cannot be kept.
 */
export const BYPASS_REASONS = [
  'range_ends',
  'range_errors',
  'lines',
  'clock',
  'language',
  'parameter',
  'time',
  'too_large',
  'histograms',
  'shape',
] as const;

export type BypassReason = (typeof BYPASS_REASONS)[number];

/**
 * From when to when a query reads, relative to the instant `t` of an evaluation and, where `@` pins
 * it, absolutely. All in milliseconds, bounds inclusive.
 */
export interface TimeReach {
  /** Reads nothing older than `t - behindMs`, pinned parts aside; at least 0. */
  readonly behindMs: number;
  /** Reads nothing newer than `t + aheadMs`, pinned parts aside; at least 0 (negative offsets). */
  readonly aheadMs: number;
  /** What `@ <timestamp>` pins; Unix milliseconds. */
  readonly pinned: { readonly earliestMs: number; readonly latestMs: number } | null;
}

/** Whether a range query may be answered in pieces: its value at `t` depends on `t` alone. */
export type Cacheability =
  | { readonly kind: 'cacheable'; readonly reach: TimeReach }
  | { readonly kind: 'bypass'; readonly reason: BypassReason };

/**
 * What the cache must know of a query language. Pure; never throws for what a user typed.
 * `lookbackMs` is how long a sample counts, null where the question does not say.
 */
export type JudgeQuery = (query: string, lookbackMs: number | null) => Cacheability;
