import { type Static, type TProperties, Type } from 'typebox';
import {
  Enforcement,
  EnforcementInput,
  LogsBackend,
  LogsBackendInput,
  MetricsBackend,
  MetricsBackendInput,
} from './backends.ts';
import { ClusterCollection, ClusterCollectionInput } from './cluster-collection.ts';
import { Kubernetes, KubernetesInput } from './cluster-kubernetes.ts';
import { DnsLabel, Instant, Revision, Ulid } from './common.ts';
import { RuleSinkSettings } from './rule-sinks.ts';
import { Language } from './session.ts';

/** Fields every stored thing carries. `declared` things come from the configuration file: read-only. */
const stored = {
  declared: Type.Boolean(),
  revision: Revision,
  createdAt: Instant,
  updatedAt: Instant,
};

const closed = { additionalProperties: false } as const;

function answer<P extends TProperties>(properties: P) {
  return Type.Object({ ...properties, ...stored });
}

const title = Type.String({ maxLength: 200, description: 'For people; may be empty' });

const tenantFields = {
  title,
  timeZone: Type.String({
    minLength: 1,
    maxLength: 64,
    description: 'IANA zone, e.g. Europe/Berlin',
  }),
  language: Language,
  severities: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), {
    minItems: 1,
    maxItems: 10,
    uniqueItems: true,
    description: 'The ladder, most severe first',
  }),
};
export const TenantInput = Type.Object({ id: DnsLabel, ...tenantFields }, closed);
export type TenantInput = Static<typeof TenantInput>;
export const TenantUpdate = Type.Object(tenantFields, closed);
export type TenantUpdate = Static<typeof TenantUpdate>;
export const Tenant = answer({ id: DnsLabel, ...tenantFields });
export type Tenant = Static<typeof Tenant>;

export const ProjectInput = Type.Object({ id: DnsLabel, title }, closed);
export type ProjectInput = Static<typeof ProjectInput>;
export const ProjectUpdate = Type.Object({ title }, closed);
export type ProjectUpdate = Static<typeof ProjectUpdate>;
export const Project = answer({ tenant: DnsLabel, id: DnsLabel, title });
export type Project = Static<typeof Project>;

const environmentKind = Type.Union([
  Type.Literal('dev'),
  Type.Literal('test'),
  Type.Literal('prod'),
]);
export const EnvironmentInput = Type.Object(
  { id: DnsLabel, title, cluster: DnsLabel, namespace: DnsLabel, kind: environmentKind },
  closed,
);
export type EnvironmentInput = Static<typeof EnvironmentInput>;
/** Cluster and namespace of an environment never change: make another environment. */
export const EnvironmentUpdate = Type.Object({ title, kind: environmentKind }, closed);
export type EnvironmentUpdate = Static<typeof EnvironmentUpdate>;
export const Environment = answer({
  tenant: DnsLabel,
  project: DnsLabel,
  ...EnvironmentInput.properties,
});
export type Environment = Static<typeof Environment>;

const clusterFields = {
  title,
  ruleSink: RuleSinkSettings,
  alertNamespaceTrusted: Type.Boolean({
    description: 'The namespace label of alerts cannot be forged by tenants on this cluster',
  }),
  replicaLabels: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
    description:
      'Labels that differ between replicas of one sender; removed before the fingerprint',
  }),
};
const clusterInput = {
  ...clusterFields,
  metrics: Type.Union([Type.Null(), MetricsBackendInput]),
  logs: Type.Optional(Type.Union([Type.Null(), LogsBackendInput])),
  kubernetes: Type.Optional(Type.Union([Type.Null(), KubernetesInput])),
  collection: Type.Optional(ClusterCollectionInput),
  enforcement: EnforcementInput,
};
/** Optional members of backends and enforcement that are left out stay as they are, secrets too. */
export const ClusterInput = Type.Object({ id: DnsLabel, ...clusterInput }, closed);
export type ClusterInput = Static<typeof ClusterInput>;
export const ClusterUpdate = Type.Object(clusterInput, closed);
export type ClusterUpdate = Static<typeof ClusterUpdate>;
/** Without the secrets of its backends, which are write-only. */
export const Cluster = answer({
  id: DnsLabel,
  ...clusterFields,
  metrics: Type.Union([Type.Null(), MetricsBackend]),
  logs: Type.Union([Type.Null(), LogsBackend]),
  kubernetes: Type.Union([Type.Null(), Kubernetes]),
  collection: ClusterCollection,
  enforcement: Enforcement,
});
export type Cluster = Static<typeof Cluster>;

const userFields = {
  displayName: Type.String({ maxLength: 200 }),
  email: Type.Union([Type.Null(), Type.String({ maxLength: 254 })]),
  language: Language,
  disabled: Type.Boolean(),
};
export const UserInput = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]{0,119}$' }),
    ...userFields,
    password: Type.Optional(
      Type.String({
        minLength: 10,
        maxLength: 1024,
        description: 'Left out: one is made and answered once',
      }),
    ),
  },
  closed,
);
export type UserInput = Static<typeof UserInput>;
export const UserUpdate = Type.Object(userFields, closed);
export type UserUpdate = Static<typeof UserUpdate>;
export const User = answer({ id: Ulid, name: Type.String(), ...userFields });
export type User = Static<typeof User>;
/** Answer of creating a user or resetting a password: the first password, shown once. */
export const UserWithPassword = Type.Object({
  user: User,
  firstPassword: Type.Union([Type.Null(), Type.String()]),
});
export type UserWithPassword = Static<typeof UserWithPassword>;

export const RoleBindingInput = Type.Object(
  {
    user: Ulid,
    role: Type.String({
      description: 'e.g. tenant-admin, project-dev, environment-member, system-member',
    }),
    node: Type.String({
      description: '_platform, tenant, tenant.project or tenant.project.environment',
    }),
  },
  closed,
);
export type RoleBindingInput = Static<typeof RoleBindingInput>;
export const RoleBinding = answer({ id: Ulid, ...RoleBindingInput.properties });
export type RoleBinding = Static<typeof RoleBinding>;

/**
 * What a token is for. `scope`: acts below `node` with the listed permissions.
 * `cluster-intake`: posts alerts for a whole cluster; only where tenants cannot read it.
 * `environment-intake`: posts alerts for exactly one environment (`node`).
 * `grafana-data-source`: as `scope`, for who looks in Grafana, with what both hold; at `/scopes/` only.
 */
export const ApiTokenInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120 }),
    kind: Type.Union([
      Type.Literal('scope'),
      Type.Literal('cluster-intake'),
      Type.Literal('environment-intake'),
      Type.Literal('grafana-data-source'),
    ]),
    node: Type.String({ description: 'Scope path; for cluster-intake the name of the cluster' }),
    permissions: Type.Array(Type.String(), {
      description: 'Only for kinds scope and grafana-data-source',
    }),
    expiresAt: Type.Union([Type.Null(), Instant]),
    background: Type.Optional(
      Type.Boolean({ description: 'Of grafana-data-source: nobody need look, as in alerting' }),
    ),
  },
  closed,
);
export type ApiTokenInput = Static<typeof ApiTokenInput>;
export const ApiToken = Type.Object({
  id: Ulid,
  owner: Type.String({ description: 'Tenant, or _platform' }),
  ...ApiTokenInput.properties,
  createdAt: Instant,
  createdBy: Type.String(),
  revokedAt: Type.Union([Type.Null(), Instant]),
  declared: Type.Boolean(),
});
export type ApiToken = Static<typeof ApiToken>;
/** Answer of creating a token: the secret, shown once. */
export const ApiTokenWithSecret = Type.Object({ token: ApiToken, secret: Type.String() });
export type ApiTokenWithSecret = Static<typeof ApiTokenWithSecret>;
