import { inLabelScope, type LabelScope } from '../../scope/label-scope.ts';
import { type Answered, listIn, objectIn, pick } from './answered.ts';
import { labelsOf } from './answered-labels.ts';

const ALERT = ['labels', 'annotations', 'state', 'activeAt', 'keepFiringSince', 'value'];

/** The alerts of `GET /api/v1/alerts` whose own labels lie in the scope. */
export function filterAlerts(data: unknown, scope: LabelScope): readonly Answered[] {
  return alertsIn(listIn(objectIn(data, 'data'), 'alerts'), scope);
}

/** Those of a list of alerts that lie in the scope, without members we do not know. */
export function alertsIn(alerts: readonly unknown[], scope: LabelScope): readonly Answered[] {
  return alerts
    .map((alert) => objectIn(alert, 'alert'))
    .filter((alert) => inLabelScope(labelsOf(alert.labels), scope))
    .map((alert) => pick(alert, ALERT));
}
