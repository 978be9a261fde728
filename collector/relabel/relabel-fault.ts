import { anchoredPattern } from './anchored-pattern.ts';
import { hasVariable } from './expand-template.ts';
import type { RelabelAction, RelabelRule } from './relabel-rule.ts';

const NEEDS_TARGET: ReadonlySet<RelabelAction> = new Set([
  'replace',
  'hashmod',
  'lowercase',
  'uppercase',
  'keepequal',
  'dropequal',
]);

const NO_REPLACEMENT: ReadonlySet<RelabelAction> = new Set([
  'lowercase',
  'uppercase',
  'keepequal',
  'dropequal',
]);

/** Why a step cannot be carried out, by Prometheus's own checks; null when it can. */
export function relabelFault(rule: RelabelRule): string | null {
  const { action } = rule;
  if (action === 'hashmod' && rule.modulus === undefined) return 'hashmod needs a modulus';
  if (NEEDS_TARGET.has(action) && (rule.targetLabel ?? '') === '') {
    return `${action} needs a targetLabel`;
  }
  const isTemplate = hasVariable(rule.targetLabel ?? '');
  if (isTemplate && action !== 'replace')
    return `the targetLabel of ${action} cannot hold variables`;
  if (NO_REPLACEMENT.has(action) && rule.replacement !== undefined) {
    return `${action} takes no replacement`;
  }
  const stray = strayFields(rule);
  if (stray !== null) return stray;
  const pattern = anchoredPattern(rule.regex ?? '(.*)');
  return pattern.kind === 'refused' ? pattern.message : null;
}

function strayFields(rule: RelabelRule): string | null {
  const { action } = rule;
  if (action === 'keepequal' || action === 'dropequal') {
    const given = rule.regex ?? rule.modulus ?? rule.separator;
    return given === undefined ? null : `${action} takes only sourceLabels and targetLabel`;
  }
  if (action === 'labeldrop' || action === 'labelkeep') {
    const given =
      rule.sourceLabels ?? rule.targetLabel ?? rule.modulus ?? rule.separator ?? rule.replacement;
    return given === undefined ? null : `${action} takes only a regex`;
  }
  return null;
}
