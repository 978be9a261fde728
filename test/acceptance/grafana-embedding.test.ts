import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Page } from '../../web/contract/common.ts';
import type { ApiTokenWithSecret } from '../../web/contract/tenancy.ts';
import { type ApiClient, signIn } from '../support/api-client.ts';
import { EmbeddedLabClient, labPassword, labToken } from '../support/embedded-lab.ts';
import { freePort } from '../support/free-port.ts';
import { writeThroughGrafana } from '../support/grafana-alerting-steps.ts';
import { ADMIN, BOARD, grafanaLabConfig, SECRETS } from '../support/grafana-lab-config.ts';
import { readIncidentMarks } from '../support/grafana-mark-steps.ts';
import { rawRequest } from '../support/grafana-raw.ts';
import { GrafanaStandIn } from '../support/grafana-stand-in.ts';
import { remoteWriteBody } from '../support/remote-write-body.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { waitUntil } from '../support/wait-until.ts';

const WRITE = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': '0.1.0',
};
let service: TocsinProcess;
let grafana: GrafanaStandIn;
let organisations: { readonly acme: number; readonly globex: number };
const people = new Map<string, ApiClient>();

async function enter(name: string): Promise<ApiClient> {
  const client = people.get(name) ?? (await signIn(service.url, name, labPassword));
  people.set(name, client);
  return client;
}

/** The environments whose orders a person is shown. */
async function ordersOf(client: ApiClient, uid = 'acme-metrics'): Promise<string> {
  const queries = [{ refId: 'A', datasource: { uid }, expr: 'orders' }];
  const answer = await client.call('POST', '/grafana/api/ds/query', { queries });
  if (answer.status !== 200) return `status ${answer.status}`;
  type Frames = { data: { result: { metric: { namespace: string } }[] } };
  const { results } = answer.body as { results: { A: { frames: Frames } } };
  return results.A.frames.data.result
    .map(({ metric }) => metric.namespace)
    .sort()
    .join();
}

/** The status of a question with the token of a data source, for who looks. */
async function ask(secret: string, names: Readonly<Record<string, string>>, scope = 'acme@lab') {
  const answer = await fetch(
    `${service.url}/scopes/${scope}/prometheus/api/v1/query?query=orders`,
    { headers: { authorization: `Bearer ${secret}`, ...names } },
  );
  const text = await answer.text();
  const namespaces = [...text.matchAll(/"namespace":"([a-z-]+)"/g)].map(([, one]) => one);
  return answer.status === 200 ? namespaces.sort().join() : answer.status;
}

beforeAll(async () => {
  const port = await freePort();
  const own = `http://127.0.0.1:${port}`;
  grafana = await GrafanaStandIn.start({
    admin: ADMIN,
    names: 'user',
    jwt: {
      headerName: 'X-JWT-Assertion',
      jwkSetUrl: () => `${own}/.well-known/tocsin-grafana-keys.json`,
      expectClaims: () => ({ iss: own, aud: 'grafana' }),
    },
  });
  organisations = {
    acme: grafana.addOrganisation('acme'),
    globex: grafana.addOrganisation('globex'),
  };
  for (const tenant of ['acme', 'globex'] as const) {
    grafana.addDataSource(organisations[tenant], {
      uid: `${tenant}-metrics`,
      type: 'prometheus',
      url: `${own}/scopes/${tenant}@lab/prometheus`,
      token: SECRETS[tenant],
    });
  }
  for (const [kind, type] of [
    ['rules', 'prometheus'],
    ['alerts', 'alertmanager'],
  ] as const) {
    const url = `${own}/scopes/acme/${type}`;
    const source = { uid: `acme-${kind}`, type, url, token: SECRETS.alerting };
    grafana.addDataSource(organisations.acme, source);
  }
  grafana.addDashboard(organisations.acme, 'shop', BOARD);
  service = await startTocsin({ config: grafanaLabConfig(grafana.url, organisations), port });
  for (const [owner, scope, namespace] of [
    ['acme', 'acme.shop.prod', 'acme-prod'],
    ['acme', 'acme.shop.test', 'acme-test'],
    ['acme', 'acme.bank.prod', 'acme-bank'],
    ['globex', 'globex.shop.prod', 'globex-prod'],
  ] as const) {
    const body = remoteWriteBody([
      { labels: { __name__: 'orders', namespace }, samples: [[Date.now(), 1]] },
    ]);
    const client = new EmbeddedLabClient(service.url, labToken(owner));
    const path = `/scopes/${scope}/prometheus/api/v1/write`;
    const { status } = await client.send('POST', path, new Uint8Array(body), WRITE);
    expect(status).toBeLessThan(300);
  }
}, 120_000);
beforeEach(() => {
  grafana.seen.length = 0;
});
afterAll(async () => {
  await service?.remove();
  await grafana?.stop();
});

describe('Grafana on our own site', () => {
  it('shows two people of different roles different series of the same dashboard', async () => {
    const ann = await enter('ann');
    const admin = await enter('acme-admin');
    for (const client of [ann, admin]) {
      const page = await client.call('GET', '/grafana/d-solo/shop/shop?panelId=1&theme=dark');
      expect([page.status, String(page.body)]).toEqual([200, expect.stringContaining('Orders')]);
      expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
      expect(page.headers.get('set-cookie')).toBeNull();
    }
    await waitUntil(async () => (await ordersOf(admin)) !== '', { what: 'the series' });
    expect(await ordersOf(admin)).toBe('acme-bank,acme-prod,acme-test');
    expect(await ordersOf(ann)).toBe('acme-prod');
  });

  it('signs who looks, as what, and passes no credential of ours', async () => {
    const admin = await enter('acme-admin');
    await admin.call('GET', '/grafana/api/dashboards/uid/shop');
    const [seen] = grafana.seen.filter(({ url }) => url.includes('/api/dashboards/uid/'));
    expect(seen?.headers).not.toHaveProperty('cookie');
    expect(seen?.headers).not.toHaveProperty('authorization');
    expect(seen?.headers['x-grafana-org-id']).toBe(String(organisations.acme));
    expect(grafana.roleOf(organisations.acme, seen?.login ?? '')).toBe('Editor');
    expect(grafana.roleOf(organisations.globex, seen?.login ?? '')).toBeNull();
    const [, claims = ''] = String(seen?.headers['x-jwt-assertion']).split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      iss: service.url,
      aud: 'grafana',
      org: organisations.acme,
      role: 'Editor',
    });
  });

  it('answers for incidents itself: each sees those that they may read, on any dashboard', () =>
    readIncidentMarks(enter, grafana, organisations.globex));

  it('asks nothing of Grafana that a viewer does not need, or that is of another tenant', async () => {
    const zoe = await enter('zoe');
    const org = organisations.acme;
    const before = grafana.seen.length;
    for (const [path, headers] of [
      ['/grafana/public/../api/users', {}],
      ['/grafana/public/%2e%2e/api/users', {}],
      ['/grafana/public/..%2fapi/users', {}],
      ['/grafana//api/users', {}],
      ['/grafana/%64/shop', {}],
      ['/%67rafana/d/shop', {}],
      ['/grafana/public/..;/api/users', {}],
      [`/grafana/d/shop?orgId=${org}`, {}],
      ['/grafana/api/dashboards/uid/shop', { 'x-grafana-org-id': String(org) }],
      ['/grafana/api/datasources/proxy/uid/acme-metrics/api/v1/query?query=orders', {}],
      ['/grafana/api/datasources/uid/acme-metrics/resources/api/v1/labels', {}],
      [`/grafana/api/user/using/${org}`, {}],
      ['/grafana/api/snapshots/x', {}],
      ['/grafana/public-dashboards/x', {}],
      ['/grafana/api/admin/settings', { authorization: 'Basic Z3JhZmFuYS1hZG1pbjp4' }],
      ['/grafana/api/live/ws', {}],
      ['/grafana/', {}],
      ['/grafana', {}],
    ] as const) {
      const status = await rawRequest(service.url, path, { ...zoe.headers, ...headers });
      expect([path, [401, 403, 404].includes(status)]).toEqual([path, true]);
    }
    expect(await ordersOf(zoe, 'acme-metrics')).toBe('status 403');
    expect(grafana.seen.slice(before)).toEqual([]);
    expect(await ordersOf(zoe, 'globex-metrics')).toBe('globex-prod');
  });

  it('is for people who are signed in, from our own pages', async () => {
    const admin = await enter('acme-admin');
    const { cookie = '' } = admin.headers;
    const ask = (headers: Record<string, string>) =>
      fetch(`${service.url}/grafana/api/ds/query`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({
          queries: [{ refId: 'A', datasource: { uid: 'acme-metrics' }, expr: 'up' }],
        }),
      }).then(({ status }) => status);
    expect(await ask({})).toBe(401);
    expect(await ask({ cookie })).toBe(403);
    expect(await ask({ cookie, origin: 'https://evil.example' })).toBe(403);
    expect(await ask({ authorization: `Bearer ${labToken('acme')}` })).toBe(403);
    expect(await ask({ cookie: 'grafana_session=of-the-stand-in' })).toBe(401);
    const forged = {
      'x-jwt-assertion': 'a.b.c',
      'x-webauth-user': 'admin',
      'x-grafana-user': 'root',
    };
    expect(await ask(forged)).toBe(401);
    expect(await ask({ cookie, origin: service.url, ...forged })).toBe(200);
    expect(grafana.seen.at(-1)?.headers).not.toHaveProperty('x-webauth-user');
  });
});

describe("Grafana's own pages about alerting", () => {
  it('write rules and silences of who may, through us, and nobody else', () =>
    writeThroughGrafana(enter, grafana));
});

describe('the token of a data source', () => {
  it('is a ceiling, and nothing without who looks', async () => {
    expect(await ask(SECRETS.acme, { 'x-grafana-user': 'acme-admin' })).toBe(
      'acme-bank,acme-prod,acme-test',
    );
    expect(await ask(SECRETS.acme, { 'x-grafana-user': 'ANN' })).toBe('acme-prod');
    expect(await ask(SECRETS.acme, { 'x-grafana-user': 'root' })).toBe(
      'acme-bank,acme-prod,acme-test',
    );
    expect(await ask(SECRETS.acme, { 'x-grafana-user': 'root' }, 'globex@lab')).toBe(403);
    expect(await ask(SECRETS.acme, { 'x-grafana-user': 'zoe' })).toBe(403);
    expect(await ask(SECRETS.acme, {})).toBe(403);
    expect(await ask(SECRETS.acme, { 'x-grafana-user': '' })).toBe(403);
    expect(await ask(SECRETS.acme, { 'x-grafana-user': 'nobody' })).toBe(403);
    expect(await ask(SECRETS.acme, { 'x-grafana-user': 'ann, root' })).toBe(403);
  });

  it('takes a signed name by the keys of our Grafana only', async () => {
    const exp = Math.floor(Date.now() / 1000) + 60;
    const claims = { sub: 'user:7', username: 'ann', exp };
    const signed = await grafana.signId(claims);
    const id = { 'x-grafana-id': signed };
    expect(await ask(SECRETS.acme, id)).toBe('acme-prod');
    expect(await ask(SECRETS.acme, { ...id, 'x-grafana-user': 'ann' })).toBe('acme-prod');
    expect(await ask(SECRETS.acme, { ...id, 'x-grafana-user': 'root' })).toBe(403);
    const [head, , mac] = signed.split('.');
    const body = Buffer.from(JSON.stringify({ ...claims, username: 'root' })).toString('base64url');
    expect(await ask(SECRETS.acme, { 'x-grafana-id': `${head}.${body}.${mac}` })).toBe(403);
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(await ask(SECRETS.acme, { 'x-grafana-id': `${none}.${body}.` })).toBe(403);
    const over = await grafana.signId({ ...claims, exp: exp - 120 });
    expect(await ask(SECRETS.acme, { 'x-grafana-id': over })).toBe(403);
    const program = await grafana.signId({ ...claims, type: 'service-account' });
    expect(await ask(SECRETS.acme, { 'x-grafana-id': program })).toBe(403);
  });

  it('is for nobody where it is marked so, and never for somebody unknown', async () => {
    expect(await ask(SECRETS.background, {})).toBe('acme-bank,acme-prod,acme-test');
    expect(await ask(SECRETS.background, { 'x-grafana-user': 'ann' })).toBe('acme-prod');
    expect(await ask(SECRETS.background, { 'x-grafana-user': 'nobody' })).toBe(403);
    expect(await ask(SECRETS.background, { 'x-grafana-id': 'a.b.c' })).toBe(403);
  });

  it('names nobody beside another token, and opens nothing but scopes', async () => {
    const reads = { 'x-grafana-user': 'zoe' };
    expect(await ask(labToken('acme'), reads)).toBe('acme-bank,acme-prod,acme-test');
    const answer = await fetch(`${service.url}/api/v1/tenants`, {
      headers: { authorization: `Bearer ${SECRETS.background}` },
    });
    expect(answer.status).toBe(403);
  });

  it('overlaps with the next one, and ends with its revocation or that of who looks', async () => {
    const root = await enter('root');
    const token = await root.post<ApiTokenWithSecret>('/api/v1/tenants/acme/tokens', {
      ...{ name: 'rotated', kind: 'grafana-data-source', node: 'acme', expiresAt: null },
      permissions: ['metrics:read'],
    });
    const looks = { 'x-grafana-user': 'ann' };
    expect([await ask(token.secret, looks), await ask(SECRETS.next, looks)]).toEqual([
      'acme-prod',
      'acme-prod',
    ]);
    await root.delete(`/api/v1/tenants/acme/tokens/${token.token.id}`);
    expect([await ask(token.secret, looks), await ask(SECRETS.next, looks)]).toEqual([
      401,
      'acme-prod',
    ]);
  });

  it('shows an open panel nothing any more once its viewer is no member', async () => {
    const root = await enter('root');
    const { user } = await root.post<{ user: { id: string } }>('/api/v1/users', {
      ...{ name: 'leaving', displayName: '', email: null, language: 'en', disabled: false },
      password: labPassword,
    });
    await root.post('/api/v1/tenants/acme/role-bindings', {
      user: user.id,
      role: 'tenant-member',
      node: 'acme',
    });
    const first = await signIn(service.url, 'leaving', labPassword);
    await first.post('/api/v1/session/password', { current: labPassword, next: `${labPassword}!` });
    const leaving = await signIn(service.url, 'leaving', `${labPassword}!`);
    expect(await ordersOf(leaving)).toBe('acme-bank,acme-prod,acme-test');
    const { items } = await root.get<Page<{ id: string; user: string }>>(
      '/api/v1/tenants/acme/role-bindings?limit=200',
    );
    const binding = items.find((one) => one.user === user.id)?.id ?? '';
    await root.delete(`/api/v1/tenants/acme/role-bindings/${binding}`);
    expect(await ordersOf(leaving)).toBe('status 403');
    expect(await ask(SECRETS.acme, { 'x-grafana-user': 'leaving' })).toBe(403);
  });
});

describe('what is open', () => {
  const open = (client: ApiClient, path: string, headers: object = {}) =>
    new Promise<WebSocket | number>((resolve, reject) => {
      const url = `${service.url.replace('http', 'ws')}${path}`;
      const socket = new WebSocket(url, {
        headers: { origin: service.url, ...client.headers, ...headers },
      });
      socket.once('open', () => resolve(socket));
      socket.once('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode));
      socket.once('error', reject);
    });

  it('lets a WebSocket through to Live alone, from our own pages, for who is signed in', async () => {
    const admin = await enter('acme-admin');
    expect(await open(admin, '/grafana/d/shop')).toBe(403);
    expect(await open(admin, '/grafana/api/live/ws?orgId=1')).toBe(403);
    expect(await open(admin, '/grafana//api/live/ws')).toBe(403);
    expect(await open(admin, '/grafana/api/live/ws', { origin: 'https://evil.example' })).toBe(403);
    expect(await open(admin, '/grafana/api/live/ws', { cookie: '' })).toBe(401);
    expect(grafana.seen).toEqual([]);
    const socket = await open(admin, '/grafana/api/live/ws');
    if (typeof socket === 'number') throw new Error(`Live was refused: ${socket}`);
    const said = new Promise<string>((resolve) =>
      socket.once('message', (data) => resolve(String(data))),
    );
    socket.send('hello');
    expect(await said).toMatch(/^[0-9A-Z]{26} hello$/);
    expect(grafana.seen.at(-1)?.headers).not.toHaveProperty('cookie');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await (await signOutOf('acme-admin')).delete('/api/v1/session');
    await closed;
  });

  it('ends an answer of Grafana that is under way when its viewer signs out', async () => {
    const zoe = await signOutOf('zoe');
    grafana.isHeld = true;
    const asked = ordersOf(zoe, 'globex-metrics').catch((thrown: unknown) => thrown);
    await waitUntil(() => grafana.seen.some(({ url }) => url.endsWith('/api/ds/query')), {
      what: 'the question',
    });
    await zoe.delete('/api/v1/session');
    expect(await asked).toBeInstanceOf(Error);
    grafana.isHeld = false;
  });
});

/** The session that a person has in this file, which is about to end. */
async function signOutOf(name: string): Promise<ApiClient> {
  const client = await enter(name);
  people.delete(name);
  return client;
}

it('shows the boards as they were seen last while Grafana is away, and nobody the boards of others', async () => {
  const boards = '/api/v1/tenants/acme/grafana/boards';
  const ann = await enter('ann');
  const zoe = await enter('zoe');
  const listed = {
    path: '/grafana',
    organisation: organisations.acme,
    boards: [{ uid: 'shop', title: 'Shop', folder: '' }],
  };
  expect(await ann.get(boards)).toEqual({ ...listed, up: true });
  expect(await ann.get(`${boards}/shop`)).toMatchObject({ up: true, title: 'Shop' });
  expect((await zoe.call('GET', boards)).status).toBe(403);
  expect((await zoe.call('GET', `${boards}/shop`)).status).toBe(403);
  expect((await zoe.call('GET', '/api/v1/tenants/globex/grafana/boards/shop')).status).toBe(404);
  await grafana.stop();
  expect(await ann.get(boards)).toEqual({ ...listed, up: false });
  const seen = await ann.get<{ up: boolean; source: string }>(`${boards}/shop`);
  expect([seen.up, JSON.parse(seen.source)]).toEqual([false, BOARD]);
  expect((await ann.call('GET', '/grafana/d/shop')).status).toBe(503);
  expect((await zoe.call('GET', '/api/v1/tenants/globex/grafana/boards/shop')).status).toBe(404);
});
