import { type Static, Type } from 'typebox';
import { Instant, PageQuery, Revision, Ulid } from './common.ts';

const closed = { additionalProperties: false } as const;

const Uid = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,40}$',
  description: "As Grafana's; distinct among the dashboards of the owner",
});
const Scope = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'tenant[.project[.environment]] or _platform: where it lives',
});
const Folder = Type.String({ maxLength: 200, description: 'Team/API; empty at the top' });
/** Characters; what is kept is counted in bytes. */
const SOURCE_CHARS = 2_000_000;

export const DashboardOrigin = Type.Union([
  Type.Literal('written'),
  Type.Literal('imported'),
  Type.Literal('copied'),
  Type.Literal('grafana'),
]);
export type DashboardOrigin = Static<typeof DashboardOrigin>;

export const DashboardSummary = Type.Object({
  id: Ulid,
  uid: Uid,
  title: Type.String(),
  description: Type.String(),
  tags: Type.Array(Type.String()),
  folder: Folder,
  scope: Scope,
  origin: DashboardOrigin,
  panels: Type.Integer({ description: 'Rows not counted' }),
  revision: Revision,
  createdAt: Instant,
  updatedAt: Instant,
  author: Type.Union([Type.String(), Type.Null()], {
    description: 'Of the latest version; null where no person made it',
  }),
  mayWrite: Type.Boolean({ description: 'Whether the caller may change it' }),
});
export type DashboardSummary = Static<typeof DashboardSummary>;

export const Dashboard = Type.Object({
  ...DashboardSummary.properties,
  source: Type.String({ description: 'Its JSON, exactly as written' }),
});
export type Dashboard = Static<typeof Dashboard>;

export const DashboardInput = Type.Object(
  {
    scope: Scope,
    folder: Folder,
    source: Type.String({
      minLength: 2,
      maxLength: SOURCE_CHARS,
      description: 'Dashboard JSON of Grafana, at most 2 MB; kept exactly as written',
    }),
    message: Type.Optional(Type.String({ maxLength: 500, description: 'Why, for the versions' })),
  },
  closed,
);
export type DashboardInput = Static<typeof DashboardInput>;

export const DashboardListQuery = Type.Object(
  {
    ...PageQuery.properties,
    q: Type.Optional(
      Type.String({ maxLength: 200, description: 'Words of title, tags and description' }),
    ),
    folder: Type.Optional(Type.String({ maxLength: 200, description: 'And those below it' })),
    tag: Type.Optional(Type.String({ maxLength: 100 })),
    scope: Type.Optional(Scope),
    state: Type.Optional(
      Type.Union([Type.Literal('standing'), Type.Literal('deleted')], {
        description: 'deleted: those that can be restored; default standing',
      }),
    ),
  },
  closed,
);
export type DashboardListQuery = Static<typeof DashboardListQuery>;

export const DashboardDeleteQuery = Type.Object(
  {
    forever: Type.Optional(
      Type.Boolean({ description: 'With all versions; also of one that was deleted before' }),
    ),
  },
  closed,
);

export const DashboardVersion = Type.Object({
  revision: Revision,
  at: Instant,
  author: Type.Union([Type.String(), Type.Null()]),
  message: Type.String(),
  title: Type.String(),
  kind: Type.Union([
    Type.Literal('created'),
    Type.Literal('changed'),
    Type.Literal('restored'),
    Type.Literal('deleted'),
  ]),
});
export type DashboardVersion = Static<typeof DashboardVersion>;

export const DashboardVersionText = Type.Object({
  ...DashboardVersion.properties,
  source: Type.String({ description: 'Exactly as written; of a deletion: what was deleted' }),
});
export type DashboardVersionText = Static<typeof DashboardVersionText>;

export const DashboardRestoreInput = Type.Object({ revision: Revision }, closed);

export const DashboardImportInput = Type.Object(
  {
    scope: Scope,
    folder: Folder,
    files: Type.Array(
      Type.Object(
        {
          path: Type.String({ minLength: 1, maxLength: 500 }),
          text: Type.String({ maxLength: 20_000_000 }),
        },
        closed,
      ),
      {
        minItems: 1,
        maxItems: 200,
        description: 'At most 20 MB together; folders of the paths become folders below the given',
      },
    ),
    onConflict: Type.Union(
      [Type.Literal('refuse'), Type.Literal('replace'), Type.Literal('copy')],
      {
        description:
          'Of a file whose uid is taken. replace: where the other lives; copy: with another uid',
      },
    ),
    dryRun: Type.Boolean({ description: 'Says what would become of each, and writes nothing' }),
    ruleFiles: Type.Optional(
      Type.Array(
        Type.Object(
          {
            path: Type.String({ minLength: 1, maxLength: 500 }),
            text: Type.String({ maxLength: 2_000_000 }),
          },
          closed,
        ),
        {
          maxItems: 100,
          description: 'Rule files that came with them, whose recording rules the dashboards need',
        },
      ),
    ),
    makeRecordings: Type.Optional(
      Type.Boolean({ description: 'Makes the recording rules that they need and that are known' }),
    ),
  },
  closed,
);
export type DashboardImportInput = Static<typeof DashboardImportInput>;

export const DashboardImportItem = Type.Object({
  path: Type.String(),
  outcome: Type.Union([
    Type.Literal('created'),
    Type.Literal('replaced'),
    Type.Literal('copied'),
    Type.Literal('refused'),
  ]),
  id: Type.Union([Ulid, Type.Null()]),
  uid: Type.String(),
  title: Type.String(),
  queries: Type.Integer(),
  message: Type.String({ description: 'Why it was refused, in English; empty otherwise' }),
  reason: Type.Union(
    [
      Type.Object({
        code: Type.String({ description: 'Such as `uid_taken`; more may come' }),
        values: Type.Record(Type.String(), Type.String()),
      }),
      Type.Null(),
    ],
    { description: 'The same as a code and what its words name; null where there is none' },
  ),
  notes: Type.Array(
    Type.Object({
      panelId: Type.Union([Type.Integer(), Type.Null()]),
      panelTitle: Type.String(),
      message: Type.String(),
    }),
    { description: 'What is not drawn as Grafana would' },
  ),
});
export type DashboardImportItem = Static<typeof DashboardImportItem>;

export const DashboardImportRecording = Type.Object({
  record: Type.String({ description: 'A series that the scope lacks and a recording rule makes' }),
  boards: Type.Array(Type.String(), { description: 'Uids of the dashboards that need it' }),
  rules: Type.Integer({ description: 'How many rules make it' }),
  outcome: Type.Union(
    [
      Type.Literal('missing'),
      Type.Literal('waiting'),
      Type.Literal('unknown'),
      Type.Literal('made'),
      Type.Literal('refused'),
    ],
    {
      description:
        'missing: it can be made; waiting: a rule records it already; unknown: nobody says how',
    },
  ),
  message: Type.String({ description: 'Why it was refused; empty otherwise' }),
});
export type DashboardImportRecording = Static<typeof DashboardImportRecording>;

export const DashboardCopyInput = Type.Object(
  {
    from: Type.Union([
      Type.Object(
        {
          kind: Type.Literal('built-in'),
          uid: Uid,
          language: Type.Union([Type.Literal('en'), Type.Literal('zh')]),
        },
        closed,
      ),
      Type.Object({ kind: Type.Literal('dashboard'), id: Ulid }, closed),
    ]),
    scope: Scope,
    folder: Folder,
    title: Type.String({ minLength: 1, maxLength: 300 }),
  },
  closed,
);
export type DashboardCopyInput = Static<typeof DashboardCopyInput>;

export const DashboardText = Type.Unknown({
  description: 'The JSON of the dashboard, byte for byte as it was written',
});

export const ofDashboardUid = { uid: Uid };
