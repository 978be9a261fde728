import { type Static, Type } from 'typebox';
import { Instant, LabelMap, Revision, Ulid } from './common.ts';

const closed = { additionalProperties: false } as const;

const text = (maxLength: number, description?: string) =>
  Type.String({ maxLength, ...(description === undefined ? {} : { description }) });

export const RelabelAction = Type.Union([
  Type.Literal('replace'),
  Type.Literal('keep'),
  Type.Literal('drop'),
  Type.Literal('keepequal'),
  Type.Literal('dropequal'),
  Type.Literal('hashmod'),
  Type.Literal('labelmap'),
  Type.Literal('labeldrop'),
  Type.Literal('labelkeep'),
  Type.Literal('lowercase'),
  Type.Literal('uppercase'),
]);

/** One relabelling step, with Prometheus's meaning and defaults. */
export const RelabelStep = Type.Object(
  {
    action: RelabelAction,
    sourceLabels: Type.Optional(Type.Array(text(1_024), { maxItems: 64 })),
    separator: Type.Optional(text(64)),
    regex: Type.Optional(text(2_048)),
    modulus: Type.Optional(Type.Integer({ minimum: 1, maximum: 4_294_967_296 })),
    targetLabel: Type.Optional(text(1_024)),
    replacement: Type.Optional(text(4_096)),
  },
  closed,
);
export type RelabelStep = Static<typeof RelabelStep>;

const SecretKey = Type.Object(
  { name: text(253), key: text(253) },
  { ...closed, description: 'One value of a Secret in the namespace of the environment' },
);
const SecretOrNull = Type.Union([Type.Null(), SecretKey]);

const Auth = Type.Union([
  Type.Object({ kind: Type.Literal('none') }, closed),
  Type.Object({ kind: Type.Literal('bearer'), credentials: SecretKey }, closed),
  Type.Object({ kind: Type.Literal('basic'), username: SecretKey, password: SecretKey }, closed),
]);

const Tls = Type.Object(
  {
    ca: SecretOrNull,
    cert: SecretOrNull,
    key: SecretOrNull,
    serverName: text(253),
    insecureSkipVerify: Type.Boolean(),
  },
  closed,
);

export const MonitorEndpoint = Type.Object(
  {
    port: text(63, 'Name or number, of monitors on services and pods'),
    path: text(1_000),
    scheme: Type.Union([Type.Literal('http'), Type.Literal('https')]),
    interval: text(40, "Prometheus duration; empty: the collector's own"),
    timeout: text(40),
    params: Type.Record(Type.String(), Type.Array(Type.String())),
    auth: Auth,
    tls: Type.Union([Type.Null(), Tls]),
    honorTimestamps: Type.Boolean(),
    relabelings: Type.Array(RelabelStep, { maxItems: 50 }),
    metricRelabelings: Type.Array(RelabelStep, { maxItems: 50 }),
  },
  closed,
);
export type MonitorEndpoint = Static<typeof MonitorEndpoint>;

const Selector = Type.Object(
  {
    matchLabels: LabelMap,
    matchExpressions: Type.Array(
      Type.Object(
        {
          key: text(320),
          operator: Type.Union([
            Type.Literal('In'),
            Type.Literal('NotIn'),
            Type.Literal('Exists'),
            Type.Literal('DoesNotExist'),
          ]),
          values: Type.Array(text(63), { maxItems: 50 }),
        },
        closed,
      ),
      { maxItems: 30 },
    ),
  },
  { ...closed, description: 'Label selector; one without conditions selects everything' },
);

const Targets = Type.Array(text(1_000), { maxItems: 200 });

export const MonitorSource = Type.Union([
  Type.Object({ kind: Type.Literal('service'), selector: Selector }, closed),
  Type.Object({ kind: Type.Literal('pod'), selector: Selector }, closed),
  Type.Object(
    {
      kind: Type.Literal('probe'),
      prober: text(63, 'One that the administrator lists'),
      module: text(100),
      targets: Targets,
      labels: LabelMap,
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal('scrape'), targets: Targets, labels: LabelMap }, closed),
]);
export type MonitorSource = Static<typeof MonitorSource>;

const Limit = Type.Integer({ minimum: 0 });
const Limits = Type.Object(
  {
    samples: Limit,
    targets: Limit,
    labels: Limit,
    labelNameLength: Limit,
    labelValueLength: Limit,
  },
  { ...closed, description: '0: the most that the administrator allows' },
);

const EnvironmentName = Type.String({
  maxLength: 200,
  description: 'tenant.project.environment',
});

const content = {
  name: text(63, 'DNS label; the job label of its series'),
  environment: EnvironmentName,
  enabled: Type.Boolean(),
  source: MonitorSource,
  endpoints: Type.Array(MonitorEndpoint, { maxItems: 20 }),
  limits: Limits,
};

/** A monitor as a form fills it in. */
export const MonitorForm = Type.Object(content, closed);
export type MonitorForm = Static<typeof MonitorForm>;

const MonitorYaml = Type.Object(
  {
    environment: EnvironmentName,
    enabled: Type.Boolean(),
    yaml: text(65_536, 'A ServiceMonitor, PodMonitor, Probe or ScrapeConfig'),
  },
  closed,
);

/** A filled form, or the YAML of an object. */
export const MonitorInput = Type.Union([MonitorForm, MonitorYaml]);
export type MonitorInput = Static<typeof MonitorInput>;

export const MonitorCarrier = Type.Union(
  [
    Type.Literal('embedded'),
    Type.Literal('kubernetes'),
    Type.Literal('nobody'),
    Type.Literal('gone'),
  ],
  {
    description:
      'Who scrapes: the built-in collector, the operator of the cluster, nobody, or the environment is gone',
  },
);

/** How the object of a monitor stands in its cluster. */
export const MonitorDelivery = Type.Object({
  state: Type.Union([
    Type.Literal('pending'),
    Type.Literal('in-force'),
    Type.Literal('repaired'),
    Type.Literal('conflict'),
    Type.Literal('refused'),
    Type.Literal('waiting'),
  ]),
  message: Type.String({ description: 'Empty: there is nothing to tell' }),
  at: Type.Union([Type.Null(), Instant]),
});
export type MonitorDelivery = Static<typeof MonitorDelivery>;

const TargetCounts = Type.Object({
  up: Type.Integer(),
  down: Type.Integer(),
  unknown: Type.Integer(),
  problem: Type.String({ description: 'Why something is not scraped; empty: nothing' }),
});

export const Monitor = Type.Object({
  id: Ulid,
  owner: Type.String(),
  ...content,
  carrier: MonitorCarrier,
  delivery: Type.Union([Type.Null(), MonitorDelivery], {
    description: 'Null: it is no object of a cluster, or switched off',
  }),
  targets: Type.Union([Type.Null(), TargetCounts], {
    description: 'Of the built-in collector; null: ask for the status',
  }),
  revision: Revision,
  createdAt: Instant,
  updatedAt: Instant,
  updatedBy: Type.String(),
});
export type Monitor = Static<typeof Monitor>;

export const MonitorPreview = Type.Object({
  content: MonitorForm,
  carrier: MonitorCarrier,
  yaml: Type.String({ description: 'The object as people write it' }),
  delivered: Type.String({ description: 'The object with all that is stamped' }),
});
export type MonitorPreview = Static<typeof MonitorPreview>;

export const MonitorTarget = Type.Object({
  url: Type.String(),
  instance: Type.String(),
  labels: LabelMap,
  health: Type.Union([Type.Literal('unknown'), Type.Literal('up'), Type.Literal('down')]),
  lastError: Type.String({ description: 'Empty: nothing went wrong' }),
  lastScrape: Type.Union([Type.Null(), Instant]),
  durationSeconds: Type.Number(),
});
export type MonitorTarget = Static<typeof MonitorTarget>;

export const MonitorSelection = Type.Object({
  isSelected: Type.Union([Type.Null(), Type.Boolean()], {
    description: 'Null: the cluster does not say',
  }),
  by: Type.Array(Type.String(), { description: 'e.g. Prometheus monitoring/k8s' }),
  others: Type.Integer({ description: 'Of other tenants, who also select it' }),
  reasons: Type.Array(Type.String(), {
    description: 'Why each does not; empty, without isSelected: there is none that could',
  }),
});
export type MonitorSelection = Static<typeof MonitorSelection>;

export const MonitorStatus = Type.Object({
  carrier: MonitorCarrier,
  delivery: Type.Union([Type.Null(), MonitorDelivery]),
  selection: Type.Union([Type.Null(), MonitorSelection], {
    description: 'Which Prometheus of the cluster scrapes it; null: it is no object of a cluster',
  }),
  targets: Type.Array(MonitorTarget),
  dropped: Type.Integer({ description: 'Targets that relabelling dropped' }),
  errors: Type.Array(Type.String(), { description: 'Why targets are not found or scraped' }),
  delivered: Type.String({
    description: 'YAML of the object in the cluster; empty: there is none',
  }),
});
export type MonitorStatus = Static<typeof MonitorStatus>;

export const MonitorHistoryItem = Type.Object({
  revision: Type.Integer(),
  kind: Type.Union([Type.Literal('created'), Type.Literal('updated'), Type.Literal('deleted')]),
  at: Instant,
  author: Type.String(),
  content: MonitorForm,
  yaml: Type.String({ description: 'The object as people write it' }),
});
export type MonitorHistoryItem = Static<typeof MonitorHistoryItem>;

/** What monitors of an owner may ask for. */
export const MonitorOptions = Type.Object({
  probers: Type.Array(Type.String()),
  minInterval: Type.String(),
  limits: Limits,
  environments: Type.Array(
    Type.Object({
      name: EnvironmentName,
      cluster: Type.String(),
      namespace: Type.String(),
      carrier: MonitorCarrier,
      isKubernetes: Type.Boolean({ description: 'Services and pods can be found there' }),
      mayWrite: Type.Boolean(),
    }),
  ),
});
export type MonitorOptions = Static<typeof MonitorOptions>;
