import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API } from '../../web/contract/api.ts';
import type { Endpoint } from '../../web/contract/endpoint.ts';
import { type ApiClient, anonymousClient, tokenClient } from '../support/api-client.ts';
import { sendAll } from '../support/raw-http.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { intakeToken, readerToken, signInAs, twoTenants } from '../support/two-tenants.ts';

const ID = '01J00000000000000000000000';
const endpoints = Object.entries(API).map(([name, endpoint]): [string, Endpoint] => [
  name,
  endpoint,
]);

/** The endpoint's path with everything it names belonging to `tenant`. */
function pathOf({ path }: Endpoint, tenant: string): string {
  const values: Readonly<Record<string, string>> = {
    owner: tenant,
    scope: tenant,
    tenant,
    project: 'shop',
    environment: 'prod',
    cluster: 'lab',
    id: ID,
    uid: 'nodes',
    revision: '1',
  };
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

const namesTenant = ({ path }: Endpoint) => /\{(owner|tenant)\}/.test(path);
const isInScope = ({ requires }: Endpoint) =>
  requires.kind === 'permission' && requires.on === 'scope';
const isSystem = ({ requires }: Endpoint) =>
  requires.kind === 'permission' && requires.on === 'system';

/** Made from the table of the API: a new endpoint is tested without anybody thinking of it. */
describe('every endpoint of the API', () => {
  let service: TocsinProcess;
  let umbrella: ApiClient;
  let reader: ApiClient;

  beforeAll(async () => {
    service = await startTocsin({ config: twoTenants({ prometheusUrl: 'http://127.0.0.1:9' }) });
    umbrella = await signInAs(service.url, 'umbrella-admin');
    reader = tokenClient(service.url, readerToken('umbrella'));
  });
  afterAll(() => service?.remove());

  const call = (client: ApiClient, endpoint: Endpoint, tenant: string) =>
    client.call(endpoint.method, pathOf(endpoint, tenant), endpoint.body ? {} : undefined);

  it.each(endpoints.filter(([, { requires }]) => requires.kind !== 'public'))(
    '%s asks who calls',
    async (_, endpoint) => {
      const answer = await call(anonymousClient(service.url), endpoint, 'acme');
      expect([answer.status, kindOf(answer.body)]).toEqual([401, 'unauthenticated']);
      const intake = await call(tokenClient(service.url, intakeToken), endpoint, 'acme');
      expect(intake.status).toBe(403);
    },
  );

  it.each(endpoints.filter(([, endpoint]) => namesTenant(endpoint)))(
    '%s tells a foreign tenant nothing, not even whether there is one',
    async (_, endpoint) => {
      for (const client of [umbrella, reader]) {
        const foreign = await call(client, endpoint, 'acme');
        const unknown = await call(client, endpoint, 'nobody');
        expect([foreign.status, unknown.status]).toEqual([403, 403]);
        expect(messageOf(foreign.body)).toBe(messageOf(unknown.body));
      }
      const platform = await call(umbrella, endpoint, '_platform');
      expect([400, 403]).toContain(platform.status);
    },
  );

  it.each(endpoints.filter(([, endpoint]) => isInScope(endpoint)))(
    '%s tells a foreign scope nothing, before it looks at the body',
    async (_, endpoint) => {
      for (const client of [umbrella, reader]) {
        const foreign = await call(client, endpoint, 'acme');
        const unknown = await call(client, endpoint, 'nobody');
        expect([foreign.status, unknown.status]).toEqual([403, 403]);
        expect(String(messageOf(foreign.body)).replaceAll('acme', 'nobody')).toBe(
          messageOf(unknown.body),
        );
        expect((await call(client, endpoint, '_platform')).status).toBe(403);
      }
    },
  );

  it.each(endpoints.filter(([, endpoint]) => isSystem(endpoint)))(
    '%s is for system roles',
    async (_, endpoint) => {
      expect((await call(umbrella, endpoint, 'umbrella')).status).toBe(403);
    },
  );

  it.each(endpoints.filter(([, { method }]) => method !== 'GET'))(
    '%s refuses a browser from a foreign page',
    async (_, endpoint) => {
      const answer = await fetch(`${service.url}${pathOf(endpoint, 'umbrella')}`, {
        method: endpoint.method,
        headers: {
          ...umbrella.headers,
          origin: 'https://evil.example',
          'content-type': 'application/json',
        },
        ...(endpoint.body ? { body: '{}' } : {}),
      });
      expect([400, 403]).toContain(answer.status);
      const body: unknown = await answer.json();
      if (endpoint.requires.kind !== 'public') expect(messageOf(body)).toContain('origin foreign');
    },
  );

  it.each(endpoints.filter(([, { body }]) => body))(
    '%s says what is wrong with a body',
    async (name, endpoint) => {
      const root = await signInAs(service.url, 'root');
      const path = pathOf(endpoint, 'acme');
      const headers = { ...root.headers, origin: service.url, 'content-type': 'application/json' };
      const send = (body: string, more: Record<string, string> = {}) =>
        fetch(`${service.url}${path}`, {
          method: endpoint.method,
          headers: { ...headers, ...more },
          body,
        });
      expect((await send('{"unfinished":')).status).toBe(400);
      expect((await send('{"__proto__":{"admin":true}}')).status).toBe(400);
      expect((await send('x', { 'content-type': 'text/plain' })).status).toBe(415);
      // Announced only: an answer that comes while many bytes are on their way may be lost.
      const bytes = announced(endpoint, path, headers, (endpoint.bodyBytes ?? 1_048_576) + 1);
      expect((await sendAll(service.url, [{ bytes, isHead: false }], 1))[0]?.status).toBe(413);
      const unknown = await send('{"surprise":1}');
      const { error } = (await unknown.json()) as {
        error: { kind: string; details: { path: string }[] };
      };
      expect([unknown.status, error.kind]).toEqual([400, 'invalid']);
      if (name !== 'channels.create') expect(error.details.length).toBeGreaterThan(0);
    },
  );
});

/** The head of a request that will have a body of so many bytes. */
function announced(
  { method }: Endpoint,
  path: string,
  headers: Readonly<Record<string, string>>,
  bodyBytes: number,
): Buffer {
  const lines = Object.entries({ host: 'x', ...headers, 'content-length': bodyBytes });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${head}\r\n`);
}

function kindOf(body: unknown): unknown {
  return (body as { error?: { kind?: string } }).error?.kind;
}

function messageOf(body: unknown): unknown {
  return (body as { error?: { message?: string } }).error?.message;
}
