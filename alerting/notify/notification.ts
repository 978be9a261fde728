import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

const texts = Type.Record(Type.String(), Type.String());
const nullable = Type.Union([Type.String(), Type.Null()]);

const AlertJson = Type.Object({
  purpose: Type.Union([
    Type.Literal('firing'),
    Type.Literal('severity_raised'),
    Type.Literal('severity_lowered'),
    Type.Literal('repeat'),
    Type.Literal('escalated'),
    Type.Literal('flapping'),
    Type.Literal('stale'),
    Type.Literal('acknowledged'),
    Type.Literal('note'),
    Type.Literal('resolved'),
  ]),
  incidentId: Type.String(),
  ruleId: nullable,
  title: Type.String(),
  status: Type.Union([Type.Literal('firing'), Type.Literal('resolved')]),
  severity: Type.String(),
  /** Of a level change: what it was before. */
  previousSeverity: nullable,
  cluster: Type.String(),
  namespace: nullable,
  project: nullable,
  environment: nullable,
  labels: texts,
  annotations: texts,
  levels: Type.Array(
    Type.Object({
      severity: Type.String(),
      state: Type.Union([Type.Literal('firing'), Type.Literal('resolved')]),
      startsAtMs: Type.Number(),
      endsAtMs: Type.Union([Type.Number(), Type.Null()]),
    }),
  ),
  startedAtMs: Type.Number(),
  resolvedAtMs: Type.Union([Type.Number(), Type.Null()]),
  /** Why it ended; null while it fires. */
  resolveReason: nullable,
});

const GroupJson = Type.Object({
  /** 32 hex digits, the same for all messages about the group to this channel: threads hang on it. */
  id: Type.String(),
  /** The same for all messages about the group, e.g. `policy:01H…:{cluster="east"}`. */
  key: Type.String(),
  /** What the incidents were grouped by, with their values; those that are empty are left out. */
  labels: texts,
  /** How many of the message fire, and how many are over; those not listed too. */
  firing: Type.Integer(),
  resolved: Type.Integer(),
  /** How many are not listed. */
  truncated: Type.Integer(),
  /** At least one: those that fire first, the most severe first of all. */
  alerts: Type.Array(AlertJson, { minItems: 1 }),
});

const DigestJson = Type.Object({
  /** How many messages it joins. */
  messages: Type.Integer(),
  /** Incidents with how many of them it names at each severity, the most severe first. */
  severities: Type.Array(Type.Object({ severity: Type.String(), count: Type.Integer() })),
  /** Incidents of which it is said for the first time that they fire, among other things. */
  began: Type.Array(Type.String()),
});

const NotificationJson = Type.Object({
  /** True for a message of the test button: there is no such incident. */
  isTest: Type.Boolean(),
  owner: Type.String(),
  ...AlertJson.properties,
  /** When the change happened that this is about. */
  occurredAtMs: Type.Number(),
  /** Left out where the message is about one incident alone. */
  group: Type.Optional(GroupJson),
  /** Of what people did; hostile like the rest. Left out: nobody did anything. */
  said: Type.Optional(Type.Object({ by: Type.String(), text: nullable })),
  /** The channel of members whose people are called by name; left out: nobody is. */
  via: Type.Optional(Type.Object({ channelId: Type.String() })),
  /** Left out: it is no digest. */
  digest: Type.Optional(DigestJson),
});

/** What is told about one incident: its state at the change. All texts in it are hostile. */
export type NotifiedAlert = Static<typeof AlertJson>;

/** What several incidents of one message have in common. */
export type NotifiedGroup = Static<typeof GroupJson>;

/**
 * What is told about an incident, or about several in one message: then the fields are those of the
 * first of the group's `alerts`. Frozen when the delivery is queued, so that every attempt says the
 * same. All texts in it come from alerts and people: hostile.
 */
export type Notification = Static<typeof NotificationJson>;

const compiled = Compile(NotificationJson);

export function printNotification(notification: Notification): string {
  return JSON.stringify(notification);
}

/** @throws when the text is not what `printNotification` made. */
export function parseNotification(text: string): Notification {
  return compiled.Parse(JSON.parse(text));
}

/** Every alert that the message lists, at least one: it need not be about several. */
export function alertsOf(notification: Notification): readonly NotifiedAlert[] {
  return notification.group?.alerts ?? [notification];
}

/** The message with only those of its alerts, at least one, that may be told to somebody. */
export function onlyAlerts(
  notification: Notification,
  isWanted: (alert: NotifiedAlert) => boolean,
): Notification {
  const { group, ...own } = notification;
  if (group === undefined) return notification;
  const alerts = group.alerts.filter(isWanted);
  if (alerts.length === group.alerts.length) return notification;
  const firing = alerts.filter(({ status }) => status === 'firing').length;
  const counts = { firing, resolved: alerts.length - firing, truncated: 0 };
  return { ...own, ...alerts[0], group: { ...group, ...counts, alerts } };
}

/** Labels, or annotations, that all of them have with the same value. */
export function inCommon(all: readonly NotifiedAlert['labels'][]): Record<string, string> {
  const [first = {}, ...others] = all;
  const common: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(first)) {
    if (others.every((one) => Object.hasOwn(one, name) && one[name] === value)) {
      common[name] = value;
    }
  }
  return common;
}
