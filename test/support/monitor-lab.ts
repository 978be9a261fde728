import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crdsFor } from './kubernetes/crds/crd-documents.ts';
import { type Kubernetes, startKubernetes } from './kubernetes/start-kubernetes.ts';
import { type ScriptedBackend, startScriptedBackend } from './scripted-backend.ts';
import { startTocsin, type TocsinProcess } from './tocsin-process.ts';

export type MonitorTenant = 'acme' | 'globex';

export const monitorToken = (name: MonitorTenant | 'reader' | '_platform'): string =>
  `fixture-token-for-the-monitors-of-${name}`;

/** Each address of the loopback is a pod of one namespace; it exposes what tells whose it is. */
export interface Exporter {
  readonly ip: string;
  readonly port: number;
  /** `host:port` */
  readonly address: string;
  /** What is needed to be let in; empty: nothing. */
  bearer: string;
}

/**
 * Two tenants in two clusters: `lab` is scraped by the built-in collector and discovered whole, `blue`
 * has an operator and a Prometheus that says what the test wants. Both are one API server here, and
 * both tenants have the namespace of their name in it.
 */
export interface MonitorLab {
  readonly kube: Kubernetes;
  readonly service: TocsinProcess;
  readonly prometheus: ScriptedBackend;
  readonly exporters: Readonly<Record<'acme' | 'globex' | 'system', Exporter>>;
  stop(): Promise<void>;
}

export async function startMonitorLab(): Promise<MonitorLab> {
  const kube = await startKubernetes({
    namespaces: ['acme', 'globex', 'system'],
    crds: [
      ...crdsFor(['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig']),
      ...crdsFor(['Prometheus', 'PrometheusAgent'], { own: true }),
    ],
  });
  kube.access.set('tocsin', [
    {
      namespaces: '*',
      groups: ['', 'discovery.k8s.io'],
      resources: ['pods', 'services', 'endpointslices'],
      verbs: ['get', 'list', 'watch'],
    },
    { namespaces: ['acme', 'globex'], groups: [''], resources: ['secrets'], verbs: ['get'] },
    { namespaces: '*', groups: ['monitoring.coreos.com'], resources: '*', verbs: '*' },
  ]);
  const servers: Server[] = [];
  const exporter = async (name: string, ip: string): Promise<Exporter> => {
    const found: Exporter = { ip, port: 0, address: '', bearer: '' };
    const server = createServer((request, response) => {
      const isIn =
        found.bearer === '' || request.headers.authorization === `Bearer ${found.bearer}`;
      response.statusCode = isIn ? 200 : 401;
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end(`found_here{of="${name}",namespace="globex",path="${request.url}"} 1\n`);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, ip, resolve));
    const { port } = server.address() as AddressInfo;
    return Object.assign(found, { port, address: `${ip}:${port}` });
  };
  const exporters = {
    acme: await exporter('acme', '127.0.0.2'),
    globex: await exporter('globex', '127.0.0.3'),
    system: await exporter('system', '127.0.0.4'),
  };
  const prometheus = await startScriptedBackend();
  const config = configOf(kube, prometheus.url, exporters);
  const service = await startTocsin({ config });
  return {
    kube,
    service,
    prometheus,
    exporters,
    stop: async () => {
      await service.remove();
      await Promise.all([kube.stop(), prometheus.stop()]);
      for (const server of servers) server.close();
    },
  };
}

function configOf(kube: Kubernetes, prometheusUrl: string, exporters: MonitorLab['exporters']) {
  const allowed = exporters.acme.address;
  const prober = exporters.system.address;
  const kubernetes = {
    kind: 'direct',
    url: kube.url,
    ca: kube.caPem,
    token: kube.token('tocsin'),
  };
  const environments = (namespace: string) => [
    { id: 'prod', cluster: 'lab', namespace, kind: 'prod' },
    { id: 'blue', cluster: 'blue', namespace, kind: 'test' },
  ];
  const tenant = (id: string) => ({
    id,
    projects: [{ id: 'shop', environments: environments(id) }],
  });
  const token = (name: string, node: string, permissions: readonly string[]) => ({
    name,
    owner: node === '_platform' ? '_platform' : (node.split('.')[0] ?? ''),
    kind: 'scope',
    node,
    permissions,
    secret: monitorToken(name as 'acme'),
  });
  const all = ['metrics:read', 'collectors:read', 'collectors:write'];
  return {
    outbound: { tenantAllow: [allowed] },
    collector: {
      scrape: { self: false, host: false, interval: '1s', timeout: '1s' },
      monitors: {
        minInterval: '1s',
        probers: [{ name: 'http', address: prober }],
      },
    },
    clusters: [
      {
        id: 'lab',
        metrics: { kind: 'embedded' },
        kubernetes,
        collection: { discover: 'both' },
      },
      {
        id: 'blue',
        metrics: { kind: 'prometheus', url: prometheusUrl },
        kubernetes,
        collection: { labels: { release: 'kps' } },
      },
    ],
    tenants: [tenant('acme'), tenant('globex')],
    tokens: [
      token('acme', 'acme', all),
      token('globex', 'globex', all),
      token('reader', 'acme.shop.prod', ['collectors:read']),
      token('_platform', '_platform', all),
    ],
  };
}

/** Makes a running pod with one port, called `web`. */
export function runPod(
  { objects }: Kubernetes,
  namespace: string,
  name: string,
  { ip, port }: Exporter,
  annotations: Readonly<Record<string, string>> = {},
): void {
  objects.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name }, annotations },
    spec: {
      containers: [{ name: 'main', image: 'x', ports: [{ name: 'web', containerPort: port }] }],
    },
  });
  objects.setStatus({ kind: 'Pod', namespace, name }, { podIP: ip, phase: 'Running' });
}
