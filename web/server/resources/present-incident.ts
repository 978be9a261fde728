import { isResolvable } from '../../../alerting/incidents/acts/resolvable.ts';
import type { Incident } from '../../../alerting/incidents/incident.ts';
import type { IncidentEvent } from '../../../alerting/incidents/incident-event.ts';
import type { LiveMessage } from '../../../alerting/live/live-message.ts';
import type { LiveNotification } from '../../../alerting/notify/live-hub.ts';
import { assertNever } from '../../../platform/model/assert-never.ts';
import { labelsToObject } from '../../../platform/model/labels.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import type * as contract from '../../contract/incidents.ts';
import type * as live from '../../contract/live.ts';
import { instant, instantOrNull } from './present.ts';

export function presentIncident(incident: Incident, lastEvent: number): contract.Incident {
  const { id, owner, project, environment, cluster, namespace, ruleId, title } = incident;
  const { staleSinceMs } = incident;
  return {
    id,
    owner,
    tenant: owner === PLATFORM ? null : owner,
    project,
    environment,
    cluster,
    namespace,
    ruleId,
    title,
    status: incident.status,
    severity: incident.severity,
    labels: labelsToObject(incident.labels),
    annotations: labelsToObject(incident.annotations),
    levels: [...incident.levels.values()]
      .sort((a, b) => a.rung - b.rung)
      .map(({ severity, state, startsAtMs, endsAtMs }) => ({
        severity,
        state,
        startsAt: instant(startsAtMs),
        endsAt: state === 'resolved' ? instant(endsAtMs) : null,
      })),
    startedAt: instant(incident.startedAtMs),
    ...(typeof staleSinceMs === 'number' ? { staleSince: instant(staleSinceMs) } : {}),
    resolvedAt: instantOrNull(incident.resolvedAtMs),
    resolveReason: incident.resolveReason,
    acknowledgedAt: instantOrNull(incident.acknowledgedAtMs),
    acknowledgedBy: incident.acknowledgedBy,
    assignee: incident.assignee,
    resolvable: isResolvable(incident),
    lastEvent,
  };
}

export function presentEvent(event: IncidentEvent): contract.IncidentEvent {
  const {
    position,
    incidentId,
    atMs,
    kind,
    severity,
    channelId,
    channelName,
    deliveryId,
    reason,
    detail,
    authorName,
  } = event;
  return {
    position,
    incidentId,
    at: instant(atMs),
    kind,
    severity,
    channelId,
    channelName,
    deliveryId,
    reason,
    detail,
    author: authorName,
  };
}

/** A live message as it goes over the wire. */
export function encodeLive(message: LiveMessage): string {
  return JSON.stringify(presentLive(message));
}

function presentLive(message: LiveMessage): live.LiveMessage {
  switch (message.type) {
    case 'hello':
      return message;
    case 'incident':
      return {
        type: 'incident',
        position: message.position,
        incident: presentIncident(message.incident, message.lastEvent),
        events: message.events.map(presentEvent),
      };
    case 'delivery':
      return { ...message, event: presentEvent(message.event) };
    case 'notification':
      return presentNotification(message);
    default:
      return assertNever(message);
  }
}

function presentNotification({
  deliveryId,
  channelName,
  notification,
}: LiveNotification): live.LiveMessage {
  const { purpose, title, severity, status, incidentId, annotations, cluster, namespace } =
    notification;
  const { firing = 1, resolved = 0 } = notification.group ?? {};
  const count = firing + resolved;
  return {
    type: 'notification',
    deliveryId,
    channelName,
    reason: purpose,
    title,
    text:
      annotations.summary ??
      annotations.description ??
      [cluster, namespace].filter(Boolean).join('/'),
    severity,
    status,
    incidentId,
    ...(count > 1 ? { count } : {}),
  };
}
