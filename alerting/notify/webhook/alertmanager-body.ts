import type { MessageKind } from '../channel-event.ts';
import type { OutgoingMessage } from '../channel-kind.ts';
import { type AlertGroup, alertGroupOf, type GroupAlert } from '../content/alert-group.ts';
import { inCommon } from '../notification.ts';
import { alertFingerprint } from './alert-fingerprint.ts';
import { fitGroup } from './fit-group.ts';
import type { AlertmanagerBody } from './webhook-schema.ts';

const UNSET = '0001-01-01T00:00:00Z';

/**
 * The body of Alertmanager's webhook, version 4, for receivers that know nothing else. What it has no
 * word for (acknowledgements, notes) comes as the group that it is about.
 * @param maxBytes inclusive; see `fitGroup`
 */
export function alertmanagerBody(message: OutgoingMessage, maxBytes: number): string {
  return fitGroup(alertGroupOf(message), maxBytes, (group) => {
    const body: AlertmanagerBody = {
      version: '4',
      groupKey: group.groupKey ?? `{}:{incident="${group.key}"}`,
      truncatedAlerts: group.leftOut,
      receiver: message.channelName,
      status: statusOf(group),
      notification_reason: reasonOf(group),
      groupLabels: group.groupLabels,
      commonLabels: inCommon(group.alerts.map(labelsOf)),
      commonAnnotations: group.commonAnnotations,
      externalURL: group.alerts[0].incidentUrl ?? '',
      alerts: [...group.alerts].sort(overFirst).map(alertOf),
    };
    return JSON.stringify(body);
  });
}

/** With its severity, which receivers look for among the labels; it may change, so it names no alert. */
function labelsOf({ labels, severity }: GroupAlert): Record<string, string> {
  return { ...labels, severity };
}

/** So that an alert that fires anew is not taken for over. */
function overFirst(a: GroupAlert, b: GroupAlert): number {
  return Number(a.status === 'firing') - Number(b.status === 'firing');
}

function alertOf(alert: GroupAlert): AlertmanagerBody['alerts'][number] {
  return {
    status: alert.status,
    labels: labelsOf(alert),
    annotations: alert.annotations,
    startsAt: new Date(alert.startedAtMs).toISOString(),
    endsAt: alert.resolvedAtMs === null ? UNSET : new Date(alert.resolvedAtMs).toISOString(),
    generatorURL: alert.ruleUrl ?? alert.incidentUrl ?? '',
    fingerprint: alertFingerprint(alert.labels),
  };
}

const REASONS: Readonly<Record<MessageKind, string>> = {
  firing: 'first notification',
  severity_raised: 'new alerts added',
  severity_lowered: 'new alerts added',
  repeat: 'repeat interval elapsed',
  resolved: 'all alerts resolved',
  acknowledged: 'repeat interval elapsed',
  escalated: 'first notification',
  flapping: 'repeat interval elapsed',
  stale: 'repeat interval elapsed',
  note: 'repeat interval elapsed',
};

function reasonOf(group: AlertGroup): string {
  const isPart = group.kind === 'resolved' && statusOf(group) === 'firing';
  return isPart ? 'some alerts resolved' : REASONS[group.kind];
}

/** That of the whole group: an Alertmanager lists all of its alerts, we only what is new. */
function statusOf({ status, othersFire }: AlertGroup): AlertGroup['status'] {
  return othersFire ? 'firing' : status;
}
