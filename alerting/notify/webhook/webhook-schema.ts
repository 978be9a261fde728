import { type Static, type TSchema, Type } from 'typebox';

const open = { additionalProperties: true } as const;
const Instant = Type.String({ description: 'RFC 3339, UTC, milliseconds' });
const orNull = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
const Texts = Type.Record(Type.String(), Type.String(), {
  description: 'From the alert or its rule: hostile',
});
const Status = Type.Union([Type.Literal('firing'), Type.Literal('resolved')]);

const WebhookIncident = Type.Object(
  {
    id: Type.String({ description: 'ULID, the same from firing to resolved' }),
    title: Type.String(),
    status: Status,
    severity: Type.String({
      description: 'A rung of the tenant’s ladder; after the end the highest that was reached',
    }),
    previousSeverity: orNull(Type.String()),
    ruleId: orNull(Type.String()),
    cluster: Type.String(),
    namespace: orNull(Type.String()),
    project: orNull(Type.String()),
    environment: orNull(Type.String()),
    labels: Texts,
    annotations: Texts,
    levels: Type.Array(
      Type.Object(
        { severity: Type.String(), state: Status, startsAt: Instant, endsAt: orNull(Instant) },
        open,
      ),
    ),
    startedAt: Instant,
    resolvedAt: orNull(Instant),
    resolveReason: orNull(Type.String()),
    url: orNull(Type.String()),
    ruleUrl: orNull(Type.String()),
    acknowledgeUrl: Type.Optional(
      orNull(
        Type.String({ description: 'Page that acknowledges once it is confirmed; single use' }),
      ),
    ),
    silenceUrl: Type.Optional(
      orNull(Type.String({ description: 'Page that silences once it is confirmed; single use' })),
    ),
  },
  open,
);
export type WebhookIncident = Static<typeof WebhookIncident>;

/** Our own body, version 1. Members may be added; a receiver ignores those it does not know. */
export const WebhookBody = Type.Object(
  {
    version: Type.Literal('1'),
    id: Type.String({ description: 'Of the delivery, the same for every attempt' }),
    type: Type.String({
      pattern: '^incident\\.[a-z_]+$',
      description:
        'incident.firing, .severity_raised, .severity_lowered, .repeat, .resolved, .acknowledged, .escalated, .flapping, .stale, .note',
    }),
    test: Type.Boolean({ description: 'Of the test button: there is no such incident' }),
    occurredAt: Instant,
    channelId: Type.String(),
    owner: Type.String({ description: 'The tenant, or _platform' }),
    incident: WebhookIncident,
    others: Type.Array(WebhookIncident, { description: 'Further incidents of the same message' }),
    othersLeftOut: Type.Integer({ minimum: 0 }),
    group: orNull(
      Type.Object(
        {
          key: Type.String({ description: 'The same for all messages about the group' }),
          labels: Texts,
        },
        { ...open, description: 'What the incidents were grouped by; null: told alone' },
      ),
    ),
    digest: Type.Optional(
      orNull(
        Type.Object(
          { messages: Type.Integer({ minimum: 2 }) },
          { ...open, description: 'It stands for so many messages; null: for itself alone' },
        ),
      ),
    ),
    said: Type.Optional(
      orNull(
        Type.Object(
          { by: Type.String(), text: orNull(Type.String()) },
          { ...open, description: 'Who acknowledged or wrote, and what: hostile' },
        ),
      ),
    ),
    members: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String(),
            contacts: Type.Array(Type.Object({ kind: Type.String(), value: Type.String() }, open)),
          },
          open,
        ),
        {
          description:
            'Of messages for members by role: whom a gateway is to reach, and by what (`phone`)',
        },
      ),
    ),
    shortened: Type.Boolean({
      description: 'Something was cut or left out because of the limit of the receiver',
    }),
  },
  { ...open, $id: 'urn:tocsin:webhook:1', title: 'tocsin webhook, version 1' },
);
export type WebhookBody = Static<typeof WebhookBody>;

/** Body of Alertmanager's webhook, version 4. */
export const AlertmanagerBody = Type.Object(
  {
    version: Type.Literal('4'),
    groupKey: Type.String(),
    truncatedAlerts: Type.Integer({ minimum: 0 }),
    receiver: Type.String(),
    status: Status,
    notification_reason: Type.String(),
    groupLabels: Texts,
    commonLabels: Texts,
    commonAnnotations: Texts,
    externalURL: Type.String(),
    alerts: Type.Array(
      Type.Object(
        {
          status: Status,
          labels: Texts,
          annotations: Texts,
          startsAt: Instant,
          endsAt: Type.String({ description: '0001-01-01T00:00:00Z while it fires' }),
          generatorURL: Type.String(),
          fingerprint: Type.String({ pattern: '^[0-9a-f]{16}$' }),
        },
        open,
      ),
    ),
  },
  { ...open, $id: 'urn:tocsin:webhook:alertmanager-4', title: 'Alertmanager webhook, version 4' },
);
export type AlertmanagerBody = Static<typeof AlertmanagerBody>;

/** The published schemas by the name they are served under. */
export const WEBHOOK_SCHEMAS = {
  'webhook-1': WebhookBody,
  'webhook-alertmanager-4': AlertmanagerBody,
} as const;
