import type { MessageKind } from '../channel-event.ts';
import type { AlertLinks, OutgoingMessage } from '../channel-kind.ts';
import {
  alertsOf,
  inCommon,
  type Notification,
  type NotifiedAlert,
  type NotifiedGroup,
} from '../notification.ts';

/** One alert of a message, with the addresses of its pages, if the service knows its own. */
export interface GroupAlert extends NotifiedAlert {
  readonly owner: string;
  readonly incidentUrl: string | null;
  readonly ruleUrl: string | null;
  readonly acknowledgeUrl: string | null;
  readonly silenceUrl: string | null;
}

/** What one message is about: one alert, or several with what they have in common. */
export interface AlertGroup {
  /** The same for all messages about the same group: threads and incidents of others hang on it. */
  readonly key: string;
  /** What the group is called, with what it was grouped by; null: the alert is told alone. */
  readonly groupKey: string | null;
  readonly kind: MessageKind;
  readonly isTest: boolean;
  readonly owner: string;
  /** `firing` while any of them fires. */
  readonly status: 'firing' | 'resolved';
  /** Others of its group fire, of which the message says nothing. */
  readonly othersFire?: boolean;
  /** Of the first alert, which is the most severe. */
  readonly severity: string;
  readonly occurredAtMs: number;
  /** At least one, the most severe first. */
  readonly alerts: readonly [GroupAlert, ...GroupAlert[]];
  /** How many more the message is about than `alerts`. */
  readonly truncated: number;
  /** Where all of them are acknowledged; null: nowhere, or somebody is told of a part only. */
  readonly acknowledgeAllUrl: string | null;
  /** Null: it is no digest. */
  readonly digest: Notification['digest'] | null;
  /** What somebody did; null: nobody did anything. */
  readonly said: Notification['said'] | null;
  readonly groupLabels: Texts;
  readonly commonLabels: Texts;
  readonly commonAnnotations: Texts;
}

type Texts = Readonly<Record<string, string>>;

/** What a message is about. Renderers read nothing else, so that only this knows how many there are. */
export function alertGroupOf(message: OutgoingMessage): AlertGroup {
  const { notification, links, linksOf } = message;
  const { group, purpose, isTest, owner, severity, occurredAtMs, incidentId } = notification;
  const shown = (alert: NotifiedAlert): GroupAlert => {
    const urls = linksOf?.(alert) ?? (alert.incidentId === incidentId ? links : NO_LINKS);
    return {
      ...alert,
      owner,
      incidentUrl: urls.incident,
      ruleUrl: urls.rule,
      acknowledgeUrl: urls.acknowledge ?? null,
      silenceUrl: urls.silence ?? null,
    };
  };
  const [first = notification, ...others] = alertsOf(notification);
  return groupOf([shown(first), ...others.map(shown)], {
    key: group?.id ?? incidentId,
    groupKey: group === undefined ? null : shortKey(group),
    kind: purpose,
    isTest,
    owner,
    severity,
    occurredAtMs,
    othersFire: message.othersFire ?? false,
    truncated: group?.truncated ?? 0,
    acknowledgeAllUrl: allUrlOf(message),
    digest: notification.digest ?? null,
    said: notification.said ?? null,
    groupLabels: group?.labels ?? {},
  });
}

/** Who is told of a part of the message must not act on the rest. */
function allUrlOf({ notification: { group }, acknowledgeAll }: OutgoingMessage): string | null {
  if (group === undefined || acknowledgeAll === undefined) return null;
  const isWhole = group.alerts.length + group.truncated === acknowledgeAll.incidents;
  return isWhole ? acknowledgeAll.url : null;
}

/** A long one is the same for all messages of the group too, but fits every receiver's limit. */
function shortKey({ id, key }: NotifiedGroup): string {
  return key.length > MAX_KEY_CHARS ? id : key;
}

const MAX_KEY_CHARS = 512;

const NO_LINKS: AlertLinks = { incident: null, rule: null };

/** A group with what its alerts have in common. */
export function groupOf(
  alerts: readonly [GroupAlert, ...GroupAlert[]],
  facts: Omit<AlertGroup, 'alerts' | 'status' | 'commonLabels' | 'commonAnnotations'>,
): AlertGroup {
  return {
    ...facts,
    alerts,
    status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
    commonLabels: inCommon(alerts.map(({ labels }) => labels)),
    commonAnnotations: inCommon(alerts.map(({ annotations }) => annotations)),
  };
}
