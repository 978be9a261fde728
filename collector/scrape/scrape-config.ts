import { type Static, Type } from 'typebox';
import { durationOption } from '../../platform/config/platform-config.ts';
import { SecretRef } from '../../platform/config/secret-ref.ts';
import { DURATION_PATTERN } from '../../platform/model/duration.ts';
import { RelabelRule } from '../relabel/relabel-rule.ts';

const closed = { additionalProperties: false } as const;

const Texts = Type.Record(Type.String(), Type.String());

const duration = (description: string) =>
  Type.Optional(
    Type.String({ pattern: DURATION_PATTERN, description: `${description} (duration, e.g. 30s)` }),
  );

const limit = (description: string) =>
  Type.Integer({ default: 0, minimum: 0, description: `${description}; 0: no limit` });

const Auth = Type.Union(
  [
    Type.Object({ kind: Type.Literal('none') }, closed),
    Type.Object({ kind: Type.Literal('bearer'), token: SecretRef }, closed),
    Type.Object({ kind: Type.Literal('basic'), user: Type.String(), password: SecretRef }, closed),
  ],
  { default: { kind: 'none' }, description: 'How we identify ourselves: none, bearer or basic' },
);

const Tls = Type.Object(
  {
    ca: Type.Optional(SecretRef),
    clientCert: Type.Optional(SecretRef),
    clientKey: Type.Optional(SecretRef),
    serverName: Type.Optional(Type.String()),
    insecureSkipVerify: Type.Boolean({ default: false, description: 'Trusts whoever answers' }),
  },
  { ...closed, default: {}, description: 'PEM as text, { env: NAME } or { file: PATH }' },
);

const StaticTargets = Type.Object(
  {
    targets: Type.Array(Type.String({ minLength: 1 }), { description: 'host:port' }),
    labels: Type.Unsafe<Readonly<Record<string, string>>>({ ...Texts, default: {} }),
  },
  closed,
);

const HttpTargets = Type.Object(
  {
    url: Type.String({ pattern: '^https?://', description: 'An http or https URL' }),
    refresh: durationOption('1m', 'How often it is asked'),
    auth: Auth,
    tls: Tls,
  },
  closed,
);

/** One job of the configuration. */
const JobConfig = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200, description: 'The job label' }),
    environment: Type.String({
      default: 'default.default.default',
      description: 'tenant.project.environment that its series belong to',
    }),
    targets: Type.Array(StaticTargets, { default: [], description: 'Targets written down here' }),
    files: Type.Array(Type.String({ pattern: '\\.(?:json|ya?ml|JSON|YA?ML)$' }), {
      default: [],
      description: 'file_sd: JSON or YAML files; the last part may hold *',
    }),
    http: Type.Array(HttpTargets, { default: [], description: 'HTTP SD' }),
    interval: duration('Between two scrapes of a target, at least 1s'),
    timeout: duration('Longest time of a scrape, at most the interval'),
    scheme: Type.Unsafe<'http' | 'https'>(
      Type.Union([Type.Literal('http'), Type.Literal('https')], { default: 'http' }),
    ),
    path: Type.String({ default: '/metrics', description: 'Path of the exposition' }),
    params: Type.Unsafe<Readonly<Record<string, readonly string[]>>>({
      ...Type.Record(Type.String(), Type.Array(Type.String())),
      default: {},
    }),
    auth: Auth,
    tls: Tls,
    honorLabels: Type.Boolean({
      default: false,
      description: 'Labels of the exposition win over those of the target, but for tenancy',
    }),
    honorTimestamps: Type.Boolean({ default: true, description: 'Takes timestamps of targets' }),
    trackTimestampsStaleness: Type.Boolean({ default: false }),
    fallbackProtocol: Type.Unsafe<'none' | 'text' | 'openmetrics'>(
      Type.Union(
        ['none', 'text', 'openmetrics'].map((one) => Type.Literal(one)),
        { default: 'none', description: 'Format of answers without a Content-Type that says it' },
      ),
    ),
    bodySizeLimit: Type.Integer({
      default: 67_108_864,
      minimum: 1_024,
      maximum: 1_073_741_824,
      description: 'Bytes of an uncompressed answer',
    }),
    sampleLimit: limit('Samples of a scrape, after relabelling'),
    labelLimit: limit('Labels of a series'),
    labelNameLengthLimit: limit('Bytes of a label name'),
    labelValueLengthLimit: limit('Bytes of a label value'),
    targetLimit: limit('Targets of the job'),
    extraMetrics: Type.Boolean({
      default: false,
      description: 'Adds scrape_timeout_seconds, scrape_sample_limit, scrape_body_size_bytes',
    }),
    relabel: Type.Array(RelabelRule, { default: [], description: 'Steps on labels of targets' }),
    metricRelabel: Type.Array(RelabelRule, { default: [], description: 'Steps on series' }),
  },
  closed,
);
export type JobConfig = Static<typeof JobConfig>;

/** The section `collector.scrape` of the configuration. */
export const ScrapeConfig = Type.Object(
  {
    interval: durationOption('15s', 'Between two scrapes of a target, at least 1s'),
    timeout: durationOption('10s', 'Longest time of a scrape'),
    fileRefresh: durationOption('5s', 'How often file_sd looks for changes'),
    self: Type.Boolean({ default: true, description: 'Scrapes this service itself' }),
    host: Type.Boolean({ default: true, description: 'Collects metrics of this host' }),
    hostRoot: Type.String({
      default: '/',
      description: "Where the host's file system is found, e.g. /host in a container",
    }),
    externalHost: Type.String({
      default: '',
      description: "This machine's name in URLs of targets; empty: as it calls itself",
    }),
    jobs: Type.Array(JobConfig, { default: [], description: 'What else is scraped' }),
  },
  { ...closed, default: {} },
);
export type ScrapeConfig = Static<typeof ScrapeConfig>;
