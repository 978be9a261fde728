import { AppError } from '../errors/app-error.ts';
import { backendSecretsPlace, openBackend, plainBackend, sealBackend } from './backend-secrets.ts';
import type { ClusterSettings } from './cluster.ts';
import type { SealedCluster } from './cluster-sql.ts';
import type { SecretSealer } from './secret-sealer.ts';
import type { Stored } from './stored.ts';

type Sealed = SealedCluster['sealed'];

/** The secrets of both backends, each in an envelope of its own. */
export function sealSecrets(
  { id, metrics, logs }: Pick<ClusterSettings, 'id' | 'metrics' | 'logs'>,
  sealer: SecretSealer,
): Sealed {
  return {
    metrics: metrics && sealBackend(metrics, backendSecretsPlace(id, 'metrics'), sealer),
    logs: logs && sealBackend(logs, backendSecretsPlace(id, 'logs'), sealer),
  };
}

/** The settings as they are stored. */
export function sealedCluster(
  settings: ClusterSettings,
  sealed: Sealed,
  { declared, revision, createdAtMs, updatedAtMs }: Stored,
): SealedCluster {
  const { metrics, logs } = settings;
  return {
    ...settings,
    metrics: metrics && plainBackend(metrics),
    logs: logs && plainBackend(logs),
    sealed,
    declared,
    revision,
    createdAtMs,
    updatedAtMs,
  };
}

export interface OpenedCluster {
  /** A backend whose secrets do not open is null. */
  readonly settings: ClusterSettings;
  readonly unopened: readonly ('metrics' | 'logs')[];
  /** Why the first of them does not open. */
  readonly cause: unknown;
}

/** The settings with the secrets. */
export function openCluster(cluster: SealedCluster, sealer: SecretSealer): OpenedCluster {
  const { id, title, enforcement, ruleSink, alertNamespaceTrusted, replicaLabels } = cluster;
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
  const rest = { id, title, enforcement, ruleSink, alertNamespaceTrusted, replicaLabels };
  return {
    settings: { ...rest, metrics: metrics.backend, logs: logs.backend },
    unopened: [
      ...(metrics.cause === undefined ? [] : ['metrics' as const]),
      ...(logs.cause === undefined ? [] : ['logs' as const]),
    ],
    cause: metrics.cause ?? logs.cause,
  };
}

function opened<T>(open: () => T | null): {
  readonly backend: T | null;
  readonly cause?: AppError;
} {
  try {
    return { backend: open() };
  } catch (thrown) {
    if (thrown instanceof AppError) return { backend: null, cause: thrown };
    throw thrown;
  }
}
