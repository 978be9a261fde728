import type { Mention, OutgoingMessage } from '../channel-kind.ts';
import { alertGroupOf, type GroupAlert } from '../content/alert-group.ts';
import { fitGroup } from './fit-group.ts';
import type { WebhookBody, WebhookIncident } from './webhook-schema.ts';

/**
 * The JSON that receivers get; described in `docs/webhooks.md`. Only what is frozen in the delivery
 * goes in, so that every attempt sends the same bytes; but for members, who are those of the moment.
 * @param maxBytes inclusive; see `fitGroup`
 */
export function webhookBody(message: OutgoingMessage, maxBytes: number): string {
  const { deliveryId, channelId, mentions } = message;
  return fitGroup(alertGroupOf(message), maxBytes, (group) => {
    const [first, ...others] = group.alerts;
    const body: WebhookBody = {
      version: '1',
      id: deliveryId,
      type: `incident.${group.kind}`,
      test: group.isTest,
      occurredAt: instant(group.occurredAtMs),
      channelId,
      owner: group.owner,
      incident: incidentOf(first),
      others: others.map(incidentOf),
      othersLeftOut: group.leftOut,
      group: group.groupKey === null ? null : { key: group.groupKey, labels: group.groupLabels },
      digest: group.digest ? { messages: group.digest.messages } : null,
      said: group.said ?? null,
      shortened: group.isShortened,
      ...(mentions === undefined ? {} : { members: mentions.map(memberOf) }),
    };
    return JSON.stringify(body);
  });
}

/** Whom a gateway is to reach, and by what. */
function memberOf({ name, contacts }: Mention) {
  return { name, contacts: contacts.map(({ kind, value }) => ({ kind, value })) };
}

function incidentOf(alert: GroupAlert): WebhookIncident {
  return {
    id: alert.incidentId,
    title: alert.title,
    status: alert.status,
    severity: alert.severity,
    previousSeverity: alert.previousSeverity,
    ruleId: alert.ruleId,
    cluster: alert.cluster,
    namespace: alert.namespace,
    project: alert.project,
    environment: alert.environment,
    labels: alert.labels,
    annotations: alert.annotations,
    levels: alert.levels.map(({ severity, state, startsAtMs, endsAtMs }) => ({
      severity,
      state,
      startsAt: instant(startsAtMs),
      endsAt: endsAtMs === null ? null : instant(endsAtMs),
    })),
    startedAt: instant(alert.startedAtMs),
    resolvedAt: alert.resolvedAtMs === null ? null : instant(alert.resolvedAtMs),
    resolveReason: alert.resolveReason,
    url: alert.incidentUrl,
    ruleUrl: alert.ruleUrl,
    acknowledgeUrl: alert.acknowledgeUrl,
    silenceUrl: alert.silenceUrl,
  };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
