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
  await expect.poll(() => held.length).toBe(16);
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

function configOf(url: string) {
  return {
    clusters: [{ id: 'eu1', metrics: { url }, enforcement: { namespaceLabel: 'namespace' } }],
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
    tokens: TENANTS.map((id) => ({
      name: 'agent',
      owner: id,
      kind: 'scope',
      node: id,
      permissions: PERMISSIONS,
      secret: secretOf(id),
    })),
  };
}
