import { isDeepStrictEqual } from 'node:util';
import type { SystemRule } from '../../../queries/system-rules/system-rule.ts';
import { fitLevels } from './fit-levels.ts';
import type { OverriddenLevel, OverriddenRule, RuleOverride } from './system-setting.ts';

/** What an upgrade changed of a rule that somebody deviates from. */
export type OverrideChange =
  | { readonly what: 'expression'; readonly before: string; readonly after: string }
  | {
      readonly what: 'levels';
      readonly operator: { readonly before: string; readonly after: string };
      readonly before: readonly OverriddenLevel[];
      readonly after: readonly OverriddenLevel[];
    }
  | { readonly what: 'keepFiringFor'; readonly beforeMs: number; readonly afterMs: number };

/** What a rule is now, to be kept with an override of it. */
export function overriddenRule(rule: SystemRule, ladder: readonly string[]): OverriddenRule {
  const { version, expression: promql, operator, keepFiringForMs } = rule;
  return { version, promql, operator, levels: fitLevels(rule.levels, ladder), keepFiringForMs };
}

/** Empty while the rule is as it was when the override was made; the ladder's changes do not count. */
export function overrideChanges(
  { madeFor }: RuleOverride,
  rule: SystemRule,
  ladder: readonly string[],
): readonly OverrideChange[] {
  if (madeFor.version === rule.version) return [];
  const now = overriddenRule(rule, ladder);
  const changes: OverrideChange[] = [];
  if (madeFor.promql !== now.promql) {
    changes.push({ what: 'expression', before: madeFor.promql, after: now.promql });
  }
  const isOther =
    madeFor.operator !== now.operator || !isDeepStrictEqual(madeFor.levels, now.levels);
  if (isOther) {
    const operator = { before: madeFor.operator, after: now.operator };
    changes.push({ what: 'levels', operator, before: madeFor.levels, after: now.levels });
  }
  if (madeFor.keepFiringForMs !== now.keepFiringForMs) {
    const times = { beforeMs: madeFor.keepFiringForMs, afterMs: now.keepFiringForMs };
    changes.push({ what: 'keepFiringFor', ...times });
  }
  return changes;
}
