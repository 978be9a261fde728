import { systemClock } from '../../platform/clock/system-clock.ts';
import type { ClusterAccess } from '../../platform/kubernetes/cluster-access.ts';
import type { KubernetesOptions } from '../../platform/kubernetes/connect-kubernetes.ts';
import { createDiscovery } from '../../platform/kubernetes/discovery/discovery.ts';
import { kubernetesMetrics } from '../../platform/kubernetes/kubernetes-metrics.ts';
import type { DriftRecord } from '../../platform/kubernetes/managed/drift-record.ts';
import { keepObjects } from '../../platform/kubernetes/managed/keep-objects.ts';
import type {
  ManagedObjects,
  ManagedOptions,
  PassOptions,
} from '../../platform/kubernetes/managed/managed-objects.ts';
import type { KubernetesObject } from '../../platform/kubernetes/objects/kubernetes-object.ts';
import { createSchemaSource } from '../../platform/kubernetes/schema/schema-source.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import type { Kubernetes } from './kubernetes/start-kubernetes.ts';
import { clientOf } from './kubernetes-client.ts';

const PROMETHEUS_RULE = {
  group: 'monitoring.coreos.com',
  version: 'v1',
  kind: 'PrometheusRule',
} as const;
const NOTHING: PassOptions = { allowMassRemoval: false, mayAdopt: () => false };

/** Our access to a test's cluster, as one of its identities. */
export function accessOf(
  cluster: Kubernetes,
  identity = 'tocsin',
  more: Partial<KubernetesOptions> = {},
) {
  const { client } = clientOf(cluster, identity, more);
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const access: ClusterAccess = {
    client,
    discovery: createDiscovery(client, systemClock),
    schemas: createSchemaSource(client, systemClock),
  };
  return { access, metrics: kubernetesMetrics(metrics) };
}

/** A set of objects in a test's cluster, kept by one process of ours that may be ended. */
export interface ManagedLab {
  readonly set: ManagedObjects;
  /** As told, a repair as a record of its own. */
  readonly drifts: readonly DriftRecord[];
  /** What a pass comes to, as texts: `unchanged`, `repaired .spec.groups`, `waiting: …`. */
  pass(
    desired: readonly KubernetesObject[],
    options?: Partial<PassOptions>,
  ): Promise<{
    readonly outcomes: readonly string[];
    readonly removed: number;
    readonly problem: string | null;
  }>;
  close(): Promise<void>;
}

export function managedLab(
  cluster: Kubernetes,
  change: Partial<ManagedOptions> & {
    readonly identity?: string;
    readonly client?: Partial<KubernetesOptions>;
  } = {},
): ManagedLab {
  const { identity = 'tocsin', client = {}, ...options } = change;
  const { access, metrics } = accessOf(cluster, identity, client);
  const drifts: DriftRecord[] = [];
  const set = keepObjects({
    cluster: 'lab',
    access,
    part: 'rules',
    kinds: [PROMETHEUS_RULE],
    onDrift: (record) => drifts.push(record),
    clock: systemClock,
    logger: createLogger({ level: 'error', destination: { write: () => undefined } }),
    random: () => 0,
    metrics,
    ...options,
  });
  return {
    set,
    drifts,
    pass: async (desired, allowed = {}) => {
      const { signal } = new AbortController();
      const report = await set.reconcile(desired, { ...NOTHING, ...allowed }, signal);
      return { ...report, outcomes: report.outcomes.map(textOf) };
    },
    close: async () => {
      await set.close();
      await access.client.close();
    },
  };
}

function textOf(outcome: { readonly kind: string }): string {
  if ('what' in outcome) return `${outcome.kind} ${String(outcome.what)}`;
  return 'message' in outcome ? `${outcome.kind}: ${String(outcome.message)}` : outcome.kind;
}
