import { labelsToObject } from '../../platform/model/labels.ts';
import type { Incident } from '../incidents/incident.ts';
import type { Purpose } from '../routing/route-change.ts';
import type { Notification } from './notification.ts';

/**
 * What to tell about an incident.
 * @param previousSeverity severity before the change, for level changes.
 */
export function notificationOf(
  incident: Incident,
  purpose: Purpose,
  previousSeverity: string | null,
  occurredAtMs: number,
): Notification {
  return {
    purpose,
    isTest: false,
    owner: incident.owner,
    incidentId: incident.id,
    ruleId: incident.ruleId,
    title: incident.title,
    status: incident.status,
    severity: incident.severity,
    previousSeverity,
    cluster: incident.cluster,
    namespace: incident.namespace,
    project: incident.project,
    environment: incident.environment,
    labels: labelsToObject(incident.labels),
    annotations: labelsToObject(incident.annotations),
    levels: [...incident.levels.values()]
      .sort((a, b) => a.rung - b.rung)
      .map(({ severity, state, startsAtMs, endsAtMs }) => ({
        severity,
        state,
        startsAtMs,
        endsAtMs: state === 'resolved' ? endsAtMs : null,
      })),
    startedAtMs: incident.startedAtMs,
    resolvedAtMs: incident.resolvedAtMs,
    resolveReason: incident.resolveReason,
    occurredAtMs,
  };
}
