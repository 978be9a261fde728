import { createHash } from 'node:crypto';
import { idBehind } from '../../../platform/ids/id-behind.ts';
import { environmentKeyOf } from '../../incidents/incident-row.ts';
import type { Destination } from '../../notify/channel-kind.ts';
import { alertsOf, type Notification, type NotifiedAlert } from '../../notify/notification.ts';
import type { DeliveryDraft } from '../delivery-sql.ts';

/** A message that waits, with what it says. */
export interface DigestPart {
  readonly id: string;
  readonly notification: Notification;
}

/** A digest names so many incidents at most: all of them. */
export const MAX_DIGEST_INCIDENTS = 100;

/**
 * As many of the oldest messages as one digest can name the incidents of, one at least; a message that
 * does not list all of its incidents ends it.
 */
export function digestible(parts: readonly DigestPart[]): readonly DigestPart[] {
  const named = new Set<string>();
  const taken: DigestPart[] = [];
  for (const part of parts) {
    if ((part.notification.group?.truncated ?? 0) > 0) break;
    for (const { incidentId } of alertsOf(part.notification)) named.add(incidentId);
    if (named.size > MAX_DIGEST_INCIDENTS) break;
    taken.push(part);
  }
  return taken;
}

/**
 * One message that says what several of one owner and channel say: each incident once, as it was last.
 * Its id is between the last of them and whatever was queued later, also in the same millisecond.
 *
 * @param parts at least one, oldest first, all of the channel's owner
 * @param ladder the owner's severities, most severe first
 */
export function digestOf(
  parts: readonly DigestPart[],
  channel: Pick<Destination, 'id' | 'owner' | 'name'>,
  ladder: readonly string[],
  nowMs: number,
): DeliveryDraft {
  const alerts = latestAlerts(parts, ladder);
  const [first] = alerts;
  if (first === undefined) throw new TypeError('a digest of nothing');
  const { id: channelId, owner, name: channelName } = channel;
  const id = digestId(parts);
  const firing = alerts.filter(({ status }) => status === 'firing').length;
  const via = parts.flatMap((part) => part.notification.via ?? []).at(-1);
  const notification: Notification = {
    isTest: false,
    owner,
    ...first,
    occurredAtMs: nowMs,
    ...(via === undefined ? {} : { via }),
    group: {
      id: createHash('sha256').update(`digest ${id}`).digest('hex').slice(0, 32),
      key: `digest:${id}`,
      labels: {},
      firing,
      resolved: alerts.length - firing,
      truncated: 0,
      alerts: [...alerts],
    },
    digest: {
      messages: parts.length,
      severities: severitiesOf(alerts),
      began: [...new Set(parts.flatMap(begunIn))],
    },
  };
  const incidents = alerts.map((alert) => ({
    incidentId: alert.incidentId,
    ruleId: alert.ruleId,
    purpose: alert.purpose,
    severity: alert.severity,
    environmentKey: environmentKeyOf(alert),
  }));
  const about = { incidents, groupId: null, createdAtMs: nowMs, digestOf: parts.length };
  return { id, owner, channelId, channelName, notification, ...about };
}

/** The same messages make the same digest, also when two processes join them. */
function digestId(parts: readonly DigestPart[]): string {
  const last = parts.at(-1);
  if (last === undefined) throw new TypeError('a digest of nothing');
  return idBehind(last.id);
}

/** Unix milliseconds of a ULID. */
export function timeOfUlid(id: string): number {
  const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  return [...id.slice(0, 10)].reduce((ms, char) => ms * 32 + ALPHABET.indexOf(char), 0);
}

function begunIn({ notification }: DigestPart): readonly string[] {
  return alertsOf(notification).flatMap(({ purpose, incidentId }) =>
    purpose === 'resolved' ? [] : [incidentId],
  );
}

/** Those that fire first, the most severe first, then the oldest. */
function latestAlerts(
  parts: readonly DigestPart[],
  ladder: readonly string[],
): readonly NotifiedAlert[] {
  const latest = new Map<string, NotifiedAlert>();
  for (const { notification } of parts) {
    for (const alert of alertsOf(notification)) latest.set(alert.incidentId, onlyAlert(alert));
  }
  const rung = ({ severity }: NotifiedAlert) => (ladder.indexOf(severity) + 1 || Infinity) - 1;
  const over = ({ status }: NotifiedAlert) => (status === 'firing' ? 0 : 1);
  return [...latest.values()].sort(
    (a, b) =>
      over(a) - over(b) || compare(rung(a), rung(b)) || compare(a.startedAtMs, b.startedAtMs),
  );
}

/** Infinity less Infinity is no number. */
function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Without what belongs to a whole message. */
function onlyAlert(alert: NotifiedAlert): NotifiedAlert {
  return {
    purpose: alert.purpose,
    incidentId: alert.incidentId,
    ruleId: alert.ruleId,
    title: alert.title,
    status: alert.status,
    severity: alert.severity,
    previousSeverity: alert.previousSeverity,
    cluster: alert.cluster,
    namespace: alert.namespace,
    project: alert.project,
    environment: alert.environment,
    labels: alert.labels,
    annotations: alert.annotations,
    levels: alert.levels,
    startedAtMs: alert.startedAtMs,
    resolvedAtMs: alert.resolvedAtMs,
    resolveReason: alert.resolveReason,
  };
}

function severitiesOf(alerts: readonly NotifiedAlert[]) {
  const counts = new Map<string, number>();
  for (const { severity } of alerts) counts.set(severity, (counts.get(severity) ?? 0) + 1);
  return [...counts].map(([severity, count]) => ({ severity, count }));
}
