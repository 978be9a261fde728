import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../web/contract/session.ts';
import type { ApiTokenWithSecret, UserWithPassword } from '../../web/contract/tenancy.ts';
import { type ApiClient, anonymousClient, signIn, tokenClient } from '../support/api-client.ts';
import { openLive } from '../support/live-client.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { fixturePassword, signInAs, twoTenants } from '../support/two-tenants.ts';
import { waitUntil } from '../support/wait-until.ts';

describe('credentials of the running service', () => {
  let service: TocsinProcess;
  let root: ApiClient;
  let acme: ApiClient;

  beforeAll(async () => {
    const config = {
      ...twoTenants({ prometheusUrl: 'http://127.0.0.1:9' }),
      alerting: { platformSeverities: ['fatal', 'minor', 'note'] },
    };
    service = await startTocsin({ config, keepsPasswords: true });
    root = await signInAs(service.url, 'root');
    acme = await signInAs(service.url, 'acme-admin');
  });
  afterAll(() => service?.remove());

  const scoped = '/scopes/acme/prometheus/api/v1/query?query=up';
  const newToken = (change: object) =>
    acme.post<ApiTokenWithSecret>('/api/v1/tenants/acme/tokens', {
      name: 'test',
      kind: 'scope',
      node: 'acme',
      permissions: ['metrics:read', 'incidents:read'],
      expiresAt: null,
      ...change,
    });

  it('tell the ladder of the platform to who has a right there', async () => {
    const ladderOf = async (client: ApiClient) =>
      (await client.get<Session>('/api/v1/session')).platformSeverities;
    expect(await ladderOf(root)).toEqual(['fatal', 'minor', 'note']);
    expect(await ladderOf(acme)).toBeNull();
  });

  it('accepts a token until the instant it expires, then says so in each protocol', async () => {
    const { secret } = await newToken({ expiresAt: new Date(Date.now() + 1_500).toISOString() });
    const client = tokenClient(service.url, secret);
    expect((await client.call('GET', '/api/v1/tenants/acme/incidents')).status).toBe(200);
    const refused = await waitUntil(
      async () => {
        const answer = await client.call('GET', '/api/v1/tenants/acme/incidents');
        return answer.status === 401 && answer;
      },
      { what: 'the token to expire' },
    );
    expect(refused.body).toMatchObject({
      error: { kind: 'unauthenticated', message: expect.stringContaining('expired') },
    });
    const query = await client.call('GET', scoped);
    expect([query.status, query.body]).toMatchObject([
      401,
      { status: 'error', errorType: 'unauthorized' },
    ]);
  });

  it('refuses a revoked token at once, closes its sockets, and takes Basic as well as Bearer', async () => {
    const { secret, token } = await newToken({});
    const basic = { authorization: `Basic ${Buffer.from(`anyone:${secret}`).toString('base64')}` };
    const asBasic = () => fetch(`${service.url}/api/v1/tenants/acme/incidents`, { headers: basic });
    expect((await asBasic()).status).toBe(200);
    const socket = await openLive(service.url, { owner: 'acme', headers: basic, origin: null });
    await socket.waitFor('hello');
    await acme.delete(`/api/v1/tenants/acme/tokens/${token.id}`);
    expect((await asBasic()).status).toBe(401);
    expect(await waitUntil(() => socket.closed(), { what: 'the socket to close' })).toEqual({
      code: 1008,
      reason: 'access_changed',
    });
  });

  it('shows the secret of a token once and never again', async () => {
    const { secret } = await newToken({});
    const list = JSON.stringify(await acme.get('/api/v1/tenants/acme/tokens'));
    expect(list).not.toContain(secret);
    expect(service.log()).not.toContain(secret);
  });

  it('walks a new user from the first password to the own one', async () => {
    const made = await root.post<UserWithPassword>('/api/v1/users', {
      name: 'newcomer',
      displayName: 'New Comer',
      email: null,
      language: 'zh',
      disabled: false,
    });
    await acme.post('/api/v1/tenants/acme/role-bindings', {
      user: made.user.id,
      role: 'tenant-member',
      node: 'acme',
    });
    const first = await signIn(service.url, 'newcomer', made.firstPassword ?? '');
    for (const path of ['/api/v1/tenants', '/api/v1/tenants/acme/rules', scoped]) {
      expect((await first.call('GET', path)).status).toBe(403);
    }
    await expect(openLive(service.url, { owner: 'acme', headers: first.headers })).rejects.toThrow(
      '403',
    );
    const change = { current: made.firstPassword, next: 'a much better password' };
    await first.post('/api/v1/session/password', change);
    expect((await first.call('GET', '/api/v1/tenants/acme/rules')).status).toBe(200);
    expect((await first.call('GET', '/api/v1/tenants/umbrella/rules')).status).toBe(403);
    await root.put(
      `/api/v1/users/${made.user.id}`,
      { displayName: '', email: null, language: 'zh', disabled: true },
      2,
    );
    expect((await first.call('GET', '/api/v1/session')).status).toBe(401);
  });

  it('sets a cookie that scripts and foreign pages cannot use', async () => {
    const answer = await anonymousClient(service.url).call('POST', '/api/v1/session', {
      name: 'acme-admin',
      password: fixturePassword,
    });
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^tocsin_session=[\w-]{40,}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(JSON.stringify(answer.body)).not.toContain(cookie?.split(/[=;]/)[1] ?? 'nothing');
  });

  it('answers unknown users and wrong passwords alike, and slows both down', async () => {
    const attempt = (name: string) =>
      anonymousClient(service.url).call('POST', '/api/v1/session', {
        name,
        password: 'wrong password',
      });
    const [known, unknown] = [await attempt('umbrella-admin'), await attempt('nobody-at-all')];
    const shown = ({ body }: { body: unknown }) =>
      (body as { error: { kind: string; message: string } }).error;
    expect([known.status, shown(known).message]).toEqual([401, shown(unknown).message]);
    const answers = await Promise.all(Array.from({ length: 12 }, () => attempt('umbrella-admin')));
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(0);
    expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('checks the origin of sign-in and of sockets', async () => {
    const foreign = await fetch(`${service.url}/api/v1/session`, {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'acme-admin', password: fixturePassword }),
    });
    expect(foreign.status).toBe(403);
    for (const origin of ['https://evil.example', 'null', null]) {
      await expect(
        openLive(service.url, { owner: 'acme', headers: acme.headers, origin }),
      ).rejects.toThrow('403');
    }
  });

  it('closes the socket of somebody whose role is taken away', async () => {
    const made = await root.post<UserWithPassword>('/api/v1/users', {
      name: 'leaver',
      displayName: '',
      email: null,
      language: 'en',
      disabled: false,
      password: 'some first password',
    });
    const binding = await acme.post<{ id: string }>('/api/v1/tenants/acme/role-bindings', {
      user: made.user.id,
      role: 'tenant-member',
      node: 'acme',
    });
    const leaver = await signIn(service.url, 'leaver', 'some first password');
    await leaver.post('/api/v1/session/password', {
      current: 'some first password',
      next: 'my very own password',
    });
    const socket = await openLive(service.url, { owner: 'acme', headers: leaver.headers });
    await socket.waitFor('hello');
    await acme.delete(`/api/v1/tenants/acme/role-bindings/${binding.id}`);
    await waitUntil(() => socket.closed(), { what: 'the socket to close' });
    expect((await leaver.call('GET', '/api/v1/tenants/acme/incidents')).status).toBe(403);
  });
});
