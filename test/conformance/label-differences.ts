import type { ConformanceResult } from './conformance-result.ts';

interface LabelDifference {
  readonly why: string;
  readonly query: RegExp;
  /** Of what went wrong. */
  readonly message: RegExp;
}

/** What one more label on every series and stream changes on purpose. */
const DIFFERENCES: readonly LabelDifference[] = [
  { why: 'it chooses by the hash of all labels', query: /limit_ratio\(/, message: /expected/ },
  { why: 'what has no labels matches nothing', query: /vector\(1\)/, message: /^missing/ },
  { why: 'info() must name its labels, and finds by them', query: /^info\(/, message: /./ },
  { why: 'it prints all labels', query: /range \$k, \$v := \./, message: /^expected lines/ },
];

/** A failure that is due to the label alone is counted apart. */
export function labelledResult(result: ConformanceResult): ConformanceResult {
  if (result.outcome !== 'failed') return result;
  const found = DIFFERENCES.find(
    ({ query, message }) => query.test(result.name) && message.test(result.message),
  );
  return found ? { ...result, outcome: 'unsupported', message: found.why } : result;
}
