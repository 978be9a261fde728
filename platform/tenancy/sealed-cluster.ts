import { AppError } from '../errors/app-error.ts';
import { backendSecretsPlace, openBackend, plainBackend, sealBackend } from './backend-secrets.ts';
import type { ClusterSettings } from './cluster.ts';
import { openKubernetes, plainKubernetes, sealKubernetes } from './cluster-kubernetes.ts';
import type { SealedCluster } from './cluster-sql.ts';
import type { SecretSealer } from './secret-sealer.ts';
import type { Stored } from './stored.ts';

type Sealed = SealedCluster['sealed'];
/** What has secrets. */
export type SealedPart = keyof Sealed;

/** The secrets of both backends and of the API server, each in an envelope of its own. */
export function sealSecrets(
  { id, metrics, logs, kubernetes }: Pick<ClusterSettings, 'id' | SealedPart>,
  sealer: SecretSealer,
): Sealed {
  return {
    metrics: metrics && sealBackend(metrics, backendSecretsPlace(id, 'metrics'), sealer),
    logs: logs && sealBackend(logs, backendSecretsPlace(id, 'logs'), sealer),
    kubernetes: sealKubernetes(id, kubernetes, sealer),
  };
}

/** The settings as they are stored. */
export function sealedCluster(
  settings: ClusterSettings,
  sealed: Sealed,
  { declared, revision, createdAtMs, updatedAtMs }: Stored,
): SealedCluster {
  const { metrics, logs, kubernetes } = settings;
  return {
    ...settings,
    metrics: metrics && plainBackend(metrics),
    logs: logs && plainBackend(logs),
    kubernetes: kubernetes && plainKubernetes(kubernetes),
    sealed,
    declared,
    revision,
    createdAtMs,
    updatedAtMs,
  };
}

export interface OpenedCluster {
  /** A backend or connection whose secrets do not open is null. */
  readonly settings: ClusterSettings;
  readonly unopened: readonly SealedPart[];
  /** Why the first of them does not open. */
  readonly cause: unknown;
}

const SEALED_PARTS = ['metrics', 'logs', 'kubernetes'] as const;

/** The settings with the secrets. */
export function openCluster(cluster: SealedCluster, sealer: SecretSealer): OpenedCluster {
  const { id, title, enforcement, collection, ruleSink } = cluster;
  const { alertNamespaceTrusted, replicaLabels } = cluster;
  const metrics = opened(() => {
    const { metrics: plain, sealed } = cluster;
    const place = backendSecretsPlace(id, 'metrics');
    return plain && openBackend(plain, sealed.metrics, place, sealer);
  });
  const logs = opened(() => {
    const { logs: plain, sealed } = cluster;
    const place = backendSecretsPlace(id, 'logs');
    return plain && openBackend(plain, sealed.logs, place, sealer);
  });
  const kubernetes = opened(
    () =>
      cluster.kubernetes &&
      openKubernetes(id, cluster.kubernetes, cluster.sealed.kubernetes, sealer),
  );
  const parts = { metrics, logs, kubernetes };
  const own = { id, title, enforcement, collection };
  const rest = { ...own, ruleSink, alertNamespaceTrusted, replicaLabels };
  return {
    settings: {
      ...rest,
      metrics: metrics.value,
      logs: logs.value,
      kubernetes: kubernetes.value,
    },
    unopened: SEALED_PARTS.filter((part) => parts[part].cause !== undefined),
    cause: metrics.cause ?? logs.cause ?? kubernetes.cause,
  };
}

function opened<T>(open: () => T | null): {
  readonly value: T | null;
  readonly cause?: AppError;
} {
  try {
    return { value: open() };
  } catch (thrown) {
    if (thrown instanceof AppError) return { value: null, cause: thrown };
    throw thrown;
  }
}
