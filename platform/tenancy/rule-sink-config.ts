import { Type } from 'typebox';

const closed = { additionalProperties: false } as const;

function textOrNull(description: string) {
  return Type.Optional(Type.Union([Type.Null(), Type.String()], { description }));
}

const GitAuthor = Type.Object(
  {
    name: Type.String({ description: 'Name of the author of commits' }),
    email: Type.String({ description: 'E-mail address of the author of commits' }),
  },
  closed,
);

const DirectorySink = Type.Object(
  {
    kind: Type.Literal('directory'),
    directory: Type.String({ description: 'Absolute path of a folder for this cluster alone' }),
    namespace: textOrNull('Namespace of all objects; null: the first environment of each rule'),
    labels: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'Labels that operators select objects by, e.g. release',
      }),
    ),
    lokiTenantId: textOrNull('tenantID of rules on logs; null: they are not written'),
    git: Type.Optional(
      Type.Union([Type.Null(), GitAuthor], { description: 'Who commits; null: nobody' }),
    ),
    allowMassRemoval: Type.Optional(
      Type.Boolean({ description: 'Lets more than half of the files go in one pass' }),
    ),
  },
  closed,
);

const RulerApiSink = Type.Object(
  {
    kind: Type.Literal('ruler-api'),
    namespace: Type.Optional(
      Type.String({ description: 'Namespace of the ruler for our groups; tocsin if left out' }),
    ),
    metricsPath: textOrNull(
      'Path of the ruler on the host of the metrics backend; null: /config/v1/rules below its url',
    ),
    logsPath: textOrNull(
      'Path of the ruler on the host of the logs backend; null: /loki/api/v1/rules below its url',
    ),
    logRules: Type.Optional(
      Type.Union([Type.Literal('loki'), Type.Literal('embedded')], {
        description: "Who evaluates rules on logs: Loki's ruler or tocsin's; loki if left out",
      }),
    ),
  },
  closed,
);

const AlertmanagerLabels = Type.Optional(
  Type.Record(Type.String(), Type.String(), {
    description: 'Labels that alertmanagerConfigSelector selects objects by',
  }),
);

const AlertmanagerObject = Type.Union(
  [
    Type.Object({ mode: Type.Literal('none') }, closed),
    Type.Object(
      {
        mode: Type.Literal('forward'),
        labels: AlertmanagerLabels,
        url: textOrNull('Base URL under which the cluster reaches tocsin; null: the public one'),
        authority: textOrNull('Certificates (PEM) of the authority behind that URL'),
        repeat: Type.Optional(
          Type.String({ description: 'How often a firing alert is told again; 5m if left out' }),
        ),
        alerts: Type.Optional(
          Type.Union([Type.Literal('ours'), Type.Literal('namespace')], {
            description: "Alerts of our rules, or all that bear an environment's namespace",
          }),
        ),
      },
      closed,
    ),
    Type.Object({ mode: Type.Literal('delegate'), labels: AlertmanagerLabels }, closed),
  ],
  {
    description:
      "Who decides about alerts of the cluster's own Prometheus; none if left out: it is told to send to tocsin",
  },
);

const KubernetesSink = Type.Object(
  {
    kind: Type.Literal('kubernetes'),
    namespace: textOrNull('Namespace of all objects; null: the first environment of each rule'),
    labels: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'Labels that operators select objects by, e.g. release',
      }),
    ),
    logRules: Type.Optional(
      Type.Union(
        [
          Type.Literal('alertingrule'),
          Type.Literal('configmap'),
          Type.Literal('embedded'),
          Type.Literal('none'),
        ],
        { description: 'Where rules on logs go; embedded if left out: tocsin evaluates them' },
      ),
    ),
    lokiTenantId: textOrNull('tenantID of rules on logs, for alertingrule'),
    allowMassRemoval: Type.Optional(
      Type.Boolean({ description: 'Lets more than half of the objects go in one pass' }),
    ),
    alertmanager: Type.Optional(AlertmanagerObject),
    adopt: Type.Optional(
      Type.Array(Type.String(), {
        description: "Somebody else's objects to take over: namespace/name, namespace/* or *",
      }),
    ),
  },
  closed,
);

/** The sinks with members that can be left out, for the schema of the configuration. */
export const ruleSinkObjects = [DirectorySink, RulerApiSink, KubernetesSink] as const;
