import type { EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { DEFAULT_LOOKBACK_MS } from '../../queries/proxy/scope-rules/metrics-reads.ts';
import { type PastOfRule, pastOfRule } from '../../queries/scope/past-of-rule.ts';
import type { RuleCluster } from './rule-cluster.ts';

export type PastOfTarget = PastOfRule;

/**
 * The environments of a rule on a cluster into whose past, which is somebody else's, it would look
 * if it were evaluated now. Empty for nearly every rule, without a look at its expression; and where
 * no namespace label tells data apart: then what others left behind carries their tenant's label.
 */
export function pastOfTarget(
  pairs: readonly EnvironmentEntry[],
  { enforcement }: Pick<RuleCluster, 'enforcement'>,
  { expression, nowMs }: { readonly expression: string; readonly nowMs: number },
): readonly PastOfTarget[] {
  if (enforcement.namespaceLabel === null) return [];
  if (pairs.every((pair) => pair.readableFromMs === null)) return [];
  const parsed = parsePromql(expression);
  if (parsed.kind === 'error') return [];
  const exemptMetrics = new Set(enforcement.exemptMetrics);
  const lookbackMs = DEFAULT_LOOKBACK_MS;
  const rule = { text: expression, expr: parsed.expr, pairs, exemptMetrics, lookbackMs };
  return pastOfRule(rule, nowMs);
}
