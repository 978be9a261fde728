import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

const texts = Type.Record(Type.String(), Type.String());
const nullable = Type.Union([Type.String(), Type.Null()]);

const NotificationJson = Type.Object({
  purpose: Type.Union([
    Type.Literal('firing'),
    Type.Literal('severity_raised'),
    Type.Literal('severity_lowered'),
    Type.Literal('resolved'),
  ]),
  /** True for a message of the test button: there is no such incident. */
  isTest: Type.Boolean(),
  owner: Type.String(),
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
  /** When the change happened that this is about. */
  occurredAtMs: Type.Number(),
});

/**
 * What is told about an incident: its state at the change, frozen when the delivery is queued, so
 * that every attempt says the same. All texts in it come from alerts and people: hostile.
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
