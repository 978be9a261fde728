import type { Labels } from '../../platform/model/labels.ts';
import type { IncidentWork } from '../incidents/record-observations.ts';
import { unassignedKey } from '../intake/incident-labels.ts';
import { OVER_QUOTA, type UnassignedAlert } from '../intake/unassigned-alert.ts';
import { RULE_LABEL, TENANT_LABEL } from '../rules/alert-labels.ts';

/**
 * What was refused, as it is listed: one line per tenant, namespace and rule with the number of alerts.
 * Not by their labels: who floods would push what is listed of others out.
 */
export function overQuotaAlerts(refused: readonly IncidentWork[]): readonly UnassignedAlert[] {
  const lines = new Map<string, UnassignedAlert>();
  for (const { subject, observations } of refused) {
    const { cluster, owner, namespace, ruleId } = subject;
    const labels: Labels = new Map([
      [TENANT_LABEL, owner],
      ...(namespace === null ? [] : [['namespace', namespace] as const]),
      ...(ruleId === null ? [] : [[RULE_LABEL, ruleId] as const]),
    ]);
    const key = unassignedKey(`${cluster}:${OVER_QUOTA}`, labels);
    const count = (lines.get(key)?.count ?? 0) + observations.length;
    lines.set(key, { key, cluster, reason: OVER_QUOTA, labels, count });
  }
  return [...lines.values()];
}
