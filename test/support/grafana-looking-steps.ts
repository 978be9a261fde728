import { expect } from 'vitest';
import { labToken } from './embedded-lab.ts';
import { type EmbeddingLab, ordersQuery } from './grafana-embedding-lab.ts';
import { BOARD } from './grafana-lab-config.ts';
import { rawRequest } from './grafana-raw.ts';
import { waitUntil } from './wait-until.ts';

/** Two people of different roles before the same dashboard. */
export async function lookAtOneBoard(lab: EmbeddingLab): Promise<void> {
  const { enter, grafana, ordersOf } = lab;
  const ann = await enter('ann');
  const admin = await enter('acme-admin');
  for (const client of [ann, admin]) {
    const page = await client.call('GET', '/grafana/d-solo/shop/shop?panelId=1&theme=dark');
    expect([page.status, String(page.body)]).toEqual([200, expect.stringMatching(grafana.page)]);
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
    expect(page.headers.get('set-cookie')).toBeNull();
  }
  await waitUntil(async () => (await ordersOf(admin)) !== '', { what: 'the series' });
  expect(await ordersOf(admin)).toBe('acme-bank,acme-prod,acme-test');
  expect(await ordersOf(ann)).toBe('acme-prod');
}

/** Who looks is signed for, and nothing else of them goes to Grafana. */
export async function beSignedFor(lab: EmbeddingLab): Promise<void> {
  const { enter, grafana, organisations, recorder, service } = lab;
  const admin = await enter('acme-admin');
  expect((await admin.call('GET', '/grafana/api/dashboards/uid/shop')).status).toBe(200);
  const [seen] = recorder.seen.filter(({ url }) => url.includes('/api/dashboards/uid/'));
  expect(seen?.headers).not.toHaveProperty('cookie');
  expect(seen?.headers).not.toHaveProperty('authorization');
  expect(seen?.headers['x-grafana-org-id']).toBe(String(organisations.acme));
  const [, text = ''] = String(seen?.headers['x-jwt-assertion']).split('.');
  const claims = JSON.parse(Buffer.from(text, 'base64url').toString()) as { readonly sub: string };
  expect(claims).toMatchObject({
    ...{ iss: service.url, aud: 'grafana', org: organisations.acme, role: 'Editor' },
    sub: expect.stringMatching(/^[0-9A-Z]{26}$/),
  });
  expect(await grafana.roleOf(organisations.acme, claims.sub)).toBe('Editor');
  expect(await grafana.roleOf(organisations.globex, claims.sub)).toBeNull();
}

/** What a viewer does not need, and what is another tenant's, is refused before Grafana hears of it. */
export async function reachForOthers(lab: EmbeddingLab): Promise<void> {
  const { enter, ordersOf, organisations, recorder, service } = lab;
  const zoe = await enter('zoe');
  const org = organisations.acme;
  const before = recorder.seen.length;
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
  expect(recorder.seen.slice(before)).toEqual([]);
  expect(await ordersOf(zoe, 'globex-metrics')).toBe('globex-prod');
}

/** Signed in, and from our own pages: nobody else. */
export async function askFromElsewhere({ enter, recorder, service }: EmbeddingLab): Promise<void> {
  const admin = await enter('acme-admin');
  const { cookie = '' } = admin.headers;
  const ask = (headers: Record<string, string>) =>
    fetch(`${service.url}/grafana/api/ds/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(ordersQuery('acme-metrics')),
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
  expect(recorder.seen.at(-1)?.headers).not.toHaveProperty('x-webauth-user');
}

/** The last of a suite: Grafana goes away. */
export async function lookWhileAway({ enter, organisations, recorder }: EmbeddingLab) {
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
  await recorder.stop();
  expect(await ann.get(boards)).toEqual({ ...listed, up: false });
  const seen = await ann.get<{ up: boolean; source: string }>(`${boards}/shop`);
  // A real one adds its own numbers to what it keeps.
  expect([seen.up, JSON.parse(seen.source)]).toMatchObject([false, BOARD]);
  expect((await ann.call('GET', '/grafana/d/shop')).status).toBe(503);
  expect((await zoe.call('GET', '/api/v1/tenants/globex/grafana/boards/shop')).status).toBe(404);
}
