/**
 * - `passed`, `failed`: as the script says, or not.
 * - `unsupported`: it needs what this service does not have (native histograms), or what the way in
 *   which it is run cannot give.
 */
export type ConformanceOutcome = 'passed' | 'failed' | 'unsupported';

/** What became of one evaluation of a script. */
export interface ConformanceResult {
  /** The script, relative to the folder that was run. */
  readonly file: string;
  /** Of the evaluation, from 1. */
  readonly line: number;
  /** The query. */
  readonly name: string;
  readonly outcome: ConformanceOutcome;
  /** Why it failed, or what it needs; empty where it passed. */
  readonly message: string;
}
