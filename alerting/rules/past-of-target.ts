import type { ClusterEnforcement } from '../../platform/tenancy/cluster.ts';
import type { EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { logsReads } from '../../queries/proxy/scope-rules/logs-reads.ts';
import { DEFAULT_LOOKBACK_MS } from '../../queries/proxy/scope-rules/metrics-reads.ts';
import { RegexJudge } from '../../queries/regex/regex-judge.ts';
import type { SelectorReach } from '../../queries/scope/pairs-readable.ts';
import { type PastOfRule, pastOfRule, promqlReadsAt } from '../../queries/scope/past-of-rule.ts';
import type { RuleReading } from './rule-reading.ts';

export type PastOfTarget = PastOfRule;

/**
 * The environments of a rule on a cluster into whose past, which is somebody else's, it would look
 * if it were evaluated now. Empty for nearly every rule, without a look at its expression; and where
 * no namespace label tells data apart: then what others left behind carries their tenant's label.
 */
export function pastOfTarget(
  pairs: readonly EnvironmentEntry[],
  enforcement: ClusterEnforcement,
  { language, expression, nowMs }: RuleReading,
): readonly PastOfTarget[] {
  if (enforcement.namespaceLabel === null) return [];
  if (pairs.every((pair) => pair.readableFromMs === null)) return [];
  if (language === 'logql') {
    return pastOfRule({ pairs, readsAt: (atMs) => logReads(expression, atMs) }, nowMs);
  }
  const parsed = parsePromql(expression);
  if (parsed.kind === 'error') return [];
  const exemptMetrics = new Set(enforcement.exemptMetrics);
  const asked = {
    text: expression,
    expr: parsed.expr,
    exemptMetrics,
    lookbackMs: DEFAULT_LOOKBACK_MS,
  };
  return pastOfRule({ pairs, readsAt: (atMs) => promqlReadsAt(asked, atMs) }, nowMs);
}

function logReads(expression: string, atMs: number): readonly SelectorReach[] {
  const passed = new Map([['time', `${atMs}000000`]]);
  return logsReads({ texts: [expression], passed }, atMs, new RegexJudge());
}
