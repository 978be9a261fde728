import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LOKI_ROUTES } from '../../queries/proxy/loki/loki-routes.ts';
import type { ApiTokenWithSecret } from '../../web/contract/tenancy.ts';
import { scanStreamSelectors } from '../conformance/logql-scanner.ts';
import { signIn } from '../support/api-client.ts';
import { openLive } from '../support/live-client.ts';
import {
  openTail,
  type Received,
  type Sent,
  sendTo,
  type TailReader,
} from '../support/loki-client.ts';
import { LOKI_QUESTIONS, STREAMS_RANGE } from '../support/loki-questions.ts';
import { ownersIn, STREAMS_AT_S, twoTenantStreams } from '../support/loki-streams.ts';
import { type ScriptedLoki, startScriptedLoki } from '../support/scripted-loki.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { fixturePassword } from '../support/two-tenants.ts';

const TENANTS = ['acme', 'globex'] as const;
type Tenant = (typeof TENANTS)[number];

const secretOf = (tenant: Tenant) => `fixture-token-of-the-agents-of-${tenant}`;
const bearer = (tenant: Tenant) => ({ authorization: `Bearer ${secretOf(tenant)}` });
const shop = encodeURIComponent('{app="shop"}');

const LIMITS_OF_GLOBEX = {
  tenant: 'globex',
  maxTails: 2,
  maxPoints: 50,
  maxConcurrent: 2,
  maxQueued: 0,
};

function configOf(lokiUrl: string) {
  return {
    clusters: [
      {
        id: 'eu1',
        logs: { url: lokiUrl, bearerToken: 'backend-token', timeout: '5s' },
        enforcement: { namespaceLabel: 'ns' },
      },
    ],
    tenants: TENANTS.map((id) => ({
      id,
      projects: [
        {
          id: 'shop',
          environments: [{ id: 'prod', cluster: 'eu1', namespace: id, kind: 'prod' }],
        },
      ],
    })),
    users: TENANTS.map((id) => ({
      name: `${id}-admin`,
      password: fixturePassword,
      roles: [{ role: 'tenant-admin', node: id }],
    })),
    tokens: TENANTS.map((id) => ({
      name: 'agents and Grafana',
      owner: id,
      kind: 'scope',
      node: id,
      permissions: ['logs:read', 'logs:write', 'rules:read'],
      secret: secretOf(id),
    })),
    limits: { default: { maxRange: '0' }, tenants: [LIMITS_OF_GLOBEX] },
  };
}

let loki: ScriptedLoki;
let service: TocsinProcess;

beforeAll(async () => {
  loki = await startScriptedLoki(twoTenantStreams());
  service = await startTocsin({ config: configOf(loki.url) });
}, 60_000);
beforeEach(() => loki.forget());
afterAll(async () => {
  await service?.remove();
  await loki?.stop();
});

const send = (tenant: Tenant, { headers, ...sent }: Sent): Promise<Received> =>
  sendTo(service.url, { ...sent, headers: { ...bearer(tenant), ...headers } });

const routesOf = (kinds: readonly string[]) =>
  LOKI_ROUTES.filter(({ answer }) => kinds.includes(answer.kind));
const pathOf = (path: string) => path.replace('{name}', 'secret');

/** What of the text of an answer must hold the tenant's own streams. */
const holdsNoNames = (path: string) => /stats$|\/labels?$|detected_labels$/.test(path);

describe.each(TENANTS)('the service answers %s', (tenant) => {
  const base = `/scopes/${tenant}/loki`;

  it.each(
    routesOf(['envelope', 'bare', 'export']).flatMap((route) =>
      route.methods.map((method) => [method, route.path] as const),
    ),
  )('%s %s from its own streams', async (method, path) => {
    const form = new URLSearchParams(LOKI_QUESTIONS[path]?.('{app="shop"}') ?? {}).toString();
    const url = `${base}/${pathOf(path)}`;
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await send(
      tenant,
      method === 'GET'
        ? { path: `${url}?${form}` }
        : { method, path: url, headers: type, body: form },
    );
    expect([answer.status, answer.body]).toEqual([200, expect.any(String)]);
    const owners = ownersIn(answer.body);
    if (holdsNoNames(path)) expect([[], [tenant]]).toContainEqual(owners);
    else expect(owners).toEqual([tenant]);
    const sent = loki.seen.flatMap(({ form: asked }) =>
      ['query', 'match', 'match[]'].flatMap((name) =>
        asked.getAll(name).flatMap(scanStreamSelectors),
      ),
    );
    expect(sent.length).toBeGreaterThan(0);
    for (const one of sent) expect(one.startsWith(`ns="${tenant}"`), one).toBe(true);
    for (const { headers } of loki.seen) expect(headers.authorization).toBe('Bearer backend-token');
  });

  it('what needs no backend, by itself', async () => {
    const formatted = await send(tenant, {
      path: `${base}/loki/api/v1/format_query?query=${encodeURIComponent('{ app = "a" }')}`,
    });
    expect(JSON.parse(formatted.body)).toEqual({ status: 'success', data: '{app="a"}' });
    const built = await send(tenant, { path: `${base}/loki/api/v1/status/buildinfo` });
    expect(built.status).toBe(200);
    expect(loki.seen).toHaveLength(0);
  });

  it('rules and alerts of its own', async () => {
    const rules = TENANTS.map((ns) => ({
      type: 'alerting',
      name: `rule of-${ns}`,
      query: '{app="shop"}',
      labels: { ns },
      alerts: [],
    }));
    loki.rules.rules = { groups: [{ name: 'g', file: 'f', rules }] };
    loki.rules.alerts = { alerts: TENANTS.map((ns) => ({ labels: { ns, of: `of-${ns}` } })) };
    const yamlOf = (ns: string) =>
      `  - name: g-${ns}\n    rules: [{ alert: of-${ns}, expr: x, labels: { ns: ${ns} } }]`;
    loki.rules.yaml = `shared:\n${TENANTS.map(yamlOf).join('\n')}\n`;
    for (const { path } of routesOf(['filtered'])) {
      const answer = await send(tenant, { path: `${base}/${path}` });
      expect([path, answer.status, ownersIn(answer.body)]).toEqual([path, 200, [tenant]]);
    }
  });

  it('a push into its own environment, and takes none for another', async () => {
    const line = `pushed of-${tenant}`;
    const bodyOf = (stream: object) =>
      JSON.stringify({ streams: [{ stream, values: [[`${STREAMS_AT_S}000000005`, line]] }] });
    const push = (body: string) =>
      send(tenant, {
        method: 'POST',
        path: `${base}/loki/api/v1/push`,
        headers: { 'content-type': 'application/json' },
        body,
      });
    expect((await push(bodyOf({ app: 'pushed', secret: 'x' }))).status).toBe(204);
    const other = tenant === 'acme' ? 'globex' : 'acme';
    const refused = await push(bodyOf({ app: 'pushed', ns: other }));
    expect([refused.status, refused.body]).toEqual([400, expect.stringContaining(other)]);
    expect(loki.seen).toHaveLength(1);
    const query = encodeURIComponent('{app="pushed"}');
    const range = `start=${STREAMS_AT_S}&end=${STREAMS_AT_S + 1}`;
    const read = await send(tenant, {
      path: `${base}/loki/api/v1/query_range?query=${query}&${range}`,
    });
    expect(ownersIn(read.body)).toEqual([tenant]);
  });
});

describe('the service refuses', () => {
  const read = LOKI_ROUTES.filter(({ answer }) => answer.kind !== 'tail').flatMap((route) =>
    route.methods.map((method) => [method, route.path] as const),
  );

  it.each(read)('%s %s of the neighbour, like a scope that is none', async (method, path) => {
    const ask = async (scope: string) => {
      const answer = await send('acme', { method, path: `/scopes/${scope}/loki/${pathOf(path)}` });
      return [answer.status, answer.body.replaceAll(scope, '…')];
    };
    const refused = await ask('globex.shop');
    expect(refused).toEqual([403, expect.stringMatching(/^[^{<]+\n$/)]);
    expect(await ask('nobody.shop')).toEqual(refused);
    expect(loki.seen).toHaveLength(0);
  });

  it.each([
    ['GET', 'loki/api/v1/delete', 404],
    ['POST', 'loki/api/v1/rules/ns', 404],
    ['GET', 'config', 404],
    ['GET', '', 404],
    ['DELETE', 'loki/api/v1/query_range', 405],
    ['PUT', 'loki/api/v1/push', 405],
    ['GET', 'loki/api/v1/push', 405],
    ['POST', 'loki/api/v1/tail', 405],
    ['POST', 'export', 405],
  ])('%s %s with %i', async (method, path, status) => {
    const answer = await send('acme', { method, path: `/scopes/acme/loki/${path}` });
    expect([answer.status, answer.body]).toEqual([status, expect.stringMatching(/^[^{<]+\n$/)]);
    expect(loki.seen).toHaveLength(0);
  });

  it('strangers', async () => {
    for (const path of ['loki/api/v1/labels', 'export']) {
      const answer = await sendTo(service.url, {
        path: `/scopes/acme/loki/${path}`,
        headers: { authorization: 'Bearer nobody' },
      });
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([
        401,
        'Basic realm="tocsin", Bearer',
      ]);
    }
    expect(loki.seen).toHaveLength(0);
  });
});

describe('the limits of a tenant', () => {
  const rate = encodeURIComponent('rate({app="shop"}[5m])');

  it('refuse what asks for too much, and nothing of another tenant', async () => {
    const { start, end } = STREAMS_RANGE;
    const ask = (tenant: Tenant) =>
      send(tenant, {
        path: `/scopes/${tenant}/loki/loki/api/v1/query_range?query=${rate}&start=${start}&end=${end}&step=1`,
      });
    const refused = await ask('globex');
    expect([refused.status, refused.body]).toEqual([
      422,
      expect.stringContaining('exceeded maximum resolution of 50 points'),
    ]);
    expect(loki.seen).toHaveLength(0);
    expect((await ask('acme')).status).toBe(200);
  });

  it('refuse what is too much at once, and give places back', async () => {
    const waiting: ServerResponse[] = [];
    loki.answer((response) => waiting.push(response) > 0);
    const ask = (tenant: Tenant) =>
      send(tenant, { path: `/scopes/${tenant}/loki/loki/api/v1/labels` });
    const held = [ask('globex'), ask('globex')];
    await expect.poll(() => waiting.length).toBe(2);
    const third = await ask('globex');
    expect([third.status, third.headers['retry-after'], third.body]).toEqual([
      429,
      '5',
      '2 questions are under way and 0 are waiting; ask fewer at once\n',
    ]);
    const other = ask('acme');
    await expect.poll(() => waiting.length).toBe(3);
    for (const response of waiting) response.end('{"status":"success","data":[]}');
    for (const { status } of await Promise.all([...held, other])) expect(status).toBe(200);
    loki.forget();
    expect((await ask('globex')).status).toBe(200);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    for (const reason of ['points', 'queue']) {
      expect(metrics).toContain(
        `tocsin_limit_refusals_total{tenant="globex",reason="${reason}"} 1`,
      );
    }
  });
});

describe('live tails of the service', () => {
  const pathOfTail = (tenant: Tenant) =>
    `/scopes/${tenant}/loki/loki/api/v1/tail?query=${shop}&start=${STREAMS_AT_S}`;
  const open = (tenant: Tenant, headers: Readonly<Record<string, string>> = bearer(tenant)) =>
    openTail(service.url, pathOfTail(tenant), headers);
  const closed = async (reader: TailReader) => {
    await expect.poll(() => reader.closed()).not.toBeNull();
    return reader.closed();
  };
  const readers: TailReader[] = [];
  const followed = async (reader: TailReader, tenant: Tenant) => {
    readers.push(reader);
    await expect.poll(() => ownersIn(reader.messages.join(''))).toEqual([tenant]);
    return reader;
  };
  afterEach(async () => {
    for (const { socket } of readers.splice(0)) socket.terminate();
    await expect.poll(() => loki.tails.size).toBe(0);
  });

  it('follow own streams, each tenant its own', async () => {
    const own = new Map<Tenant, TailReader>();
    for (const tenant of TENANTS) own.set(tenant, await followed(await open(tenant), tenant));
    for (const tenant of TENANTS) {
      const entries = [{ ns: BigInt(Date.now()) * 1_000_000n, line: `new of-${tenant}` }];
      loki.store.add({ labels: { ns: tenant, app: 'shop' }, entries });
    }
    for (const tenant of TENANTS) {
      const text = () => own.get(tenant)?.messages.join('') ?? '';
      await expect.poll(text).toContain(`new of-${tenant}`);
      expect(ownersIn(text())).toEqual([tenant]);
    }
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toContain('tocsin_scoped_tails 2');
  });

  it('are refused to strangers before the handshake, and to the neighbour by a close frame', async () => {
    expect((await open('acme', { authorization: 'Bearer x' })).refused?.status).toBe(401);
    const foreign = await open('globex', bearer('acme'));
    expect((await closed(foreign))?.code).toBe(1008);
    expect(loki.seen).toHaveLength(0);
  });

  it('share the upgrade with live incidents, and other paths answer 404', async () => {
    const session = await signIn(service.url, 'acme-admin', fixturePassword);
    const live = await openLive(service.url, { owner: 'acme', headers: session.headers });
    await live.waitFor('hello');
    live.close();
    await followed(await open('acme', { ...session.headers, origin: service.url }), 'acme');
    for (const path of ['/scopes/acme/loki/loki/api/v1/query_range', '/scopes/acme/loki/tail']) {
      const other = await openTail(service.url, path, bearer('acme'));
      expect([path, other.refused?.status]).toEqual([path, 404]);
    }
  });

  it('end with the token, at once', async () => {
    const admin = await signIn(service.url, 'acme-admin', fixturePassword);
    const { secret, token } = await admin.post<ApiTokenWithSecret>('/api/v1/tenants/acme/tokens', {
      name: 'short-lived',
      kind: 'scope',
      node: 'acme',
      permissions: ['logs:read'],
      expiresAt: null,
    });
    const other = await followed(await open('acme'), 'acme');
    const reader = await open('acme', { authorization: `Bearer ${secret}` });
    await followed(reader, 'acme');
    await admin.delete(`/api/v1/tenants/acme/tokens/${token.id}`);
    expect(await closed(reader)).toEqual({ code: 1008, reason: 'access_changed' });
    await expect.poll(() => loki.tails.size).toBe(1);
    expect(other.closed()).toBeNull();
  });

  it('count against the limits of their tenant, and of no other', async () => {
    await followed(await open('globex'), 'globex');
    const second = await followed(await open('globex'), 'globex');
    const third = await open('globex');
    expect(await closed(third)).toEqual({
      code: 4400,
      reason: 'at most 2 live tails of one tenant are open at once; close one first',
    });
    for (let count = 0; count < 3; count++) await followed(await open('acme'), 'acme');
    second.socket.terminate();
    await expect.poll(() => loki.tails.size).toBe(4);
    await followed(await open('globex'), 'globex');
  });

  it('end without a close frame when the service drains, and come back after it', async () => {
    const reader = await followed(await open('acme'), 'acme');
    const exit = await service.stop();
    expect([exit, (await closed(reader))?.code]).toEqual([{ code: 0, signal: null }, 1006]);
    expect(service.log()).not.toContain('service cut short');
    await expect.poll(() => loki.tails.size).toBe(0);
    await service.restart();
    await followed(await open('acme'), 'acme');
  });
});
