import { isAbsolute } from 'node:path';
import type { ErrorDetail } from '../errors/app-error.ts';
import {
  type Check,
  check,
  checkDistinct,
  checkName,
  checkText,
  findings,
  show,
} from './field-checks.ts';
import type { Stored } from './stored.ts';

/** The Prometheus-compatible backend of a cluster. */
export interface MetricsBackend {
  /** http or https, without credentials, query, fragment and final slash. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`; never leaves the process otherwise. */
  readonly bearerToken: string | null;
  /** 1 to 300,000. */
  readonly timeoutMs: number;
}

/** How tenancy shows on a cluster's series. With a backend, namespace or tenant label is set. */
export interface ClusterEnforcement {
  /** Label that holds the namespace; null when the backend has none. */
  readonly namespaceLabel: string | null;
  readonly tenantLabel: string | null;
  readonly clusterLabel: string | null;
  /** Exact metric names that every tenant may read. */
  readonly exemptMetrics: readonly string[];
}

/** Where rules of the cluster are delivered. */
export type RuleSinkSettings =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'rule-files';
      /** Absolute path of the folder that `rule_files` of this Prometheus names. */
      readonly directory: string;
    };

/** A set of backends under a name. */
export interface ClusterSettings {
  /** DNS label. */
  readonly id: string;
  readonly title: string;
  /** null: nothing can be queried. */
  readonly metrics: MetricsBackend | null;
  readonly enforcement: ClusterEnforcement;
  readonly ruleSink: RuleSinkSettings;
  /** The namespace label of alerts cannot be forged by tenants on this cluster. */
  readonly alertNamespaceTrusted: boolean;
  /** Labels that differ between replicas of one sender; removed before the fingerprint. */
  readonly replicaLabels: readonly string[];
}

/** A cluster as stored. */
export interface Cluster extends ClusterSettings, Stored {}

const MAX_BACKEND_TIMEOUT_MS = 300_000;

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** What is wrong with the settings; paths are JSON pointers below `at`. */
export function checkClusterSettings(settings: ClusterSettings, at = ''): readonly ErrorDetail[] {
  return findings(
    checkName(settings.id, `${at}/id`),
    checkText(settings.title, `${at}/title`, 200),
    settings.metrics ? checkBackend(settings.metrics, `${at}/metrics`) : null,
    checkEnforcement(settings.enforcement, settings.metrics !== null, `${at}/enforcement`),
    checkSink(settings.ruleSink, `${at}/ruleSink`),
    settings.replicaLabels.flatMap((label, index) =>
      findings(checkLabel(label, `${at}/replicaLabels/${index}`)),
    ),
    checkDistinct(settings.replicaLabels, `${at}/replicaLabels`),
  );
}

/**
 * The form in which a base URL is kept: without final slashes.
 * @returns undefined unless it is http or https without credentials, query and fragment.
 */
export function normalizeBaseUrl(text: string): string | undefined {
  if (text.length > 2048 || !URL.canParse(text) || /[?#\s\\]/.test(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (url.username !== '' || url.password !== '' || url.hostname === '') return undefined;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function checkBackend(backend: MetricsBackend, at: string): readonly ErrorDetail[] {
  const { timeoutMs, bearerToken } = backend;
  const isTime = Number.isSafeInteger(timeoutMs) && timeoutMs >= 1;
  return findings(
    check(
      normalizeBaseUrl(backend.url) !== undefined,
      `${at}/url`,
      'expected an http or https URL without user, password, query and fragment',
    ),
    check(
      isTime && timeoutMs <= MAX_BACKEND_TIMEOUT_MS,
      `${at}/timeout`,
      'expected more than 0 and at most 5m',
    ),
    check(
      bearerToken === null || /^[\x21-\x7e]{1,4096}$/.test(bearerToken),
      `${at}/bearerToken`,
      'expected 1 to 4096 visible ASCII characters',
    ),
  );
}

function checkEnforcement(
  enforcement: ClusterEnforcement,
  hasBackend: boolean,
  at: string,
): readonly ErrorDetail[] {
  const { namespaceLabel, tenantLabel, clusterLabel, exemptMetrics } = enforcement;
  const labels = [namespaceLabel, tenantLabel, clusterLabel].filter((label) => label !== null);
  return findings(
    check(
      !hasBackend || namespaceLabel !== null || tenantLabel !== null,
      at,
      'a cluster with a metrics backend needs namespaceLabel or tenantLabel: without either, nothing would keep tenants apart',
    ),
    namespaceLabel === null ? null : checkLabel(namespaceLabel, `${at}/namespaceLabel`),
    tenantLabel === null ? null : checkLabel(tenantLabel, `${at}/tenantLabel`),
    clusterLabel === null ? null : checkLabel(clusterLabel, `${at}/clusterLabel`),
    check(new Set(labels).size === labels.length, at, 'the enforced labels must differ'),
    check(exemptMetrics.length <= 500, `${at}/exemptMetrics`, 'expected at most 500 names'),
    exemptMetrics.flatMap((name, index) =>
      findings(checkMetric(name, `${at}/exemptMetrics/${index}`)),
    ),
    checkDistinct(exemptMetrics, `${at}/exemptMetrics`),
  );
}

/** Names with two leading underscores are internal to Prometheus and never on a stored series. */
function checkLabel(label: string, path: string): Check {
  const isLabel = LABEL_NAME.test(label) && !label.startsWith('__') && label.length <= 200;
  return check(
    isLabel,
    path,
    `expected a label name (letters, digits, underscores, not beginning with a digit or __), got ${show(label)}`,
  );
}

function checkMetric(name: string, path: string): Check {
  return check(
    METRIC_NAME.test(name) && name.length <= 200,
    path,
    `expected an exact metric name, not a pattern, got ${show(name)}`,
  );
}

function checkSink(sink: RuleSinkSettings, at: string): Check {
  if (sink.kind === 'none') return null;
  const isFolder = isAbsolute(sink.directory) && !/\p{Cc}/u.test(sink.directory);
  return check(
    isFolder,
    `${at}/directory`,
    `expected an absolute path, got ${show(sink.directory)}`,
  );
}
