import type { ApiTokenWithSecret } from '../../web/contract/tenancy.ts';
import { type ApiClient, signIn, tokenClient } from '../support/api-client.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import type { WrittenSeries } from '../support/remote-write-body.ts';
import { type ScriptedBackend, startScriptedBackend } from '../support/scripted-backend.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { fixturePassword } from '../support/two-tenants.ts';
import { AT_MS, clusterSeries } from './named-metrics-fixture.ts';

export const AT = new Date(AT_MS).toISOString();
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Rows of globex that are too many bytes for one named metric. */
const MANY_PODS = 900;

/** `tenant.project.environment` and `cluster/namespace`. */
const ENVIRONMENTS: readonly (readonly [node: string, pair: string])[] = [
  ['acme.shop.prod', 'eu1/acme-shop'],
  ['acme.shop.idle', 'eu1/acme-idle'],
  ['acme.shop.odd', 'eu1/acme-odd'],
  ['acme.blog.prod', 'eu1/acme-blog'],
  ['globex.web.prod', 'eu1/globex-web'],
  ['umbrella.near.prod', 'eu1/umbrella-prod'],
  ['umbrella.far.prod', 'far/umbrella-prod'],
  ['careful.shop.prod', 'guarded/acme-shop'],
];
const TENANTS = ['acme', 'globex', 'umbrella', 'careful', 'empty'] as const;
type TenantId = (typeof TENANTS)[number];

/** The built service before a real Prometheus that holds acme, globex and others. */
export interface NamedMetricsLab {
  readonly prometheus: Prometheus;
  /** The backend of cluster `far`, of which only umbrella has a part. */
  readonly far: ScriptedBackend;
  readonly service: TocsinProcess;
  /** Reads metrics of a tenant, or of `_platform`. */
  reader(of: TenantId | '_platform'): ApiClient;
  /** Another reader of a tenant, and who can take its token away. */
  newReader(of: TenantId): Promise<{
    readonly root: ApiClient;
    readonly token: { readonly id: string; readonly client: ApiClient };
  }>;
  stop(): Promise<void>;
}

export async function startNamedMetricsLab(): Promise<NamedMetricsLab> {
  const prometheus = await startPrometheus();
  // The oldest first: a Prometheus takes nothing that is much older than its newest sample.
  for (const series of [stoppedSeries(10), stoppedSeries(3), clusterSeries(), oddSeries()])
    await prometheus.writeSeries(series);
  const far = await startScriptedBackend();
  const service = await startTocsin({ config: configOf(prometheus, far) });
  return {
    prometheus,
    far,
    service,
    reader: (of) => tokenClient(service.url, secretOf(of)),
    newReader: async (of) => {
      const root = await signIn(service.url, 'root', fixturePassword);
      const made = await root.post<ApiTokenWithSecret>(`/api/v1/tenants/${of}/tokens`, {
        name: 'for a while',
        kind: 'scope',
        node: of,
        permissions: ['metrics:read'],
        expiresAt: null,
      });
      const client = tokenClient(service.url, made.secret);
      return { root, token: { id: made.token.id, client } };
    },
    stop: async () => {
      await service.remove();
      await far.stop();
      await prometheus.stop();
    },
  };
}

const secretOf = (owner: string) => `fixture-token-that-reads-metrics-of-${owner}`;

function configOf(prometheus: Prometheus, far: ScriptedBackend) {
  const cluster = (id: string, url: string, more: object = {}) => ({
    id,
    metrics: { url, timeout: '20s' },
    enforcement: { namespaceLabel: 'namespace', exemptMetrics: ['tocsin_build_info'], ...more },
  });
  return {
    queries: { maxNamedMetricBytes: 65_536 },
    limits: { tenants: [{ tenant: 'globex', maxRange: '1h' }] },
    clusters: [
      cluster('eu1', prometheus.url),
      cluster('far', far.url),
      cluster('guarded', `http://localhost:${prometheus.port}`, { strict: true, guardPast: true }),
    ],
    tenants: TENANTS.map((id) => ({ id, projects: projectsOf(id) })),
    users: [
      {
        name: 'root',
        password: fixturePassword,
        roles: [{ role: 'system-admin', node: '_platform' }],
      },
    ],
    tokens: ['_platform', ...TENANTS].map((owner) => ({
      name: 'reads metrics',
      owner,
      kind: 'scope',
      node: owner,
      permissions: ['metrics:read'],
      secret: secretOf(owner),
    })),
  };
}

function projectsOf(tenant: string) {
  const own = ENVIRONMENTS.filter(([node]) => node.startsWith(`${tenant}.`));
  const projects = [...new Set(own.map(([node]) => node.split('.')[1] ?? ''))];
  return projects.map((project) => ({
    id: project,
    environments: own
      .filter(([node]) => node.startsWith(`${tenant}.${project}.`))
      .map(([node, pair]) => {
        const [cluster, namespace] = pair.split('/');
        return { id: node.split('.')[2], cluster, namespace, kind: 'prod' };
      }),
  }));
}

/** A metric of acme and one of globex that had their last sample some hours ago. */
function stoppedSeries(hours: number): readonly WrittenSeries[] {
  const endsAtMs = AT_MS - hours * HOUR_MS;
  const samples = [2, 1, 0].map((minutes): [number, number] => [endsAtMs - minutes * MINUTE_MS, 1]);
  return ['acme-shop', 'globex-web'].map((namespace) => ({
    labels: { __name__: `${namespace.slice(0, 4)}_stopped_${hours}h`, namespace },
    samples,
  }));
}

/** NaN for acme, a metric that only globex has, and very many pods. */
function oddSeries(): readonly WrittenSeries[] {
  const gauge = (name: string, labels: Record<string, string>, value = 1): WrittenSeries => ({
    labels: { __name__: name, ...labels },
    samples: [[AT_MS, value]],
  });
  const container = (namespace: string, pod: string) => ({ namespace, pod, container: 'main' });
  return [
    gauge('container_memory_usage_bytes', container('acme-odd', 'odd-1'), Number.NaN),
    gauge('orders_of_globex', { namespace: 'globex-web', hint: 'globex-hint' }),
    ...Array.from({ length: MANY_PODS }, (_, index) =>
      gauge('container_memory_usage_bytes', container('globex-web', `globex-many-${index}`)),
    ),
  ];
}
