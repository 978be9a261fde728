import type { Clock } from '../../platform/clock/clock.ts';
import type { ClusterAccesses } from '../../platform/kubernetes/cluster-access.ts';
import type { KubernetesMetrics } from '../../platform/kubernetes/kubernetes-metrics.ts';
import type { DriftRecord } from '../../platform/kubernetes/managed/drift-record.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Outbound } from '../../platform/outbound/outbound.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { NotificationSources } from './alertmanager/notification-objects.ts';
import type { GroupEvaluator } from './embedded-sink.ts';

/** What sinks need of the service around them. */
export interface SinkResources {
  /**
   * The administrator's outbound policy. Its time bound must suffice for a reload (30 s), its size
   * bound for the list of all rules (32 MiB for some 5,000 rules).
   */
  readonly outbound: Pick<Outbound, 'send'>;
  /** True for a rule label that we have signed for this cluster, with any key we ever had. */
  readonly ownsLabel: (cluster: string, value: string) => boolean;
  /** Our own, for clusters with the sink `embedded` and for rules on logs beside `rule-files`. */
  readonly ruler: GroupEvaluator;
  /** Who owns what now: a ruler's tenants are looked through for rules that are not wanted. */
  readonly directory: () => Directory;
  readonly clock: Clock;
  readonly kubernetes: KubernetesResources;
  /** What a cluster's own Alertmanager is told is made from. */
  readonly notifications: NotificationSources;
}

/** What sinks need that write objects into clusters. */
export interface KubernetesResources {
  readonly accesses: Pick<ClusterAccesses, 'of'>;
  readonly onDrift: (record: DriftRecord) => void;
  readonly logger: Logger;
  /** In [0, 1). */
  readonly random: () => number;
  readonly metrics: KubernetesMetrics;
}
