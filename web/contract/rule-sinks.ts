import { Type } from 'typebox';
import { DurationText } from './common.ts';

const closed = { additionalProperties: false } as const;

const PathOrNull = Type.Optional(Type.Union([Type.Null(), Type.String({ maxLength: 200 })]));

/** Kubernetes objects in files, for whoever applies them. Members that are left out: see the docs. */
const DirectorySink = Type.Object(
  {
    kind: Type.Literal('directory'),
    directory: Type.String({ minLength: 1, description: 'Folder for this cluster alone' }),
    namespace: Type.Optional(Type.Union([Type.Null(), Type.String()])),
    labels: Type.Optional(Type.Record(Type.String(), Type.String())),
    lokiTenantId: Type.Optional(Type.Union([Type.Null(), Type.String()])),
    git: Type.Optional(
      Type.Union([Type.Null(), Type.Object({ name: Type.String(), email: Type.String() }, closed)]),
    ),
    allowMassRemoval: Type.Optional(Type.Boolean()),
  },
  closed,
);

/** The rulers of Mimir or Cortex, and of Loki. */
const RulerApiSink = Type.Object(
  {
    kind: Type.Literal('ruler-api'),
    namespace: Type.Optional(Type.String({ description: 'Namespace of the ruler' })),
    metricsPath: PathOrNull,
    logsPath: PathOrNull,
    logRules: Type.Optional(Type.Union([Type.Literal('loki'), Type.Literal('embedded')])),
  },
  closed,
);

const Labels = Type.Optional(Type.Record(Type.String(), Type.String()));

/** Who decides about alerts of rules that the cluster's own Prometheus evaluates. */
const AlertmanagerSettings = Type.Union([
  Type.Object({ mode: Type.Literal('none') }, closed),
  Type.Object(
    {
      mode: Type.Literal('forward', {
        description: 'Its Alertmanager hands each alert on; decisions stay here',
      }),
      labels: Labels,
      url: Type.Optional(
        Type.Union([Type.Null(), Type.String({ maxLength: 2_048 })], {
          description: 'Base URL under which the cluster reaches tocsin; null: the public one',
        }),
      ),
      authority: Type.Optional(Type.Union([Type.Null(), Type.String({ maxLength: 32_768 })])),
      repeat: Type.Optional(DurationText),
      alerts: Type.Optional(Type.Union([Type.Literal('ours'), Type.Literal('namespace')])),
    },
    closed,
  ),
  Type.Object(
    {
      mode: Type.Literal('delegate', {
        description: 'Its Alertmanager decides and tells; what it decides is not visible here',
      }),
      labels: Labels,
    },
    closed,
  ),
]);

/** Kubernetes objects in the cluster, over its `kubernetes`. */
const KubernetesSink = Type.Object(
  {
    kind: Type.Literal('kubernetes'),
    namespace: Type.Optional(Type.Union([Type.Null(), Type.String()])),
    labels: Type.Optional(Type.Record(Type.String(), Type.String())),
    logRules: Type.Optional(
      Type.Union([
        Type.Literal('alertingrule'),
        Type.Literal('configmap'),
        Type.Literal('embedded'),
        Type.Literal('none'),
      ]),
    ),
    lokiTenantId: Type.Optional(Type.Union([Type.Null(), Type.String()])),
    allowMassRemoval: Type.Optional(Type.Boolean()),
    alertmanager: Type.Optional(AlertmanagerSettings),
    adopt: Type.Optional(
      Type.Array(Type.String(), { maxItems: 500, description: 'namespace/name, namespace/* or *' }),
    ),
  },
  closed,
);

/** Where rules of the cluster are delivered; `embedded`: tocsin evaluates them itself. */
export const RuleSinkSettings = Type.Union([
  Type.Object({ kind: Type.Literal('none') }, closed),
  Type.Object({ kind: Type.Literal('embedded') }, closed),
  Type.Object(
    {
      kind: Type.Literal('rule-files'),
      directory: Type.String({
        minLength: 1,
        description: 'Folder that rule_files of this Prometheus names',
      }),
    },
    closed,
  ),
  DirectorySink,
  RulerApiSink,
  KubernetesSink,
]);
