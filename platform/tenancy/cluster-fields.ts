import type { ErrorDetail } from '../errors/app-error.ts';
import { type BackendFields, resolveBackend } from './backend-fields.ts';
import type { BackendEnforcement, ClusterEnforcement, ClusterSettings } from './cluster.ts';
import type { LogsBackendKind, MetricsBackendKind } from './cluster-backend.ts';
import { type CollectionFields, resolveCollection } from './cluster-collection.ts';
import { type KubernetesFields, resolveKubernetes } from './cluster-kubernetes.ts';
import { type RuleSinkFields, resolveRuleSink } from './rule-sink-settings.ts';

type MayBeLeftOut = 'tenantHeader' | 'strict' | 'guardPast';

type EnforcementFields<E extends BackendEnforcement> = Omit<E, MayBeLeftOut> & {
  readonly [K in keyof E & MayBeLeftOut]?: E[K] | undefined;
};

/** What is said about the backend of logs. */
export interface LogsFields extends BackendFields<LogsBackendKind> {
  readonly enforcement?: EnforcementFields<BackendEnforcement> | null | undefined;
}

/** What a system role says about a cluster. Optional members that are left out stay as they are. */
export interface ClusterFields {
  readonly title: string;
  readonly metrics: BackendFields<MetricsBackendKind> | null;
  readonly logs?: LogsFields | null | undefined;
  readonly enforcement: EnforcementFields<ClusterEnforcement>;
  readonly kubernetes?: KubernetesFields | null | undefined;
  readonly collection?: CollectionFields | undefined;
  readonly ruleSink: RuleSinkFields;
  readonly alertNamespaceTrusted: boolean;
  readonly replicaLabels: readonly string[];
}

export interface ResolvedCluster {
  /** In the form in which they are kept; what is wrong stays as it is, to be refused. */
  readonly settings: ClusterSettings;
  /** Kept secrets that must be given again. */
  readonly findings: readonly ErrorDetail[];
}

/**
 * The settings that the fields mean.
 * @param before with its secrets; null for a new cluster.
 */
export function resolveCluster(
  id: string,
  fields: ClusterFields,
  before: ClusterSettings | null = null,
): ResolvedCluster {
  const { title, enforcement, ruleSink, alertNamespaceTrusted, replicaLabels } = fields;
  const metrics =
    fields.metrics &&
    resolveBackend(fields.metrics, before?.metrics ?? null, 'prometheus', '/metrics');
  const logs = resolveLogs(fields.logs, before);
  const { kubernetes, findings } = resolveKubernetes(
    fields.kubernetes,
    before?.kubernetes ?? null,
    '/kubernetes',
  );
  return {
    settings: {
      id,
      title,
      metrics: metrics === null ? null : metrics.backend,
      logs: logs.backend,
      enforcement: resolveEnforcement(enforcement, before?.enforcement),
      kubernetes,
      collection: resolveCollection(fields.collection, before?.collection),
      ruleSink: resolveRuleSink(ruleSink),
      alertNamespaceTrusted,
      replicaLabels,
    },
    findings: [...(metrics?.findings ?? []), ...logs.findings, ...findings],
  };
}

function resolveLogs(fields: ClusterFields['logs'], before: ClusterSettings | null) {
  const stored = before?.logs ?? null;
  if (fields === undefined) return { backend: stored, findings: [] };
  if (fields === null) return { backend: null, findings: [] };
  const { backend, findings } = resolveBackend(fields, stored, 'loki', '/logs');
  const said = fields.enforcement;
  const enforcement =
    said === undefined
      ? (stored?.enforcement ?? null)
      : said && withHeader(said, stored?.enforcement ?? undefined);
  return { backend: { ...backend, enforcement }, findings };
}

function resolveEnforcement(
  said: EnforcementFields<ClusterEnforcement>,
  before: ClusterEnforcement | undefined,
): ClusterEnforcement {
  const { strict = before?.strict ?? false, guardPast = before?.guardPast ?? false } = said;
  const { tenantHeader = before?.tenantHeader ?? null } = said;
  return { ...said, tenantHeader, strict, guardPast };
}

function withHeader(
  said: EnforcementFields<BackendEnforcement>,
  before: BackendEnforcement | undefined,
): BackendEnforcement {
  const { tenantHeader = before?.tenantHeader ?? null } = said;
  return { ...said, tenantHeader };
}
