import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { ApiTokenWithSecret } from '../../web/contract/tenancy.ts';
import { type ApiClient, signIn } from '../support/api-client.ts';
import { remoteWriteBody } from '../support/remote-write-body.ts';
import { type ScriptedBackend, startScriptedBackend } from '../support/scripted-backend.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { fixturePassword } from '../support/two-tenants.ts';

const TENANTS = ['acme', 'globex'] as const;
const PERMISSIONS = ['metrics:read', 'metrics:write'];
const intakeOf = (owner: string) => `fixture-token-of-${owner}-that-posts-alerts`;
const intakeTokenOf = (owner: string, kind: string, node: string) => ({
  ...{ name: 'monitoring', owner, kind, node, secret: intakeOf(owner) },
});
const secretOf = (tenant: string) => `fixture-token-that-floods-for-${tenant}`;
const WAYS = '/scopes/acme.shop.prod/prometheus/api/v1/write';
/** More than connections are opened to one backend. */
const FLOOD = 140;

let backend: ScriptedBackend;
let service: TocsinProcess;
let root: ApiClient;
/** Writes that the backend does not answer yet. */
const held: ServerResponse[] = [];

beforeAll(async () => {
  backend = await startScriptedBackend();
  service = await startTocsin({ config: configOf(backend.url) });
  root = await signIn(service.url, 'root', fixturePassword);
  backend.answer((response, { url }) => {
    if (url.includes('/write')) held.push(response);
    else response.end('{"status":"success","data":{"resultType":"vector","result":[]}}');
  });
}, 60_000);
afterEach(async () => {
  for (const response of held.splice(0)) response.writeHead(204).end();
});
afterAll(async () => {
  await service?.remove();
  await backend?.stop();
});

const written = remoteWriteBody([{ labels: { __name__: 'up' }, samples: [[Date.now(), 1]] }]);

const write = (secret: string, signal: AbortSignal | null = null) =>
  fetch(`${service.url}${WAYS}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/x-protobuf' },
    body: new Uint8Array(written),
    signal,
  });

/** Writes of acme at the same time, and how each of them ended. */
const writeAtOnce = (count: number, signal: AbortSignal | null = null) =>
  Promise.allSettled(Array.from({ length: count }, () => write(secretOf('acme'), signal)));

it('keeps no question of another tenant from the backend', async () => {
  const leaving = new AbortController();
  const flood = writeAtOnce(FLOOD, leaving.signal);
  await expect.poll(() => held.length).toBeGreaterThanOrEqual(16);
  const answer = await fetch(`${service.url}/scopes/globex/prometheus/api/v1/query?query=up`, {
    headers: { authorization: `Bearer ${secretOf('globex')}` },
    signal: AbortSignal.timeout(5_000),
  });
  expect(answer.status).toBe(200);
  expect(held).toHaveLength(16);
  leaving.abort();
  await flood;
  await expect.poll(() => held.length - backend.aborted()).toBe(0);
});

it('ends with the right to it, also while it waits for its turn', async () => {
  const tokens = '/api/v1/tenants/acme/tokens';
  const { secret, token } = await root.post<ApiTokenWithSecret>(tokens, {
    name: 'agent',
    kind: 'scope',
    node: 'acme',
    permissions: PERMISSIONS,
    expiresAt: null,
  });
  const flood = writeAtOnce(16);
  // Of the test before, some may still come and go.
  await expect.poll(() => held.filter(({ destroyed }) => !destroyed).length).toBe(16);
  const waiting = expect(write(secret)).rejects.toThrow();
  await fetch(`${service.url}/api/health/live`);
  await root.delete(`${tokens}/${token.id}`);
  await waiting;
  for (const response of held.splice(0)) response.writeHead(204).end();
  for (const one of await flood) {
    expect(one.status === 'fulfilled' && one.value.status).toBe(204);
  }
  expect(held).toEqual([]);
});

const ALERTS = '/intake/clusters/eu1/api/v2/alerts';
const MOST_OPEN = 3;
const MOST_IN_FLIGHT = 5;

const post = (secret: string, alerts: readonly object[]) =>
  fetch(`${service.url}${ALERTS}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify(alerts),
  });
const alertOf = (tenant: string, n: number, more: object = {}) => ({
  labels: { alertname: 'Flood', namespace: tenant, n: String(n) },
  startsAt: new Date(0).toISOString(),
  ...more,
});
const openOf = async (tenant: string) => {
  const query = '?status=firing&limit=100';
  const { items } = await root.get<{ readonly items: readonly { readonly cluster: string }[] }>(
    `/api/v1/tenants/${tenant}/incidents${query}`,
  );
  return items.filter(({ cluster }) => cluster === 'eu1').length;
};

it('of alerts over the quota of a tenant is answered 429; its resolves and its neighbour are served', async () => {
  const flood = Array.from({ length: MOST_OPEN + 2 }, (_, n) => alertOf('acme', n));
  const over = await post(intakeOf('acme'), flood);
  expect([over.status, over.headers.get('retry-after')]).toEqual([429, '60']);
  expect(await over.json()).toMatch(/^2 alerts were not taken: acme may have 3 open incidents/);
  expect(await openOf('acme')).toBe(MOST_OPEN);
  const ofAll = await post(intakeOf('_platform'), [alertOf('acme', 9), alertOf('globex', 0)]);
  expect(ofAll.status).toBe(200);
  expect([await openOf('acme'), await openOf('globex')]).toEqual([MOST_OPEN, 1]);
  const { items } = await root.get<{ readonly items: readonly object[] }>(
    '/api/v1/intake/unassigned',
  );
  const labels = { tocsin_tenant: 'acme', namespace: 'acme' };
  expect(items).toEqual([
    expect.objectContaining({ reason: 'owner_over_quota', count: 3, labels }),
  ]);
  expect(await (await fetch(`${service.url}/metrics`)).text()).toContain(
    'tocsin_alerting_alerts_total{outcome="owner_over_quota"} 3',
  );
  const endsAt = new Date(1_000).toISOString();
  const resolve = await post(intakeOf('acme'), [alertOf('acme', 0, { endsAt })]);
  expect([resolve.status, await openOf('acme')]).toEqual([200, MOST_OPEN - 1]);
  expect((await post(intakeOf('acme'), [alertOf('acme', 9)])).status).toBe(200);
});

it('of posts finds the intake full: 503 with Retry-After, and a neighbour is served', async () => {
  const flood = Array.from({ length: 100 }, (_, n) =>
    post(intakeOf('acme'), [alertOf('acme', 10 + n)]),
  );
  const answers = await Promise.all(flood);
  expect(answers.map(({ status }) => status)).toContain(429);
  const full = answers.filter(({ status }) => status !== 429);
  expect(full.length).toBeGreaterThan(0);
  for (const { status, headers } of full) {
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
  }
  expect((await post(intakeOf('globex'), [alertOf('globex', 1)])).status).toBe(200);
});

function configOf(url: string) {
  return {
    alerting: { maxOpenIncidentsPerOwner: MOST_OPEN, maxAlertsInFlight: MOST_IN_FLIGHT },
    clusters: [
      {
        ...{ id: 'eu1', metrics: { url }, enforcement: { namespaceLabel: 'namespace' } },
        alertNamespaceTrusted: true,
      },
    ],
    tenants: TENANTS.map((id) => ({
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
    tokens: [
      ...TENANTS.map((id) => ({
        name: 'agent',
        owner: id,
        kind: 'scope',
        node: id,
        permissions: PERMISSIONS,
        secret: secretOf(id),
      })),
      ...TENANTS.map((id) => intakeTokenOf(id, 'environment-intake', `${id}.shop.prod`)),
      intakeTokenOf('_platform', 'cluster-intake', 'eu1'),
    ],
  };
}
