import type { ClusterEnforcement, MetricsBackend } from '../../platform/tenancy/cluster.ts';
import { DEFAULT_TLS } from '../../platform/tenancy/cluster-backend.ts';

/** A metrics backend without credentials, or with what the test says. */
export function metricsBackend(
  url: string,
  particular: Partial<Omit<MetricsBackend, 'url'>> = {},
): MetricsBackend {
  const auth = { kind: 'none' } as const;
  return { kind: 'prometheus', url, timeoutMs: 10_000, auth, tls: DEFAULT_TLS, ...particular };
}

/** Nothing but a label `namespace`, or what the test says. */
export function enforcementWith(particular: Partial<ClusterEnforcement> = {}): ClusterEnforcement {
  return {
    namespaceLabel: 'namespace',
    tenantLabel: null,
    clusterLabel: null,
    tenantHeader: null,
    exemptMetrics: [],
    strict: false,
    guardPast: false,
    ...particular,
  };
}
