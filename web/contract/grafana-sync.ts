import { type Static, Type } from 'typebox';
import { DnsLabel, Instant } from './common.ts';

const closed = { additionalProperties: false } as const;

const orNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) =>
  Type.Union([Type.Null(), schema]);

export const GrafanaDelivery = Type.Union(
  [Type.Literal('api'), Type.Literal('operator'), Type.Literal('files')],
  { description: 'How it comes there: its API, objects of grafana-operator, or files' },
);

export const GrafanaSource = Type.Object({
  uid: Type.String(),
  kind: Type.Union([
    Type.Literal('prometheus'),
    Type.Literal('loki'),
    Type.Literal('alertmanager'),
  ]),
  name: Type.String(),
  scope: Type.String(),
  health: Type.Union([Type.Literal('ok'), Type.Literal('fault'), Type.Literal('unknown')]),
  message: Type.String(),
  checkedAt: orNull(Instant),
});
export type GrafanaSource = Static<typeof GrafanaSource>;

export const GrafanaDrift = Type.Object({
  uid: Type.String(),
  title: Type.String(),
  kind: Type.Union(
    [
      Type.Literal('refused-here'),
      Type.Literal('refused-there'),
      Type.Literal('provisioned'),
      Type.Literal('waiting'),
      Type.Literal('unfilled'),
      Type.Literal('object'),
    ],
    {
      description:
        'refused-here: we could not take it; refused-there: Grafana could not; unfilled: a built-in dashboard without its metrics',
    },
  ),
  message: Type.String(),
  at: orNull(Instant),
});
export type GrafanaDrift = Static<typeof GrafanaDrift>;

export const GrafanaJournalLine = Type.Object({
  at: Instant,
  kind: Type.String(),
  actor: Type.String(),
  subject: Type.String(),
  message: Type.String(),
});

/** The Grafana of one tenant. */
export const GrafanaStatus = Type.Object({
  delivery: GrafanaDelivery,
  version: Type.String({ description: 'Of Grafana; empty: not known' }),
  organisation: orNull(Type.Object({ id: Type.Integer(), name: Type.String() })),
  /** Own folder in an organisation that several share. */
  folder: orNull(Type.String()),
  fault: orNull(Type.String({ description: 'Why the last pass did not end; null: it did' })),
  triedAt: orNull(Instant),
  doneAt: orNull(Instant),
  scopes: Type.Array(Type.String(), {
    description: 'Nodes below the tenant with data sources of their own',
  }),
  mayEdit: Type.Boolean(),
  sources: Type.Array(GrafanaSource),
  inStep: Type.Integer({ description: 'Dashboards that are the same on both sides' }),
  drift: Type.Array(GrafanaDrift),
  journal: Type.Array(GrafanaJournalLine),
  revision: Type.Integer({
    minimum: 0,
    description: 'Of the settings; also the ETag, for If-Match',
  }),
});
export type GrafanaStatus = Static<typeof GrafanaStatus>;

export const GrafanaSettingsInput = Type.Object(
  {
    scopes: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 50 }),
    mayEdit: Type.Boolean({
      description: "Rules and silences may be changed from Grafana's own pages",
    }),
  },
  closed,
);
export type GrafanaSettingsInput = Static<typeof GrafanaSettingsInput>;

export const GrafanaFilesQuery = Type.Object(
  {
    tokens: Type.Optional(
      Type.Union([Type.Literal('reference'), Type.Literal('given')], {
        description: 'given: the tokens stand in the files; reference: names of variables',
      }),
    ),
  },
  closed,
);

export const GrafanaFiles = Type.Object({
  files: Type.Array(Type.Object({ path: Type.String(), text: Type.String() })),
});
export type GrafanaFiles = Static<typeof GrafanaFiles>;

/** All tenants, for administrators. */
export const GrafanaOverview = Type.Object({
  delivery: GrafanaDelivery,
  version: Type.String(),
  fault: orNull(Type.String()),
  tenants: Type.Array(
    Type.Object({
      tenant: DnsLabel,
      phase: Type.Union([
        Type.Literal('active'),
        Type.Literal('retiring'),
        Type.Literal('retired'),
      ]),
      organisation: orNull(Type.Integer()),
      fault: orNull(Type.String()),
      doneAt: orNull(Instant),
    }),
  ),
});
export type GrafanaOverview = Static<typeof GrafanaOverview>;
