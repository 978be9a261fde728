import type { EnvironmentEntry } from '../../../platform/tenancy/directory.ts';

/** Where objects of a cluster go, and how its operator finds them. */
export interface LoggingPlace {
  readonly cluster: string;
  /** Namespace in which ClusterFlows and ClusterOutputs count. */
  readonly controlNamespace: string;
  /** Which Logging they belong to; empty: the one without a name. */
  readonly loggingRef: string;
  /** Labels by which tenants are kept apart on the cluster's store of logs; null: it has none. */
  readonly tenancyLabels: {
    readonly namespace: string | null;
    readonly tenant: string | null;
    readonly cluster: string | null;
  };
  /** All of the cluster. */
  readonly environments: readonly EnvironmentEntry[];
}

/** Group and version of all objects that we write for the logging operator. */
export const LOGGING_API = 'logging.banzaicloud.io/v1beta1';
export const TAILER_API = 'logging-extensions.banzaicloud.io/v1alpha1';

/** Names of delivered objects: ours, whatever else lies in the namespace. */
export function objectName(name: string): string {
  return `tocsin-${name}`;
}
