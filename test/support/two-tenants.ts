import type {
  ApiTokenInput,
  ApiTokenWithSecret,
  ClusterInput,
  EnvironmentInput,
  TenantInput,
} from '../../web/contract/tenancy.ts';
import type { ApiClient } from './api-client.ts';

/** The tenants of every fixture, with what is theirs on the cluster `lab`. */
export const tenants = [
  { id: 'acme', namespace: 'acme-prod', scope: 'acme.shop.prod' },
  { id: 'umbrella', namespace: 'umbrella-prod', scope: 'umbrella.shop.prod' },
] as const;

export type TenantName = (typeof tenants)[number]['id'];

export interface LabOptions {
  readonly prometheusUrl: string;
  /** The folder of rule files that this Prometheus reads; without it no rules are delivered. */
  readonly ruleFolder?: string;
}

/** The cluster `lab`: one Prometheus on which the namespace label tells tenants apart. */
export function labCluster({ prometheusUrl, ruleFolder }: LabOptions): ClusterInput {
  return {
    id: 'lab',
    title: 'A laboratory',
    metrics: { url: prometheusUrl, timeout: '10s' },
    enforcement: {
      namespaceLabel: 'namespace',
      tenantLabel: null,
      clusterLabel: null,
      exemptMetrics: [],
    },
    ruleSink:
      ruleFolder === undefined ? { kind: 'none' } : { kind: 'rule-files', directory: ruleFolder },
    alertNamespaceTrusted: false,
    replicaLabels: ['prometheus_replica', 'replica'],
  };
}

/** Makes cluster, tenants, projects `shop` and environments `prod` through the API. */
export async function createTwoTenants(admin: ApiClient, lab: LabOptions): Promise<void> {
  await admin.post('/api/v1/clusters', labCluster(lab));
  for (const { id, namespace } of tenants) {
    const tenant: TenantInput = {
      id,
      title: id,
      timeZone: 'Europe/Berlin',
      language: 'en',
      severities: ['critical', 'warning'],
    };
    const environment: EnvironmentInput = {
      id: 'prod',
      title: 'Production',
      cluster: 'lab',
      namespace,
      kind: 'prod',
    };
    await admin.post('/api/v1/tenants', tenant);
    await admin.post(`/api/v1/tenants/${id}/projects`, { id: 'shop', title: 'Shop' });
    await admin.post(`/api/v1/tenants/${id}/projects/shop/environments`, environment);
  }
}

/** A token that may read a tenant's metrics. @returns its secret */
export function metricsToken(admin: ApiClient, tenant: TenantName): Promise<string> {
  return createToken(admin, tenant, {
    name: 'reads metrics',
    kind: 'scope',
    node: tenant,
    permissions: ['metrics:read'],
    expiresAt: null,
  });
}

/** The token with which the Prometheus of `lab` posts alerts. @returns its secret */
export function intakeToken(admin: ApiClient): Promise<string> {
  return createToken(admin, '_platform', {
    name: 'the Prometheus of lab',
    kind: 'cluster-intake',
    node: 'lab',
    permissions: [],
    expiresAt: null,
  });
}

/** @returns the token's secret, which the service shows this once */
export async function createToken(
  admin: ApiClient,
  owner: string,
  token: ApiTokenInput,
): Promise<string> {
  const made = await admin.post<ApiTokenWithSecret>(`/api/v1/tenants/${owner}/tokens`, token);
  return made.secret;
}
