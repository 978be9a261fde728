import type { ApiTokenWithSecret } from '../../web/contract/tenancy.ts';
import { type ApiClient, signIn } from './api-client.ts';
import { startTocsin, type TocsinProcess } from './tocsin-process.ts';
import { fixturePassword } from './two-tenants.ts';
import { waitUntil } from './wait-until.ts';

/** With two workers, acme is answered by the first and globex by the second. */
export const WORKER_TENANTS = ['acme', 'globex'] as const;
export type WorkerTenant = (typeof WORKER_TENANTS)[number];

const secretOf = (tenant: WorkerTenant) => `fixture-token-that-reads-all-of-${tenant}`;

/** Headers of the tenant's reader. */
export const readerOf = (tenant: WorkerTenant) => ({ authorization: `Bearer ${secretOf(tenant)}` });

/** Path of an endpoint of the tenant's Prometheus. */
export const apiOf = (tenant: WorkerTenant, path: string) =>
  `/scopes/${tenant}/prometheus/api/v1/${path}`;

/** Two tenants on one Prometheus, told apart by the label `namespace`, whose value is their name. */
export function workersConfig(
  prometheusUrl: string,
  workers: number,
): Readonly<Record<string, unknown>> {
  return {
    server: { workers },
    // A quick machine asks more than a tenant may by default.
    limits: { default: { perSecond: 0 } },
    clusters: [
      {
        id: 'eu1',
        metrics: { url: prometheusUrl, timeout: '20s' },
        enforcement: { namespaceLabel: 'namespace' },
      },
    ],
    tenants: WORKER_TENANTS.map((id) => ({
      id,
      projects: [
        { id: 'shop', environments: [{ id: 'prod', cluster: 'eu1', namespace: id, kind: 'prod' }] },
      ],
    })),
    users: [
      {
        name: 'root',
        password: fixturePassword,
        roles: [{ role: 'system-admin', node: '_platform' }],
      },
    ],
    tokens: WORKER_TENANTS.map((id) => ({
      name: 'Grafana',
      owner: id,
      kind: 'scope',
      node: id,
      permissions: ['metrics:read', 'rules:read', 'metrics:write'],
      secret: secretOf(id),
    })),
  };
}

export interface WorkersLab {
  readonly service: TocsinProcess;
  readonly root: ApiClient;
  /** Process ids by slot, as of the last start that was logged. */
  pids(): readonly number[];
}

export async function startWorkersLab(prometheusUrl: string, workers = 2): Promise<WorkersLab> {
  const service = await startTocsin({ config: workersConfig(prometheusUrl, workers) });
  const root = await signIn(service.url, 'root', fixturePassword);
  const pids = () => startedPids(service.log());
  // A start does not wait for them for ever.
  await waitUntil(() => pids().filter(Boolean).length === workers, { what: 'all workers' });
  return { service, root, pids };
}

/** A token of the tenant that can be revoked. */
export function makeToken(root: ApiClient, tenant: WorkerTenant): Promise<ApiTokenWithSecret> {
  return root.post<ApiTokenWithSecret>(`/api/v1/tenants/${tenant}/tokens`, {
    name: 'to be revoked',
    kind: 'scope',
    node: tenant,
    permissions: ['metrics:read'],
    expiresAt: null,
  });
}

function startedPids(log: string): readonly number[] {
  const pids: number[] = [];
  for (const line of log.split('\n').filter((one) => one.includes('"query worker serves"'))) {
    const { worker, pid } = JSON.parse(line) as { worker: number; pid: number };
    pids[worker] = pid;
  }
  return pids;
}

/** Resolves when no process has this id any more. */
export async function untilGone(pid: number): Promise<void> {
  await waitUntil(() => !isAlive(pid), { what: `the end of process ${pid}` });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // no such process
  }
}
