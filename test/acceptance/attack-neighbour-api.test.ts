import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../web/contract/common.ts';
import type { Incident } from '../../web/contract/incidents.ts';
import type { Rule } from '../../web/contract/rules.ts';
import type { ApiTokenWithSecret } from '../../web/contract/tenancy.ts';
import { type ApiClient, anonymousClient, tokenClient } from '../support/api-client.ts';
import { openLive } from '../support/live-client.ts';
import {
  HMAC_KEY,
  hookOf,
  type NeighbourWorld,
  openNeighbourWorld,
  PASSWORD,
  ruleOf,
  SECRET_PATH,
} from '../support/neighbour-world.ts';
import { intakeToken } from '../support/two-tenants.ts';

/** Somebody of umbrella against everything that is not theirs. */
describe('the API against a neighbour', () => {
  let service: NeighbourWorld['service'];
  let root: ApiClient;
  let acme: ApiClient;
  let umbrella: ApiClient;
  let victim: NeighbourWorld['victim'];

  beforeAll(async () => {
    ({ service, root, acme, umbrella, victim } = await openNeighbourWorld());
  }, 60_000);
  afterAll(() => service?.remove());

  it("answers ids of another tenant's things as if nobody had them", async () => {
    const unknown = '01J00000000000000000000000';
    const headers = { ...umbrella.headers, origin: service.url, 'if-match': '"1"' };
    const ask = async (method: string, path: string, id: string, body?: object) => {
      const answer = await fetch(`${service.url}/api/v1/tenants/umbrella/${path}/${id}`, {
        method,
        headers: body ? { ...headers, 'content-type': 'application/json' } : headers,
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        text: text.replaceAll(id, 'ID').replace(/"requestId":"[\w-]+"/, ''),
      };
    };
    const things: readonly (readonly [string, string, string, object?])[] = [
      ['GET', 'rules', victim.rule.id],
      ['PUT', 'rules', victim.rule.id, ruleOf({ scope: 'umbrella' })],
      ['DELETE', 'rules', victim.rule.id],
      ['GET', 'channels', victim.channel.id],
      ['PUT', 'channels', victim.channel.id, hookOf({ url: 'https://evil.example' })],
      ['DELETE', 'channels', victim.channel.id],
      ['DELETE', 'tokens', victim.token],
      ['DELETE', 'role-bindings', victim.binding],
      ['GET', 'incidents', victim.rule.id],
    ];
    for (const [method, path, id, body] of things) {
      const theirs = await ask(method, path, id, body);
      expect([method, path, theirs]).toEqual([
        method,
        path,
        await ask(method, path, unknown, body),
      ]);
      expect(theirs.status).toBe(404);
    }
  });

  it.each([
    ["another tenant's channel", () => ({ scope: 'umbrella', channels: [victim.channel.id] }), 400],
    ['another tenant', () => ({ scope: 'acme' }), 400],
    ["another tenant's environment", () => ({ scope: 'acme.shop.prod@lab' }), 400],
    ['the platform', () => ({ scope: '_platform' }), 400],
    ['the platform of a cluster', () => ({ scope: '_platform@lab' }), 400],
    ['an unknown project', () => ({ scope: 'umbrella.nothing' }), 403],
    ['an unknown cluster', () => ({ scope: 'umbrella@nothing' }), 403],
    ['two clusters', () => ({ scope: 'umbrella@lab@lab' }), 400],
    [
      'a label that says whose it is',
      () => ({ scope: 'umbrella', labels: { namespace: 'acme-prod' } }),
      400,
    ],
    ['a label of ours', () => ({ scope: 'umbrella', labels: { tocsin_rule: 'x' } }), 400],
    [
      'a template that queries',
      () => ({ scope: 'umbrella', annotations: { a: '{{ query "up" }}' } }),
      400,
    ],
  ])('refuses a rule that names %s', async (_, change, status) => {
    const answer = await umbrella.call('POST', '/api/v1/tenants/umbrella/rules', ruleOf(change()));
    expect(answer.status).toBe(status);
  });

  it('keeps equal idempotency keys of different people apart', async () => {
    const send = async (client: ApiClient, owner: string, name: string) => {
      const answer = await fetch(`${service.url}/api/v1/tenants/${owner}/rules`, {
        method: 'POST',
        headers: {
          ...client.headers,
          origin: service.url,
          'content-type': 'application/json',
          'idempotency-key': 'the same',
        },
        body: JSON.stringify(ruleOf({ name, scope: owner })),
      });
      return { status: answer.status, rule: (await answer.json()) as Rule };
    };
    const [mine, theirs, roots] = [
      await send(acme, 'acme', 'of acme'),
      await send(umbrella, 'umbrella', 'of umbrella'),
      await send(root, 'acme', 'of root'),
    ];
    expect([mine.status, theirs.status, roots.status]).toEqual([201, 201, 201]);
    expect(new Set([mine.rule.id, theirs.rule.id, roots.rule.id]).size).toBe(3);
    expect((await send(umbrella, 'umbrella', 'of umbrella')).rule.id).toBe(theirs.rule.id);
  });

  it.each(['rules', 'channels', 'tokens', 'role-bindings', 'incidents', 'projects'])(
    "shows nothing of a neighbour's %s for the neighbour's cursor",
    async (list) => {
      const path = (tenant: string) => `/api/v1/tenants/${tenant}/${list}`;
      const cursors = ['zzzz', '~', '\u0000', victim.rule.id, victim.channel.id, "' OR 1=1 --"];
      for (const cursor of cursors.map((key) => Buffer.from(key).toString('base64url'))) {
        const { status, body } = await umbrella.call('GET', `${path('umbrella')}?cursor=${cursor}`);
        expect([200, 400]).toContain(status);
        expect(JSON.stringify(body)).not.toMatch(/acme/);
      }
    },
  );

  it('shows live events of nobody else', async () => {
    const { headers } = umbrella;
    for (const owner of ['acme', '_platform', 'nobody', 'umbrella&owner=acme', 'umbrella%00', '']) {
      await expect(openLive(service.url, { owner, headers })).rejects.toThrow(
        /refused with 40[03]/,
      );
    }
  });

  it('raises nothing for a neighbour with the token of an environment', async () => {
    const { secret } = await umbrella.post<ApiTokenWithSecret>('/api/v1/tenants/umbrella/tokens', {
      name: 'alerts',
      kind: 'environment-intake',
      node: 'umbrella.shop.prod',
      permissions: [],
      expiresAt: null,
    });
    const sender = tokenClient(service.url, secret);
    const post = (labels: Record<string, string>, more: object = {}) =>
      sender.call('POST', '/intake/clusters/lab/api/v2/alerts', [{ labels, ...more }]);
    const forged = `${victim.rule.id}.${'A'.repeat(22)}`;
    const wishes = [
      { alertname: 'a', namespace: 'acme-prod' },
      { alertname: 'b', tocsin_rule: forged },
      { alertname: 'c', tocsin_rule: forged, namespace: 'umbrella-prod' },
      { alertname: 'd', tocsin_tenant: 'acme', tenant: 'acme', cluster: 'other' },
      { alertname: 'e', exported_namespace: 'acme-prod', __proto__x: 'acme' },
    ];
    for (const labels of wishes) expect((await post(labels)).status).toBe(200);
    const other = await sender.call('POST', '/intake/clusters/other/api/v2/alerts', []);
    expect(other.status).toBe(403);
    const incidents = async (tenant: string, client: ApiClient) =>
      (await client.get<Page<Incident>>(`/api/v1/tenants/${tenant}/incidents`)).items;
    expect(await incidents('acme', acme)).toEqual([]);
    const own = await incidents('umbrella', umbrella);
    expect(own.map(({ labels }) => labels.alertname).sort()).toEqual(['d', 'e']);
    expect(
      own.every(({ namespace, ruleId }) => namespace === 'umbrella-prod' && ruleId === null),
    ).toBe(true);
    expect(await incidents('_platform', root)).toEqual([]);
  });

  it('cannot end or join what a neighbour has open by the same labels', async () => {
    const prometheus = tokenClient(service.url, intakeToken);
    const own = await umbrella.post<ApiTokenWithSecret>('/api/v1/tenants/umbrella/tokens', {
      name: 'more alerts',
      kind: 'environment-intake',
      node: 'umbrella.shop.prod',
      permissions: [],
      expiresAt: null,
    });
    const theirs = await acme.post<ApiTokenWithSecret>('/api/v1/tenants/acme/tokens', {
      name: 'alerts',
      kind: 'environment-intake',
      node: 'acme.shop.prod',
      permissions: [],
      expiresAt: null,
    });
    const labels = { alertname: 'Same', pod: 'a' };
    const send = (client: ApiClient, body: object) =>
      client.call('POST', '/intake/clusters/lab/api/v2/alerts', [body]);
    await send(tokenClient(service.url, theirs.secret), { labels });
    await send(tokenClient(service.url, own.secret), { labels, endsAt: '2020-01-01T00:00:00Z' });
    await send(tokenClient(service.url, own.secret), {
      labels: { ...labels, namespace: 'acme-prod' },
      endsAt: '2020-01-01T00:00:00Z',
    });
    await send(prometheus, { labels, endsAt: '2020-01-01T00:00:00Z' });
    const { items } = await acme.get<Page<Incident>>('/api/v1/tenants/acme/incidents');
    expect(items.filter(({ title }) => title === 'Same').map(({ status }) => status)).toEqual([
      'firing',
    ]);
  });

  it('keeps secrets and neighbours out of answers, metrics, documents and the log', async () => {
    const pages = await Promise.all([
      acme.call('GET', `/api/v1/tenants/acme/channels/${victim.channel.id}`),
      acme.call('GET', '/api/v1/tenants/acme/channels'),
      acme.call('GET', '/api/v1/tenants/acme/tokens'),
      root.call('GET', '/api/v1/users'),
      anonymousClient(service.url).call('GET', '/api/openapi.json'),
    ]);
    const test = hookOf({ url: `http://127.0.0.1:9/${SECRET_PATH}?key=${SECRET_PATH}` });
    pages.push(await acme.call('POST', '/api/v1/tenants/acme/channels/test', test));
    pages.push(
      await acme.call(
        'POST',
        '/api/v1/tenants/acme/channels',
        hookOf({ name: 'b', url: `ftp://${SECRET_PATH}` }),
      ),
    );
    const metrics = String((await anonymousClient(service.url).call('GET', '/metrics')).body);
    const shown = [...pages.map(({ body }) => JSON.stringify(body)), metrics, service.log()].join(
      '\n',
    );
    for (const secret of [
      SECRET_PATH,
      HMAC_KEY,
      PASSWORD,
      intakeToken,
      'correct horse',
      '$scrypt',
    ]) {
      expect([secret, shown.includes(secret)]).toEqual([secret, false]);
    }
    expect(metrics).not.toMatch(/acme|umbrella/);
  });

  it.each([
    'http://127.0.0.1:9/',
    'http://localhost:9/',
    'http://[::1]:9/',
    'http://[::ffff:127.0.0.1]:9/',
    'http://0x7f.1:9/',
    'http://2130706433:9/',
    'http://017700000001:9/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'http://[64:ff9b::7f00:1]:9/',
    'http://[::127.0.0.1]:9/',
    'http://0.0.0.0:9/',
    'http://127.0.0.1.:9/',
    'http://①②⑦.0.0.1:9/',
    'http://user:pass@127.0.0.1:9/',
  ])('does not call %s for a tenant', async (url) => {
    // Taking turns: test messages are counted by tenant.
    const [owner, client] = url.length % 2 === 0 ? ['acme', acme] : ['umbrella', umbrella];
    const path = `/api/v1/tenants/${owner}/channels/test`;
    const answer = await client.call('POST', path, hookOf({ url }));
    const { outcome, detail } = answer.body as { outcome?: string; detail?: string };
    if (answer.status === 200) {
      expect(outcome).toBe('failed');
      expect(detail).toMatch(/not allowed|cannot|may not/i);
      expect(detail).not.toMatch(/ECONNREFUSED|connect/);
    } else expect(answer.status).toBe(400);
  });

  it("does not flood a neighbour's mailbox with test messages", async () => {
    const mail = { kind: 'email', name: 'm', to: ['ops@umbrella.example'] };
    const common = { sendResolved: true, language: 'en', enabled: true };
    const statuses: number[] = [];
    for (let n = 0; n < 11; n++) {
      const path = '/api/v1/tenants/acme/channels/test';
      const { status } = await acme.call('POST', path, { ...mail, ...common });
      statuses.push(status);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});
