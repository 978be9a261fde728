import { labelsKey } from '../../platform/model/labels.ts';
import { printScopeName } from '../../platform/tenancy/scope-name.ts';
import type { Rule } from './rule.ts';

/** Why open incidents of a rule are resolved though nothing said that the alert is over. */
export type ClosingReason = 'rule_deleted' | 'rule_disabled' | 'rule_narrowed' | 'rule_changed';

/**
 * Whether a change of a rule ends its open incidents. Labels are part of what an incident is of, so
 * other ones end it; another name, expression or threshold does not: the alerts say themselves
 * whether they are over.
 */
export function closingReason(before: Rule, after: Rule): ClosingReason | undefined {
  if (!after.enabled) return before.enabled ? 'rule_disabled' : undefined;
  if (labelsKey(before.labels) !== labelsKey(after.labels)) return 'rule_changed';
  const isMoved = printScopeName(before.scope) !== printScopeName(after.scope);
  return isMoved ? 'rule_narrowed' : undefined;
}
