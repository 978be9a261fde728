import { type Static, Type } from 'typebox';
import { DurationText, Instant, Revision, Ulid } from './common.ts';

const closed = { additionalProperties: false } as const;

const Said = {
  name: Type.String({ minLength: 1, maxLength: 120 }),
  description: Type.String({ maxLength: 1_000 }),
  enabled: Type.Boolean(),
  source: Type.Union([Type.Literal('event'), Type.Literal('audit')], {
    description: 'Events of Kubernetes, or the audit log of its API server (needs audit:read)',
  }),
  condition: Type.String({
    minLength: 1,
    maxLength: 4_096,
    description: 'On the fields of the object, e.g. type = "Warning" and reason in ("BackOff")',
  }),
  severity: Type.String({
    minLength: 1,
    maxLength: 40,
    description: 'A rung of the ladder, or a priority such as WARNING',
  }),
  quiet: DurationText,
  environment: Type.Union([Type.String({ maxLength: 130 }), Type.Null()], {
    description: 'project.environment it looks at; null: all that is the owner’s',
  }),
  policy: Type.Union([Ulid, Type.Null()], {
    description: 'Who is told; null: the administrators, by mail and inbox',
  }),
};

export const EventRuleInput = Type.Object(Said, closed);
export type EventRuleInput = Static<typeof EventRuleInput>;

/** An event rule as answered. */
export const EventRule = Type.Object({
  id: Ulid,
  owner: Type.String(),
  ...Said,
  revision: Revision,
  createdAt: Instant,
  updatedAt: Instant,
  updatedBy: Type.String(),
});
export type EventRule = Static<typeof EventRule>;

/** One line of its history; `rule` is what it was after the change. */
export const EventRuleHistoryItem = Type.Object({
  revision: Revision,
  kind: Type.Union([Type.Literal('created'), Type.Literal('updated'), Type.Literal('deleted')]),
  at: Instant,
  author: Type.String(),
  rule: Type.Object(Said),
});
