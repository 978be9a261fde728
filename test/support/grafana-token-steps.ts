import { expect } from 'vitest';
import type { Page } from '../../web/contract/common.ts';
import type { ApiTokenWithSecret, User } from '../../web/contract/tenancy.ts';
import { type ApiClient, signIn } from './api-client.ts';
import { labPassword, labToken } from './embedded-lab.ts';
import type { EmbeddingLab } from './grafana-embedding-lab.ts';
import { SECRETS } from './grafana-lab-config.ts';

const ALL_OF_ACME = 'acme-bank,acme-prod,acme-test';

/** The token of a data source is a ceiling, and nothing without who looks. */
export async function askWithAToken({ ask, enter, service }: EmbeddingLab): Promise<void> {
  const looking = (user: string, scope?: string) =>
    ask(SECRETS.acme, { 'x-grafana-user': user }, scope);
  expect(await looking('acme-admin')).toBe(ALL_OF_ACME);
  expect(await looking('ANN')).toBe('acme-prod');
  expect(await looking('root')).toBe(ALL_OF_ACME);
  expect(await looking('root', 'globex@lab')).toBe(403);
  expect(await looking('zoe')).toBe(403);
  expect(await ask(SECRETS.acme, {})).toBe(403);
  for (const name of ['', 'nobody', 'ann, root']) expect(await looking(name)).toBe(403);
  await nameById(looking, await enter('root'), service.url);
}

/** Grafana says the id of who looks in lower case; nobody becomes somebody else by a name that is one. */
async function nameById(
  looking: (user: string) => Promise<string | number>,
  root: ApiClient,
  url: string,
): Promise<void> {
  const { items } = await root.get<Page<User>>('/api/v1/users?limit=100');
  const ann = items.find(({ name }) => name === 'ann')?.id ?? '';
  for (const id of [ann.toLowerCase(), ann, ann.toLowerCase()]) {
    expect(await looking(id)).toBe('acme-prod');
  }
  const nobody = `${ann.slice(0, 25)}${ann.endsWith('0') ? '1' : '0'}`;
  const { takeOut } = await newMember(root, url, nobody.toLowerCase());
  for (const id of [nobody, nobody.toLowerCase()]) expect(await looking(id)).toBe(403);
  await takeOut();
}

/** A signed name counts by the keys of our Grafana only. */
export async function askWithASignedName({ ask, signId }: EmbeddingLab): Promise<void> {
  const exp = Math.floor(Date.now() / 1000) + 60;
  const claims = { sub: 'user:7', username: 'ann', exp };
  const signed = await signId(claims);
  const id = { 'x-grafana-id': signed };
  expect(await ask(SECRETS.acme, id)).toBe('acme-prod');
  expect(await ask(SECRETS.acme, { ...id, 'x-grafana-user': 'ann' })).toBe('acme-prod');
  expect(await ask(SECRETS.acme, { ...id, 'x-grafana-user': 'root' })).toBe(403);
  const [head, , mac] = signed.split('.');
  const body = Buffer.from(JSON.stringify({ ...claims, username: 'root' })).toString('base64url');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  for (const forged of [
    `${head}.${body}.${mac}`,
    `${none}.${body}.`,
    await signId({ ...claims, exp: exp - 120 }),
    await signId({ ...claims, type: 'service-account' }),
  ]) {
    expect(await ask(SECRETS.acme, { 'x-grafana-id': forged })).toBe(403);
  }
}

/** Nobody need look where a token is marked so; somebody unknown never may. */
export async function askInTheBackground({ ask }: EmbeddingLab): Promise<void> {
  expect(await ask(SECRETS.background, {})).toBe(ALL_OF_ACME);
  expect(await ask(SECRETS.background, { 'x-grafana-user': 'ann' })).toBe('acme-prod');
  expect(await ask(SECRETS.background, { 'x-grafana-user': 'nobody' })).toBe(403);
  expect(await ask(SECRETS.background, { 'x-grafana-id': 'a.b.c' })).toBe(403);
}

/** Beside another token a name means nothing, and this kind opens nothing but scopes. */
export async function askWithOtherTokens({ ask, service }: EmbeddingLab): Promise<void> {
  expect(await ask(labToken('acme'), { 'x-grafana-user': 'zoe' })).toBe(ALL_OF_ACME);
  const answer = await fetch(`${service.url}/api/v1/tenants`, {
    headers: { authorization: `Bearer ${SECRETS.background}` },
  });
  expect(answer.status).toBe(403);
}

/** Two tokens at once, of which one is withdrawn. */
export async function rotateAToken({ ask, enter }: EmbeddingLab): Promise<void> {
  const root = await enter('root');
  const token = await root.post<ApiTokenWithSecret>('/api/v1/tenants/acme/tokens', {
    ...{ name: 'rotated', kind: 'grafana-data-source', node: 'acme', expiresAt: null },
    permissions: ['metrics:read'],
  });
  const looks = { 'x-grafana-user': 'ann' };
  const both = async () => [await ask(token.secret, looks), await ask(SECRETS.next, looks)];
  expect(await both()).toEqual(['acme-prod', 'acme-prod']);
  await root.delete(`/api/v1/tenants/acme/tokens/${token.token.id}`);
  expect(await both()).toEqual([401, 'acme-prod']);
}

/** Somebody who has never looked yet, a member of acme until `takeOut`. */
export async function newMember(root: ApiClient, url: string, name: string) {
  const { user } = await root.post<{ user: { id: string } }>('/api/v1/users', {
    ...{ name, displayName: '', email: null, language: 'en', disabled: false },
    password: labPassword,
  });
  const binding = await root.post<{ id: string }>('/api/v1/tenants/acme/role-bindings', {
    ...{ user: user.id, role: 'tenant-member', node: 'acme' },
  });
  const first = await signIn(url, name, labPassword);
  await first.post('/api/v1/session/password', { current: labPassword, next: `${labPassword}!` });
  return {
    client: await signIn(url, name, `${labPassword}!`),
    takeOut: () => root.delete(`/api/v1/tenants/acme/role-bindings/${binding.id}`),
  };
}

/** Rules and silences by the token that Grafana holds for them: of who looks, and of nobody else. */
export async function reachByAlertingToken({ service }: EmbeddingLab): Promise<void> {
  const silence = {
    matchers: [{ name: 'alertname', value: 'X', isRegex: false, isEqual: true }],
    ...{ startsAt: new Date().toISOString(), endsAt: new Date(Date.now() + 60_000).toISOString() },
    ...{ createdBy: 'x', comment: 'x' },
  };
  const group = 'name: stolen\nrules: [{alert: Stolen, expr: vector(1)}]\n';
  const send = async (method: string, path: string, user: string | null, body?: string) => {
    const headers = {
      authorization: `Bearer ${SECRETS.alerting}`,
      ...(user === null ? {} : { 'x-grafana-user': user }),
      ...(body?.startsWith('{') ? { 'content-type': 'application/json' } : {}),
    };
    const bytes = body === undefined ? {} : { body: new TextEncoder().encode(body) };
    const answer = await fetch(`${service.url}/scopes/${path}`, { method, headers, ...bytes });
    await answer.arrayBuffer();
    return answer.status;
  };
  const rules = 'prometheus/config/v1/rules';
  const asked: readonly (readonly [method: string, path: string, body?: string])[] = [
    ['GET', rules],
    ['POST', `${rules}/team`, group],
    ['DELETE', `${rules}/team`],
    ['DELETE', `${rules}/team/stolen`],
    ['GET', 'prometheus/api/v1/rules'],
    ['GET', 'alertmanager/api/v2/alerts'],
    ['GET', 'alertmanager/api/v2/alerts/groups'],
    ['GET', 'alertmanager/api/v2/silences'],
    ['POST', 'alertmanager/api/v2/silences', JSON.stringify(silence)],
  ];
  for (const [method, path, body] of asked) {
    // Members of a neighbour, nobody, and somebody of all tenants beyond the token's own.
    for (const [scope, user] of [
      ['acme', 'zoe'],
      ['acme', null],
      ['acme', 'nobody'],
      ['globex', 'root'],
      ['globex', 'globex-admin'],
      ['_platform', 'root'],
    ] as const) {
      const status = await send(method, `${scope}/${path}`, user, body);
      expect([method, scope, path, user, status]).toEqual([method, scope, path, user, 403]);
    }
  }
  // A member of one environment changes nothing that is the whole tenant's.
  for (const [method, path, body] of asked.filter(([method]) => method !== 'GET')) {
    const status = await send(method, `acme/${path}`, 'ann', body);
    expect([method, path, status]).toEqual([method, path, 403]);
  }
}

/** An open panel of somebody who leaves. */
export async function loseAMember({ ask, enter, ordersOf, service }: EmbeddingLab): Promise<void> {
  const root = await enter('root');
  const { client: leaving, takeOut } = await newMember(root, service.url, 'leaving');
  expect(await ordersOf(leaving)).toBe(ALL_OF_ACME);
  await takeOut();
  expect(await ordersOf(leaving)).toBe('status 403');
  expect(await ask(SECRETS.acme, { 'x-grafana-user': 'leaving' })).toBe(403);
}
