import type { TlsIdentity } from '../../platform/outbound/tls-identity.ts';
import type { ClusterEnforcement } from '../../platform/tenancy/cluster.ts';
import { EMBEDDED_URL } from '../../platform/tenancy/cluster-backend.ts';
import type { ClusterKubernetes } from '../../platform/tenancy/cluster-kubernetes.ts';
import type { RuleSinkSettings } from '../../platform/tenancy/rule-sink-settings.ts';

/** What of a cluster's logs rules must know. */
export interface RuleLogs {
  readonly url: string;
  readonly enforcement: ClusterEnforcement;
  /** Streams of audit are among them, which no rule reads. */
  readonly holdsAudit: boolean;
  /** Credentials. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: TlsIdentity;
}

/** What delivering rules needs to know of one registered cluster. */
export interface RuleCluster {
  readonly id: string;
  /** Base URL of its Prometheus, e.g. `http://prometheus:9090/prefix`; null when there is none. */
  readonly metricsUrl: string | null;
  /** Credentials of its Prometheus. */
  readonly metricsHeaders?: Readonly<Record<string, string>>;
  readonly metricsTls?: TlsIdentity;
  /** Of its metrics, and of its alerts. */
  readonly enforcement: ClusterEnforcement;
  /** Where its lines are; null when it has no backend of logs. */
  readonly logs: RuleLogs | null;
  /** How its objects are reached; null: they are not. With credentials. */
  readonly kubernetes?: ClusterKubernetes | null;
  readonly ruleSink: RuleSinkSettings;
}

/**
 * Whether the source itself keeps rules to their scope, so that they may read what no selector names:
 * our ruler tells the embedded stores what each may see, and nobody else does.
 */
export function keepsRulesInScope({ ruleSink, metricsUrl }: RuleCluster): boolean {
  return ruleSink.kind === 'embedded' && metricsUrl === EMBEDDED_URL;
}

/**
 * Whether who evaluates rules there finds the `ALERTS` series of its own rules where it reads metrics:
 * our ruler writes them to the embedded store alone.
 */
export function findsOwnAlerts({ ruleSink, metricsUrl }: RuleCluster): boolean {
  return ruleSink.kind !== 'embedded' || metricsUrl === EMBEDDED_URL;
}

/**
 * The registered clusters as they are now. A cluster that did not change is the same object as
 * before, so that what was derived from it can be kept.
 */
export interface RuleClusters {
  all(): readonly RuleCluster[];
}
