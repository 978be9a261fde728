import { labelsToObject } from '../../platform/model/labels.ts';
import type { Incident } from '../incidents/incident.ts';
import type { IncidentGroup } from '../routing/grouping.ts';
import type { Purpose } from '../routing/route-change.ts';
import type { Notification, NotifiedAlert } from './notification.ts';

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
  const { owner } = incident;
  const alert = notifiedAlert(incident, purpose, previousSeverity);
  return { isTest: false, owner, ...alert, occurredAtMs };
}

/** One incident of a message, and what is said of it. */
export interface SaidOfIncident {
  readonly incident: Incident;
  readonly purpose: Purpose;
  readonly previousSeverity: string | null;
}

/** A message lists at most so many incidents, and says how many more there are. */
const MAX_LISTED = 100;

/** What to tell about several incidents of one owner: at least one, in the order of `bySeverity`. */
export function groupNotification(
  said: readonly [SaidOfIncident, ...SaidOfIncident[]],
  group: IncidentGroup,
  occurredAtMs: number,
): Notification {
  const [first] = said;
  const alerts = said
    .slice(0, MAX_LISTED)
    .map(({ incident, purpose, previousSeverity }) =>
      notifiedAlert(incident, purpose, previousSeverity),
    );
  const firing = said.filter(({ incident }) => incident.status === 'firing').length;
  return {
    ...notificationOf(first.incident, first.purpose, first.previousSeverity, occurredAtMs),
    group: {
      id: group.id,
      key: group.key,
      labels: { ...group.labels },
      firing,
      resolved: said.length - firing,
      truncated: said.length - alerts.length,
      alerts,
    },
  };
}

/** Those that fire first, the most severe first, then the oldest. */
export function bySeverity(a: SaidOfIncident, b: SaidOfIncident): number {
  const over = (one: SaidOfIncident) => (one.incident.status === 'firing' ? 0 : 1);
  return (
    over(a) - over(b) ||
    a.incident.rung - b.incident.rung ||
    a.incident.startedAtMs - b.incident.startedAtMs ||
    (a.incident.id < b.incident.id ? -1 : 1)
  );
}

function notifiedAlert(
  incident: Incident,
  purpose: Purpose,
  previousSeverity: string | null,
): NotifiedAlert {
  return {
    purpose,
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
  };
}
