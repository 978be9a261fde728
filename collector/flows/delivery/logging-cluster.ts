import type { ManagedObjects } from '../../../platform/kubernetes/managed/managed-objects.ts';
import type { LoggingPlace } from '../objects/logging-place.ts';
import type { SecretConsent } from './secret-consent.ts';

/** A Kubernetes cluster that flows and outputs are delivered to. */
export interface LoggingCluster {
  readonly place: LoggingPlace;
  /** Equal while the objects stay in the same place. */
  readonly destination: string;
  /** An administrator's word that more than half of our objects may go at once. */
  readonly allowMassRemoval: boolean;
  /** Whether outputs of environments may use a Secret that is there already. */
  readonly consent: SecretConsent;
  /** Keeps our objects there; nothing is sent before its first pass. */
  readonly keep: () => ManagedObjects;
}

/** Port, filled from the directory. */
export interface LoggingClusters {
  all(): readonly LoggingCluster[];
}

/** What a set of ours is called in the cluster, and the kinds that it may own. */
export const LOGGING_PART = 'logs';
export const LOGGING_KINDS = [
  { group: 'logging.banzaicloud.io', version: 'v1beta1', kind: 'Flow' },
  { group: 'logging.banzaicloud.io', version: 'v1beta1', kind: 'ClusterFlow' },
  { group: 'logging.banzaicloud.io', version: 'v1beta1', kind: 'Output' },
  { group: 'logging.banzaicloud.io', version: 'v1beta1', kind: 'ClusterOutput' },
  { group: 'logging-extensions.banzaicloud.io', version: 'v1alpha1', kind: 'HostTailer' },
  { group: '', version: 'v1', kind: 'Secret' },
] as const;
