/** How one alert test or expression test went. */
export interface CaseResult {
  readonly kind: 'alert' | 'expr';
  /** The alert's name, or the expression. */
  readonly subject: string;
  readonly line: number;
  /** After the start of the test. */
  readonly evalTimeMs: number;
  readonly verdict: Verdict;
}

export type Verdict =
  | { readonly kind: 'passed' }
  /** What was expected and what there is, each in the same order, printed. */
  | {
      readonly kind: 'differs';
      readonly expected: readonly string[];
      readonly got: readonly string[];
    }
  /** The expression has no such result. */
  | { readonly kind: 'failed'; readonly message: string }
  /** A rule failed before. */
  | { readonly kind: 'not reached' };

/** How one test of a file went, all its cases in the order of the file, alerts first. */
export interface UnitTestResult {
  /** Empty where it has none. */
  readonly name: string;
  readonly line: number;
  /** Rules that failed, where the test ended then. */
  readonly errors: readonly string[];
  readonly cases: readonly CaseResult[];
  /** Alerts whose templates ask queries, sorted. */
  readonly queryingAlerts: readonly string[];
}

/** True when every case passed and no rule failed. */
export function hasPassed({ errors, cases }: UnitTestResult): boolean {
  return errors.length === 0 && cases.every(({ verdict }) => verdict.kind === 'passed');
}
