import { type Static, Type } from 'typebox';
import { Instant, Ulid } from './common.ts';
import { ReportReason } from './reports.ts';

const nullableText = Type.Union([Type.String(), Type.Null()]);

/** A message in one's own inbox. */
export const InboxEntry = Type.Object({
  id: Ulid,
  owner: Type.String(),
  project: nullableText,
  environment: nullableText,
  /** Null: the entry is about a report. */
  incidentId: Type.Union([Ulid, Type.Null()]),
  ruleId: nullableText,
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
  title: Type.String(),
  severity: Type.String(),
  at: Instant,
  readAt: Type.Union([Instant, Type.Null()]),
  /** The channel that was switched off, or on again; null: the entry is about something else. */
  channelId: Type.Union([Ulid, Type.Null()]),
  /** The report that could not be sent at its time; null: the entry is about something else. */
  reportId: Type.Union([Ulid, Type.Null()]),
  message: Type.String({ description: 'Why it could not be sent, in English; empty: nothing' }),
  reasons: Type.Array(ReportReason, { description: 'The same by codes' }),
});
export type InboxEntry = Static<typeof InboxEntry>;

export const InboxCount = Type.Object({ unread: Type.Integer() });

/** These entries, or all up to one, inclusive. */
export const InboxRead = Type.Union([
  Type.Object(
    { ids: Type.Array(Ulid, { minItems: 1, maxItems: 500 }) },
    { additionalProperties: false },
  ),
  Type.Object({ upTo: Ulid }, { additionalProperties: false }),
]);
