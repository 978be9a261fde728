import { Type } from 'typebox';

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
]);
