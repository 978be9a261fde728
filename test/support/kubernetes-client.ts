import { systemClock } from '../../platform/clock/system-clock.ts';
import {
  connectKubernetes,
  type KubernetesOptions,
} from '../../platform/kubernetes/connect-kubernetes.ts';
import type { KubernetesConnection } from '../../platform/kubernetes/connection/kubernetes-connection.ts';
import type { KubernetesClient } from '../../platform/kubernetes/kubernetes-client.ts';
import { kubernetesMetrics } from '../../platform/kubernetes/kubernetes-metrics.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { outboundMetrics } from '../../platform/outbound/outbound-metrics.ts';
import type { Kubernetes } from './kubernetes/start-kubernetes.ts';

/** Our client of a test's cluster, as one of its identities; files are those given. */
export function clientOf(
  cluster: Kubernetes,
  identity: string,
  more: Partial<KubernetesOptions> = {},
): { readonly client: KubernetesClient; readonly metrics: ReturnType<typeof createMetrics> } {
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const connection: KubernetesConnection = {
    kind: 'direct',
    url: cluster.url,
    ca: cluster.caPem,
    token: cluster.token(identity),
  };
  const client = connectKubernetes({
    cluster: 'test',
    connection,
    files: { env: {}, readFile: (path) => unreadable(path) },
    clock: systemClock,
    random: () => 0.99, // the shortest waits
    metrics: kubernetesMetrics(metrics),
    outboundMetrics: outboundMetrics(metrics),
    requestsPerSecond: 5_000,
    burst: 5_000,
    ...more,
  });
  return { client, metrics };
}

function unreadable(path: string): never {
  throw new Error(`${path} does not exist`);
}
