import { type Static, type TSchema, type TSchemaOptions, Type } from 'typebox';
import { SecretRef } from '../config/secret-ref.ts';
import { DNS_LABEL_PATTERN } from '../model/dns-label.ts';
import { enforcementProperties, LogsConfig, MetricsConfig } from './backend-config.ts';
import { CollectionConfig } from './collection-config.ts';
import { KubernetesConfig } from './kubernetes-config.ts';
import { ENVIRONMENT_KINDS, PERMISSIONS, ROLES_BY_LEVEL } from './roles.ts';
import { ruleSinkObjects } from './rule-sink-config.ts';
import { DEFAULT_SEVERITIES, LANGUAGES } from './tenant.ts';

const closed = { additionalProperties: false } as const;

function dnsLabel(description: string) {
  return Type.String({ pattern: DNS_LABEL_PATTERN, description: `${description}; a DNS label` });
}

/** A union of literals; the type is given by hand, because a mapped list loses it. */
function oneOf<const T extends string>(values: readonly T[], options: TSchemaOptions) {
  const literals = values.map((value) => Type.Literal(value));
  return Type.Unsafe<T>(Type.Union(literals, options));
}

function listOf<S extends TSchema>(item: S, description: string) {
  return Type.Array(item, { default: [], description });
}

function orNull(description: string, fallback: string | null = null) {
  return Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 254 })], {
    default: fallback,
    description,
  });
}

const title = Type.String({ default: '', maxLength: 200, description: 'For people' });

const EnvironmentConfig = Type.Object(
  {
    id: dnsLabel('Name of the environment'),
    title,
    cluster: dnsLabel('A cluster declared here'),
    namespace: dnsLabel('The namespace it owns on that cluster, alone'),
    kind: oneOf(ENVIRONMENT_KINDS, { default: 'prod', description: 'dev, test or prod' }),
  },
  closed,
);

const ProjectConfig = Type.Object(
  {
    id: dnsLabel('Name of the project'),
    title,
    environments: listOf(EnvironmentConfig, 'Environments of the project'),
  },
  closed,
);

const TenantConfig = Type.Object(
  {
    id: dnsLabel('Name of the tenant'),
    title,
    timeZone: Type.String({ default: 'UTC', description: 'IANA zone, for texts sent to people' }),
    language: oneOf(LANGUAGES, { default: 'en', description: 'en or zh' }),
    severities: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), {
      default: [...DEFAULT_SEVERITIES],
      minItems: 1,
      maxItems: 10,
      description: 'The ladder, most severe first',
    }),
    projects: listOf(ProjectConfig, 'Projects of the tenant'),
  },
  closed,
);

const EnforcementConfig = Type.Object(
  {
    ...enforcementProperties,
    exemptMetrics: listOf(Type.String(), 'Exact names of metrics that every tenant may read'),
    strict: Type.Boolean({
      default: false,
      description: 'Refuses what asks for values outside a scope instead of answering nothing',
    }),
    guardPast: Type.Boolean({
      default: false,
      description: 'No environment reads what is older than itself',
    }),
  },
  { ...closed, default: {} },
);

const RuleSinkConfig = Type.Union(
  [
    Type.Object({ kind: Type.Literal('none') }, closed),
    Type.Object({ kind: Type.Literal('embedded') }, closed),
    Type.Object(
      {
        kind: Type.Literal('rule-files'),
        directory: Type.String({ description: 'Absolute path of the folder rule_files names' }),
      },
      closed,
    ),
    ...ruleSinkObjects,
  ],
  {
    default: { kind: 'none' },
    description: 'Where rules of the cluster are delivered; embedded: tocsin evaluates them itself',
  },
);

const ClusterConfig = Type.Object(
  {
    id: dnsLabel('Name of the cluster'),
    title,
    metrics: Type.Union([Type.Null(), MetricsConfig], {
      default: null,
      description: 'Metrics backend; null: no metrics can be queried',
    }),
    logs: Type.Union([Type.Null(), LogsConfig], {
      default: null,
      description: 'Logs backend; null: no logs can be queried',
    }),
    kubernetes: KubernetesConfig,
    collection: CollectionConfig,
    enforcement: EnforcementConfig,
    ruleSink: RuleSinkConfig,
    alertNamespaceTrusted: Type.Boolean({
      default: false,
      description: 'Tenants cannot forge the namespace label of alerts on this cluster',
    }),
    replicaLabels: Type.Array(Type.String(), {
      default: ['prometheus_replica', 'replica'],
      description: 'Labels that differ between replicas of one sender',
    }),
  },
  closed,
);

const RoleConfig = Type.Object(
  {
    role: oneOf(Object.values(ROLES_BY_LEVEL).flat(), { description: 'e.g. tenant-admin' }),
    node: Type.String({
      description: '_platform, tenant, tenant.project or tenant.project.environment, declared here',
    }),
  },
  closed,
);

const UserConfig = Type.Object(
  {
    name: Type.String({ description: 'For signing in; unique without regard to case' }),
    displayName: Type.String({ default: '', maxLength: 200, description: 'For people' }),
    email: orNull('E-mail address'),
    language: oneOf(LANGUAGES, {
      default: 'en',
      description: 'en or zh, to begin with; users change it themselves',
    }),
    disabled: Type.Boolean({ default: false, description: 'Cannot sign in' }),
    password: Type.Optional(SecretRef),
    passwordHash: Type.Optional(SecretRef),
    roles: listOf(RoleConfig, 'Roles of the user'),
  },
  closed,
);

const TokenConfig = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120, description: 'Unique for its owner' }),
    owner: Type.String({ description: 'A tenant declared here, or _platform' }),
    kind: oneOf(['scope', 'grafana-data-source', 'cluster-intake', 'environment-intake'], {
      default: 'scope',
      description: 'What it is for',
    }),
    node: Type.String({ description: 'Scope path; for cluster-intake the cluster' }),
    permissions: listOf(
      oneOf(PERMISSIONS, { description: 'e.g. metrics:read' }),
      'What a token of kind scope or grafana-data-source may do',
    ),
    background: Type.Optional(
      Type.Boolean({ description: 'Of kind grafana-data-source: nobody need look' }),
    ),
    expiresAt: orNull('RFC 3339 instant from which on it is refused; null: never'),
    secret: SecretRef,
  },
  closed,
);

/**
 * The tenancy part of the configuration file. Declared things refer only to declared things, so
 * that the file can be checked by itself.
 */
export const TenancyConfig = {
  tenants: listOf(TenantConfig, 'Declared tenants with their projects and environments'),
  clusters: listOf(ClusterConfig, 'Declared clusters'),
  users: listOf(UserConfig, 'Declared users'),
  tokens: listOf(TokenConfig, 'Declared API tokens; secrets of at least 32 characters'),
};

const TenancySchema = Type.Object(TenancyConfig);
/** What remains of the tenancy part after loading: defaults are filled in. */
export type TenancyConfig = Static<typeof TenancySchema>;
export type TenantConfig = Static<typeof TenantConfig>;
export type ProjectConfig = Static<typeof ProjectConfig>;
export type ClusterConfig = Static<typeof ClusterConfig>;
export type UserConfig = Static<typeof UserConfig>;
export type TokenConfig = Static<typeof TokenConfig>;
