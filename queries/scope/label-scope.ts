import { allowedValues, type EnforcedMatcher } from './enforced-matcher.ts';

/** A label set as a backend answers it. */
export type AnsweredLabels = Readonly<Record<string, string>>;

/**
 * Which label sets of a backend's lists (rules, alerts, targets) lie in the scope.
 * - `everything`: `_platform` on a backend of its own, or a backend that shows each tenant only its own
 * - `nothing`: labels do not tell tenants apart, and the backend shows its lists to all
 * - `any-of`: those that carry all of at least one of the groups of matchers
 */
export type LabelScope =
  | { readonly kind: 'everything' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'any-of'; readonly groups: readonly (readonly EnforcedMatcher[])[] };

/** True when the label set lies in the scope. A missing label never does: nobody's is shown to nobody. */
export function inLabelScope(labels: AnsweredLabels, scope: LabelScope): boolean {
  if (scope.kind !== 'any-of') return scope.kind === 'everything';
  return scope.groups.some((group) => carriesAll(labels, group));
}

function carriesAll(labels: AnsweredLabels, matchers: readonly EnforcedMatcher[]): boolean {
  return matchers.every((matcher) => {
    const value = Object.hasOwn(labels, matcher.name) ? labels[matcher.name] : undefined;
    if (value === undefined) return matcher.op === 'absent';
    return allowedValues(matcher).includes(value);
  });
}
