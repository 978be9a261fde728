import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiTokenWithSecret } from '../../web/contract/tenancy.ts';
import { type ApiClient, signIn } from '../support/api-client.ts';
import {
  openRaw,
  type RawAnswer,
  type RawConnection,
  requestText,
} from '../support/raw-connection.ts';
import { type ScriptedBackend, startScriptedBackend } from '../support/scripted-backend.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { fixturePassword } from '../support/two-tenants.ts';

const ADMIN = { name: 'root', password: fixturePassword };
const PAIR = { id: 'moving', title: '', cluster: 'eu1', namespace: 'moving', kind: 'prod' };
const shopOf = (tenant: string) => `/api/v1/tenants/${tenant}/projects/shop/environments`;

describe.each([0, 2])('a body that comes slowly, with %i workers', (workers) => {
  let backend: ScriptedBackend;
  let service: TocsinProcess;
  let root: ApiClient;
  let raw: RawConnection;

  beforeAll(async () => {
    backend = await startScriptedBackend();
    service = await startTocsin({ config: configOf(backend.url, workers) });
    root = await signIn(service.url, ADMIN.name, ADMIN.password);
  }, 60_000);
  beforeEach(async () => {
    backend.forget();
    raw = await openRaw(service.url);
  });
  afterEach(() => raw.destroy());
  afterAll(async () => {
    await service?.remove();
    await backend?.stop();
  });

  async function newToken() {
    const tokens = '/api/v1/tenants/acme/tokens';
    const { secret, token } = await root.post<ApiTokenWithSecret>(tokens, {
      name: 'slow',
      kind: 'scope',
      node: 'acme',
      permissions: ['metrics:read', 'metrics:write', 'logs:read', 'logs:write'],
      expiresAt: null,
    });
    return {
      headers: { authorization: `Bearer ${secret}` },
      revoke: () => root.delete(`${tokens}/${token.id}`),
    };
  }

  /** Half of the request, what happens meanwhile, and the rest. */
  async function slowly(text: string, meanwhile: () => Promise<unknown>): Promise<RawAnswer> {
    const half = text.length - 5;
    raw.write(text.slice(0, half));
    // Another one on its way through the same process: the first is known there by then.
    await fetch(`${service.url}/scopes/acme/prometheus/api/v1/query`);
    await fetch(`${service.url}/api/v1/session`);
    await meanwhile();
    raw.write(text.slice(half));
    return raw.next();
  }

  const bodies: readonly (readonly [string, string, unknown])[] = [
    [
      'named metrics',
      '/api/v1/scopes/acme/named-metrics',
      { level: 'namespace', metrics: ['namespace_pod_count'], page: 1, pageSize: 10 },
    ],
    ['why an answer is empty', '/api/v1/scopes/acme/explain-empty', { query: 'up' }],
    [
      'a push of lines',
      '/scopes/acme.shop.prod/loki/loki/api/v1/push',
      { streams: [{ stream: { app: 'a' }, values: [['1700000000000000000', 'line']] }] },
    ],
    ['OTLP metrics', '/scopes/acme.shop.prod/otlp/v1/metrics', { resourceMetrics: [] }],
    ['OTLP logs', '/scopes/acme/otlp/v1/logs', { resourceLogs: [] }],
    [
      "OTLP on Prometheus's own path",
      '/scopes/acme/prometheus/api/v1/otlp/v1/metrics',
      { resourceMetrics: [] },
    ],
    ['a pushed group', '/scopes/acme/pushgateway/metrics/job/a', {}],
  ];

  it.each(bodies)('ends %s with the token', async (_, path, body) => {
    const token = await newToken();
    const headers = { ...token.headers, 'content-type': 'application/json' };
    const text = requestText('POST', path, headers, JSON.stringify(body));
    expect((await slowly(text, token.revoke)).status).toBe(401);
    expect(backend.seen).toEqual([]);
  });

  it('stores no line in a namespace that went to another tenant meanwhile', async () => {
    await root.post(shopOf('acme'), PAIR);
    const token = await newToken();
    const headers = { ...token.headers, 'content-type': 'application/json' };
    const lines = { streams: [{ stream: { app: 'a' }, values: [['1700000000000000000', 'x']] }] };
    const path = '/scopes/acme.shop.moving/loki/loki/api/v1/push';
    const text = requestText('POST', path, headers, JSON.stringify(lines));
    const { status } = await slowly(text, async () => {
      await root.delete(`${shopOf('acme')}/moving`);
      await root.post(shopOf('globex'), PAIR);
    });
    await root.delete(`${shopOf('globex')}/moving`);
    expect([status, backend.seen]).toEqual([403, []]);
  });
});

function configOf(url: string, workers: number) {
  return {
    server: { workers },
    clusters: [
      {
        id: 'eu1',
        metrics: { url },
        logs: { url },
        enforcement: { namespaceLabel: 'namespace' },
      },
    ],
    tenants: ['acme', 'globex'].map((id) => ({
      id,
      projects: [
        { id: 'shop', environments: [{ id: 'prod', cluster: 'eu1', namespace: id, kind: 'prod' }] },
      ],
    })),
    users: [{ ...ADMIN, roles: [{ role: 'system-admin', node: '_platform' }] }],
  };
}
