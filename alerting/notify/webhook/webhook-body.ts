import type { OutgoingMessage } from '../channel-kind.ts';

/** Version of the body below; a change that could break a receiver makes a new one. */
const WEBHOOK_VERSION = '1';

/**
 * The JSON that receivers get; described in `docs/webhook.md`. Only what is frozen in the delivery
 * goes in, so that every attempt sends the same bytes.
 */
export function webhookBody(message: OutgoingMessage): string {
  const { notification, deliveryId, channelId, links } = message;
  const { purpose } = notification;
  return JSON.stringify({
    version: WEBHOOK_VERSION,
    id: deliveryId,
    type: `incident.${purpose}`,
    test: notification.isTest,
    occurredAt: instant(notification.occurredAtMs),
    channelId,
    owner: notification.owner,
    incident: {
      id: notification.incidentId,
      title: notification.title,
      status: notification.status,
      severity: notification.severity,
      previousSeverity: notification.previousSeverity,
      ruleId: notification.ruleId,
      cluster: notification.cluster,
      namespace: notification.namespace,
      project: notification.project,
      environment: notification.environment,
      labels: notification.labels,
      annotations: notification.annotations,
      levels: notification.levels.map(({ severity, state, startsAtMs, endsAtMs }) => ({
        severity,
        state,
        startsAt: instant(startsAtMs),
        endsAt: endsAtMs === null ? null : instant(endsAtMs),
      })),
      startedAt: instant(notification.startedAtMs),
      resolvedAt: notification.resolvedAtMs === null ? null : instant(notification.resolvedAtMs),
      resolveReason: notification.resolveReason,
      url: links.incident,
      ruleUrl: links.rule,
    },
  });
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
