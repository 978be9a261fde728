import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedPlaces } from './embedded-lab.ts';
import { crdsFor } from './kubernetes/crds/crd-documents.ts';
import { type Kubernetes, startKubernetes } from './kubernetes/start-kubernetes.ts';
import { startTocsin, type TocsinProcess } from './tocsin-process.ts';

export interface FlowLab {
  readonly cluster: Kubernetes;
  readonly service: TocsinProcess;
}

const GROUPS = ['logging.banzaicloud.io', 'logging-extensions.banzaicloud.io', '', 'apps'];

/**
 * The embedded lab, and the Kubernetes cluster `kube` of the logging operator's kinds: there
 * `acme.kube.prod` and `globex.kube.prod` have the namespaces `acme-kube` and `globex-kube`.
 * @param folder for the kubeconfig
 * @param port on this host that tenants may send to
 */
export async function startFlowLab(folder: string, port: number): Promise<FlowLab> {
  const cluster = await startKubernetes({
    namespaces: ['acme-kube', 'globex-kube', 'logging'],
    identities: { tocsin: [{ namespaces: '*', groups: GROUPS, resources: '*', verbs: '*' }] },
    crds: crdsFor(['Flow', 'ClusterFlow', 'Output', 'ClusterOutput', 'Logging']),
  });
  const file = join(folder, 'kubeconfig');
  writeFileSync(file, cluster.kubeconfig('tocsin'));
  const places = embeddedPlaces();
  const kube = {
    id: 'kube',
    metrics: { url: 'http://127.0.0.1:9' },
    logs: { url: 'http://127.0.0.1:9' },
    enforcement: { namespaceLabel: 'namespace', tenantLabel: 'org' },
    kubernetes: { kind: 'kubeconfig', file },
  };
  const onKube = (tenant: string) => ({
    id: 'kube',
    environments: [{ id: 'prod', cluster: 'kube', namespace: `${tenant}-kube`, kind: 'prod' }],
  });
  const config = {
    collector: { scrape: { self: false, host: false } },
    outbound: { tenantAllow: [`127.0.0.1:${port}`] },
    ...places,
    clusters: [...places.clusters, kube],
    tenants: places.tenants.map((tenant) => ({
      ...tenant,
      projects: [...tenant.projects, onKube(tenant.id)],
    })),
  };
  return { cluster, service: await startTocsin({ config }) };
}
