import type { EnforcedMatcher } from '../../scope/enforced-matcher.ts';
import { type Answered, listIn, objectIn, pick } from './answered.ts';
import { inScope, labelsOf } from './label-match.ts';

const ALERT = ['labels', 'annotations', 'state', 'activeAt', 'keepFiringSince', 'value'];

/** The alerts of `GET /api/v1/alerts` whose own labels lie in the scope. */
export function filterAlerts(
  data: unknown,
  matchers: readonly EnforcedMatcher[],
): readonly Answered[] {
  return alertsIn(listIn(objectIn(data, 'data'), 'alerts'), matchers);
}

/** Those of a list of alerts that lie in the scope, without members we do not know. */
export function alertsIn(
  alerts: readonly unknown[],
  matchers: readonly EnforcedMatcher[],
): readonly Answered[] {
  return alerts
    .map((alert) => objectIn(alert, 'alert'))
    .filter((alert) => inScope(labelsOf(alert.labels), matchers))
    .map((alert) => pick(alert, ALERT));
}
