import { AppError } from '../../platform/errors/app-error.ts';
import type { EnforcedMatcher } from '../scope/enforced-matcher.ts';
import { inLabelScope, type LabelScope } from '../scope/label-scope.ts';
import { scopedValue } from './scoped-value.ts';

/** What series must carry: `matchers` set what is missing, `labels` says what lies inside. */
export interface WriteScope {
  readonly matchers: readonly EnforcedMatcher[];
  readonly labels: LabelScope;
}

/**
 * What is written through a part must carry. Where no label tells tenants apart, the tenancy header does,
 * and whatever is written with it is the tenant's own.
 * @param part of a scope: without matchers it has a header, or is the platform's
 */
export function writeScopeOf({ matchers, labels }: WriteScope): WriteScope {
  const isByHeader = matchers.length === 0 && labels.kind === 'nothing';
  return { matchers, labels: isByHeader ? { kind: 'everything' } : labels };
}

/** Most labels of one written series. */
export const MAX_LABELS = 256;

/** Every label that tells whether a series lies in the scope. */
export function scopeLabels({ matchers, labels }: WriteScope): ReadonlySet<string> {
  const groups = labels.kind === 'any-of' ? labels.groups : [];
  return new Set([...matchers, ...groups.flat()].map(({ name }) => name));
}

/**
 * Sets the tenancy labels that a series misses, where the scope leaves no choice.
 * @param labels of the series, of those in `scopeLabels` at least; changed. What is set is last.
 * @throws AppError `invalid` for a series outside the scope.
 */
export function setScopeLabels(labels: Map<string, string>, scope: WriteScope): void {
  for (const matcher of scope.matchers)
    labels.set(matcher.name, scopedValue('series', matcher, labels.get(matcher.name)));
  if (!inLabelScope(Object.fromEntries(labels), scope.labels)) {
    throw new AppError('invalid', 'a series lies outside the scope; nothing was stored');
  }
}
