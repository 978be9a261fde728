import { type Static, Type } from 'typebox';
import { Instant, Revision, Ulid } from './common.ts';

const closed = { additionalProperties: false } as const;

export const ReportRange = Type.Union(
  [
    Type.Literal('last-24h'),
    Type.Literal('last-7d'),
    Type.Literal('yesterday'),
    Type.Literal('last-week'),
    Type.Literal('last-month'),
  ],
  { description: "Counted from the report's time; days, weeks and months of its zone" },
);
export type ReportRange = Static<typeof ReportRange>;

export const ReportAttachment = Type.Union([
  Type.Literal('pdf'),
  Type.Literal('html'),
  Type.Literal('none'),
]);
export type ReportAttachment = Static<typeof ReportAttachment>;

const written = {
  name: Type.String({
    minLength: 1,
    maxLength: 120,
    description: 'Unique among those of the owner',
  }),
  enabled: Type.Boolean(),
  dashboard: Type.String({
    pattern: '^[A-Za-z0-9_-]{1,40}$',
    description: 'Uid: of the owner, or of a built-in dashboard',
  }),
  scope: Type.String({
    minLength: 1,
    maxLength: 300,
    description: 'Where its questions are asked; of the owner',
  }),
  variables: Type.Record(
    Type.String({ pattern: '^\\w{1,100}$' }),
    Type.Array(Type.String({ maxLength: 1_000 }), { maxItems: 40 }),
    { description: "What is chosen; the dashboard's own choice for the others" },
  ),
  range: ReportRange,
  cron: Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'Five fields; every 15 minutes at most',
  }),
  zone: Type.String({ minLength: 1, maxLength: 100, description: 'IANA, e.g. Asia/Shanghai' }),
  language: Type.Union([Type.Literal('en'), Type.Literal('zh')]),
  theme: Type.Union([Type.Literal('light'), Type.Literal('dark')]),
  attachment: ReportAttachment,
  recipients: Type.Object(
    {
      addresses: Type.Array(Type.String({ maxLength: 254 }), { maxItems: 50 }),
      channels: Type.Array(Ulid, { maxItems: 10, description: 'Of kind email, of the owner' }),
    },
    closed,
  ),
};

export const ReportInput = Type.Object(written, closed);
export type ReportInput = Static<typeof ReportInput>;

export const ReportReason = Type.Object({
  code: Type.String({ description: 'Such as `no_account`; more may come' }),
  values: Type.Record(Type.String(), Type.String(), { description: 'What its words name' }),
});
export type ReportReason = Static<typeof ReportReason>;

export const ReportRun = Type.Object({
  id: Ulid,
  target: Type.Union([Type.Literal('all'), Type.Literal('me')]),
  by: Type.String({ description: 'Whose rights counted' }),
  dueAt: Instant,
  state: Type.Union(
    [
      Type.Literal('waiting'),
      Type.Literal('drawing'),
      Type.Literal('sending'),
      Type.Literal('sent'),
      Type.Literal('failed'),
      Type.Literal('refused'),
      Type.Literal('missed'),
    ],
    {
      description:
        'refused: its author may not see it any more, or what it names is gone; missed: the service was down',
    },
  ),
  attempts: Type.Integer(),
  retryAt: Type.Union([Instant, Type.Null()]),
  startedAt: Type.Union([Instant, Type.Null()]),
  endedAt: Type.Union([Instant, Type.Null()]),
  sizeBytes: Type.Integer({ description: 'Of the mail' }),
  recipients: Type.Integer({ description: 'Addresses that it was sent to' }),
  message: Type.String({ description: 'What became of it, in English; empty: nothing to say' }),
  reasons: Type.Array(ReportReason, {
    description: 'The same by codes; empty of runs before this was kept',
  }),
});
export type ReportRun = Static<typeof ReportRun>;

export const Report = Type.Object({
  id: Ulid,
  ...written,
  revision: Revision,
  createdAt: Instant,
  updatedAt: Instant,
  author: Type.String({ description: 'Wrote it last: what it shows is what they may see' }),
  nextTimes: Type.Array(Instant, { description: 'The next three; none while it is switched off' }),
  mayWrite: Type.Boolean({ description: 'Whether the caller may change it and have it sent' }),
  lastRun: Type.Union([ReportRun, Type.Null()]),
});
export type Report = Static<typeof Report>;

export const ReportSendInput = Type.Object(
  {
    to: Type.Union([Type.Literal('me'), Type.Literal('all')], {
      description: 'me: as the caller sees it, to their own address alone',
    }),
  },
  closed,
);
export type ReportSendInput = Static<typeof ReportSendInput>;

export const ReportPreviewQuery = Type.Object(
  { as: Type.Union([Type.Literal('html'), Type.Literal('pdf')]) },
  closed,
);

export const ReportPreview = Type.Unknown({ description: 'The page (text/html) or the PDF' });

export const ReportTimesQuery = Type.Object(
  {
    cron: Type.String({ minLength: 1, maxLength: 200 }),
    zone: Type.String({ minLength: 1, maxLength: 100 }),
  },
  closed,
);

export const ReportTimes = Type.Object({
  times: Type.Array(Instant, { description: 'The next three' }),
});
