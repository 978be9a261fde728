import { parseLogql } from '../../queries/logql/parse.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { MAX_SCOPED_LENGTH } from '../../queries/scope/enforce.ts';
import { type GroupRule, ruleNameOf } from '../rules/manifests/rule-group.ts';
import type { RuledGroup } from './ruled-group.ts';

/**
 * Why a group cannot be evaluated, in one sentence; null when it can.
 * @param takesSamples whether the cluster's store takes what recording rules make
 */
export function groupRefusal(group: RuledGroup, takesSamples: boolean): string | null {
  const { intervalMs, limit, queryOffsetMs } = group;
  if (!Number.isInteger(intervalMs) || intervalMs < 1) {
    return `the interval must be at least 1 ms, got ${intervalMs}`;
  }
  if (limit < 0 || queryOffsetMs < 0) return 'limit and query offset must not be negative';
  for (const rule of group.rules) {
    const refusal = ruleRefusal(rule, group, takesSamples);
    if (refusal !== null) return `${ruleNameOf(rule)}: ${refusal}`;
  }
  return null;
}

function ruleRefusal(
  rule: GroupRule,
  { language }: RuledGroup,
  takesSamples: boolean,
): string | null {
  if (rule.kind === 'recording' && !takesSamples) {
    return 'the metrics backend of the cluster takes no samples from tocsin, so what a recording rule makes could not be stored; let the backend itself evaluate it';
  }
  const parsed =
    language === 'promql'
      ? parsePromql(rule.expr, { maxLength: MAX_SCOPED_LENGTH })
      : parseLogql(rule.expr, { maxBytes: MAX_SCOPED_LENGTH });
  return parsed.kind === 'error' ? `could not parse expression: ${parsed.error.message}` : null;
}
