import type { ErrorDetail } from '../errors/app-error.ts';
import { AUDIT_LABEL } from '../model/audit-label.ts';
import { checkBackend } from './check-backend.ts';
import type {
  Backend,
  BackendKind,
  LogsBackendKind,
  MetricsBackendKind,
} from './cluster-backend.ts';
import { type ClusterCollection, checkCollection } from './cluster-collection.ts';
import { type ClusterKubernetes, checkKubernetes } from './cluster-kubernetes.ts';
import {
  type Check,
  check,
  checkDistinct,
  checkName,
  checkText,
  findings,
  show,
} from './field-checks.ts';
import { checkSettableHeader } from './header-checks.ts';
import { checkRuleSink, type RuleSinkSettings } from './rule-sink-settings.ts';
import type { Stored } from './stored.ts';

/** The Prometheus-compatible backend of a cluster. */
export type MetricsBackend = Backend<MetricsBackendKind>;

/** The Loki-compatible backend of a cluster. */
export interface LogsBackend extends Backend<LogsBackendKind> {
  /** How tenancy shows on streams; null: as on the cluster's series. */
  readonly enforcement: BackendEnforcement | null;
}

/** A header by which a backend with tenants of its own keeps them apart. */
export interface TenantHeader {
  /** e.g. `X-Scope-OrgID` (Mimir, Loki) or `THANOS-TENANT`. */
  readonly name: string;
  /** Whose id is its value. A question that would need two values is refused. */
  readonly value: 'tenant' | 'namespace';
  /** Its value for `_platform`; null: `_platform` cannot be read here. */
  readonly platform: string | null;
}

/** How tenancy shows on a backend. With one, a namespace or tenant label or the header is set. */
export interface BackendEnforcement {
  /** Label that holds the namespace; null when the backend has none. */
  readonly namespaceLabel: string | null;
  readonly tenantLabel: string | null;
  readonly clusterLabel: string | null;
  /** null: the backend has no tenants of its own. */
  readonly tenantHeader: TenantHeader | null;
}

/** How tenancy shows on a cluster's series. */
export interface ClusterEnforcement extends BackendEnforcement {
  /** Exact metric names that every tenant may read. */
  readonly exemptMetrics: readonly string[];
  /** What asks for values outside a scope is refused instead of answered with nothing; logs too. */
  readonly strict: boolean;
  /** No environment of the cluster reads what is older than itself, whoever owned its pair before. */
  readonly guardPast: boolean;
}

/** A set of backends under a name. */
export interface ClusterSettings {
  /** DNS label. */
  readonly id: string;
  readonly title: string;
  /** null: no metrics can be queried. */
  readonly metrics: MetricsBackend | null;
  /** null: no logs can be queried. */
  readonly logs: LogsBackend | null;
  readonly enforcement: ClusterEnforcement;
  /** null: no objects of the cluster can be read or written. */
  readonly kubernetes: ClusterKubernetes | null;
  readonly collection: ClusterCollection;
  readonly ruleSink: RuleSinkSettings;
  /** The namespace label of alerts cannot be forged by tenants on this cluster. */
  readonly alertNamespaceTrusted: boolean;
  /** Labels that differ between replicas of one sender; removed before the fingerprint. */
  readonly replicaLabels: readonly string[];
}

/** A cluster as stored. */
export interface Cluster extends ClusterSettings, Stored {}

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** What is wrong with the settings; paths are JSON pointers below `at`. */
export function checkClusterSettings(settings: ClusterSettings, at = ''): readonly ErrorDetail[] {
  const { metrics, logs, enforcement } = settings;
  return findings(
    checkName(settings.id, `${at}/id`),
    checkText(settings.title, `${at}/title`, 200),
    metrics && checkBackend(metrics, `${at}/metrics`),
    logs && checkBackend(logs, `${at}/logs`),
    checkEnforcement(enforcement, metrics, `${at}/enforcement`),
    logs && checkLogsEnforcement(logs, enforcement, at),
    checkExemptMetrics(enforcement.exemptMetrics, `${at}/enforcement/exemptMetrics`),
    checkKubernetes(settings.kubernetes, `${at}/kubernetes`),
    checkCollection(settings.collection, `${at}/collection`),
    checkRuleSink(settings.ruleSink, metrics?.kind ?? null, `${at}/ruleSink`),
    check(
      settings.ruleSink.kind !== 'kubernetes' || settings.kubernetes !== null,
      `${at}/ruleSink/kind`,
      "a sink of kind kubernetes needs the cluster's connection, kubernetes",
    ),
    settings.replicaLabels.flatMap((label, index) =>
      findings(checkLabel(label, `${at}/replicaLabels/${index}`)),
    ),
    checkDistinct(settings.replicaLabels, `${at}/replicaLabels`),
  );
}

function checkLogsEnforcement(
  logs: LogsBackend,
  enforcement: BackendEnforcement,
  at: string,
): readonly ErrorDetail[] {
  return logs.enforcement === null
    ? checkSeparation(enforcement, logs, `${at}/enforcement`)
    : checkEnforcement(logs.enforcement, logs, `${at}/logs/enforcement`);
}

function checkEnforcement(
  enforcement: BackendEnforcement,
  backend: Backend | null,
  at: string,
): readonly ErrorDetail[] {
  const { namespaceLabel, tenantLabel, clusterLabel, tenantHeader } = enforcement;
  const labels = [namespaceLabel, tenantLabel, clusterLabel].filter((label) => label !== null);
  return findings(
    backend && checkSeparation(enforcement, backend, at),
    namespaceLabel === null ? null : checkLabel(namespaceLabel, `${at}/namespaceLabel`),
    tenantLabel === null ? null : checkLabel(tenantLabel, `${at}/tenantLabel`),
    clusterLabel === null ? null : checkLabel(clusterLabel, `${at}/clusterLabel`),
    check(new Set(labels).size === labels.length, at, 'the enforced labels must differ'),
    tenantHeader && checkTenantHeader(tenantHeader, `${at}/tenantHeader`),
  );
}

/** Something must keep tenants apart, and the header only where the backend heeds it. */
function checkSeparation(
  enforcement: BackendEnforcement,
  { kind, auth }: Backend,
  at: string,
): readonly ErrorDetail[] {
  const { namespaceLabel, tenantLabel, tenantHeader } = enforcement;
  const name = tenantHeader?.name.toLowerCase();
  const isCredential = auth.kind === 'header' && auth.name.toLowerCase() === name;
  return findings(
    check(
      namespaceLabel !== null || tenantLabel !== null || tenantHeader !== null,
      at,
      'a cluster with a backend needs namespaceLabel, tenantLabel or tenantHeader: without any, nothing would keep tenants apart',
    ),
    check(
      namespaceLabel !== null || tenantLabel !== null || !IGNORES_HEADERS.has(kind),
      at,
      `a backend of kind ${kind} has no tenants of its own, so a tenantHeader alone would keep nothing apart; set namespaceLabel or tenantLabel too`,
    ),
    check(
      !isCredential && name !== 'authorization',
      `${at}/tenantHeader/name`,
      'the credentials of the backend are sent in this header',
    ),
  );
}

const IGNORES_HEADERS: ReadonlySet<BackendKind> = new Set(['prometheus', 'victoriametrics']);

function checkTenantHeader(header: TenantHeader, at: string): readonly ErrorDetail[] {
  const { name, platform } = header;
  return findings(
    checkSettableHeader(name, `${at}/name`),
    check(
      platform === null || /^[A-Za-z0-9!\-_.*'()]{1,150}$/.test(platform),
      `${at}/platform`,
      "expected the id of one tenant: 1 to 150 letters, digits and !-_.*'()",
    ),
  );
}

function checkExemptMetrics(names: readonly string[], at: string): readonly ErrorDetail[] {
  return findings(
    check(names.length <= 500, at, 'expected at most 500 names'),
    names.flatMap((name, index) => findings(checkMetric(name, `${at}/${index}`))),
    checkDistinct(names, at),
  );
}

/** Names with two leading underscores are internal to Prometheus and never on a stored series. */
function checkLabel(label: string, path: string): Check {
  const isLabel = LABEL_NAME.test(label) && !label.startsWith('__') && label.length <= 200;
  return check(
    isLabel && label !== AUDIT_LABEL,
    path,
    `expected a label name (letters, digits, underscores, not beginning with a digit or __, not ${AUDIT_LABEL}), got ${show(label)}`,
  );
}

function checkMetric(name: string, path: string): Check {
  return check(
    METRIC_NAME.test(name) && name.length <= 200,
    path,
    `expected an exact metric name, not a pattern, got ${show(name)}`,
  );
}
