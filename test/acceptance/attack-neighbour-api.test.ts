import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../web/contract/common.ts';
import type {
  Annotation,
  IncidentBulkResult,
  IncidentFacets,
  IncidentPeople,
} from '../../web/contract/incident-history.ts';
import type { Incident } from '../../web/contract/incidents.ts';
import type { Rule } from '../../web/contract/rules.ts';
import type { ApiTokenWithSecret } from '../../web/contract/tenancy.ts';
import { type ApiClient, anonymousClient, tokenClient } from '../support/api-client.ts';
import { openLive } from '../support/live-client.ts';
import { expectOwnAddresses } from '../support/neighbour-addresses.ts';
import { expectOwnDecisions } from '../support/neighbour-decisions.ts';
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

  it('keeps policies and inboxes to their owners', async () => {
    const policyOf = (channels: readonly string[]) => ({
      name: 'Nights',
      description: '',
      channels,
      severities: [],
      windows: [],
    });
    const policies = (owner: string) => `/api/v1/tenants/${owner}/policies`;
    const made = await acme.call('POST', policies('acme'), policyOf([victim.channel.id]));
    expect(made.status).toBe(201);
    const { id } = made.body as { readonly id: string };
    const channel = `/api/v1/tenants/acme/channels/${victim.channel.id}`;
    expect((await acme.call('DELETE', channel)).status).toBe(409);
    for (const path of [`/${id}`, `/${id}/rules`, `/${id}/history`]) {
      expect((await umbrella.call('GET', `${policies('umbrella')}${path}`)).status).toBe(404);
      expect((await umbrella.call('GET', `${policies('acme')}${path}`)).status).toBe(403);
    }
    expect((await umbrella.call('DELETE', `${policies('umbrella')}/${id}`)).status).toBe(404);
    const list = await umbrella.call('GET', policies('umbrella'));
    expect(list.body).toEqual({ items: [], nextCursor: null });
    const stolen = await umbrella.call('POST', policies('umbrella'), policyOf([victim.channel.id]));
    expect(stolen.status).toBe(400);
    const rule = ruleOf({ scope: 'umbrella', policy: id });
    const answer = await umbrella.call('POST', '/api/v1/tenants/umbrella/rules', rule);
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([
      400,
      expect.stringContaining('/policy'),
    ]);
    const inbox = await umbrella.call('GET', '/api/v1/me/inbox');
    expect([inbox.status, inbox.body]).toEqual([200, { items: [], nextCursor: null }]);
    const read = { upTo: '7ZZZZZZZZZZZZZZZZZZZZZZZZZ' };
    expect((await umbrella.call('POST', '/api/v1/me/inbox/read', read)).body).toEqual({
      unread: 0,
    });
    expect((await acme.call('DELETE', `${policies('acme')}/${id}`)).status).toBe(204);
  });

  it('keeps inhibition rules, heartbeats, event rules and reasons to their owners', async () => {
    const at = (owner: string, path: string) => `/api/v1/tenants/${owner}/${path}`;
    const conditions = { source: ['alertname="NodeDown"'], target: ['severity="info"'], equal: [] };
    const said = { description: '', enabled: true };
    const beat = { kind: 'ping', matchers: [], every: '5m', grace: '1m', severity: 'critical' };
    const nobody = { environment: null, policy: null };
    const seen = { source: 'audit', condition: 'verb = "delete"', severity: 'INFO', quiet: '5m' };
    const things = [
      ['inhibitions', { name: 'Node', ...said, ...conditions }],
      ['heartbeats', { name: 'Backup', ...said, ...beat, ...nobody }],
      ['event-rules', { name: 'Deletes', ...said, ...seen, ...nobody }],
    ] as const;
    for (const [path, body] of things) {
      const made = await acme.call('POST', at('acme', path), body);
      expect(made.status).toBe(201);
      const { id, token = '' } = made.body as { readonly id: string; readonly token?: string };
      for (const part of [`${path}/${id}`, `${path}/${id}/history`]) {
        expect((await umbrella.call('GET', at('umbrella', part))).status).toBe(404);
        expect((await umbrella.call('GET', at('acme', part))).status).toBe(403);
        expect((await acme.call('GET', at('acme', part))).status).toBe(200);
      }
      expect((await umbrella.call('DELETE', at('umbrella', `${path}/${id}`))).status).toBe(404);
      const list = await umbrella.call('GET', at('umbrella', path));
      expect(list.body).toEqual({ items: [], nextCursor: null });
      if (path === 'heartbeats') {
        const shown = await acme.call('GET', at('acme', `${path}/${id}`));
        expect(shown.body).toMatchObject({ state: 'waiting', token: null });
        const ping = async (authorization: string, to = id) => {
          const url = `${service.url}/intake/heartbeats/${to}`;
          return (await fetch(url, { method: 'POST', headers: { authorization } })).status;
        };
        expect(await ping(`Bearer ${intakeToken}`)).toBe(401);
        expect(await ping(`Bearer ${token}`, victim.rule.id)).toBe(401);
        expect(await ping(`Bearer ${token}`)).toBe(200);
        const alive = await acme.call('GET', at('acme', `${path}/${id}`));
        expect(alive.body).toMatchObject({ state: 'alive' });
      }
      expect((await acme.call('DELETE', at('acme', `${path}/${id}`))).status).toBe(204);
    }
    const alert = { ruleId: victim.rule.id, labels: { pod: 'p' } };
    const own = await acme.call('POST', at('acme', 'incidents/why'), alert);
    expect(own.body).toMatchObject({ rule: { id: victim.rule.id } });
    expect((await umbrella.call('POST', at('umbrella', 'incidents/why'), alert)).status).toBe(404);
    expect((await umbrella.call('POST', at('acme', 'incidents/why'), alert)).status).toBe(403);
  }, 60_000);

  it('keeps private addresses and previews to their owners', () =>
    expectOwnAddresses({ root, acme, umbrella }));

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
    const alerts = wishes.map((labels) => ({ status: 'firing', labels }));
    const notified = { version: '4', receiver: 'tocsin', status: 'firing', alerts };
    const webhook = (cluster: string, client: ApiClient) =>
      client.call('POST', `/intake/clusters/${cluster}/webhook`, notified);
    expect((await webhook('lab', sender)).status).toBe(200);
    expect((await webhook('other', sender)).status).toBe(403);
    expect((await webhook('lab', umbrella)).status).toBe(403);
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

  it('searches, exports, marks and does nothing of a neighbour', async () => {
    const path = (tenant: string) => `/api/v1/tenants/${tenant}/incidents`;
    const matcher = encodeURIComponent('alertname=~"Sam.|d"');
    const found = async (client: ApiClient, tenant: string, query: string) =>
      (await client.get<Page<Incident>>(`${path(tenant)}?${query}`)).items.map(
        ({ title, owner }) => `${owner} ${title}`,
      );
    expect(await found(acme, 'acme', `matcher=${matcher}`)).toEqual(['acme Same']);
    expect(await found(umbrella, 'umbrella', `matcher=${matcher}&text=d`)).toEqual(['umbrella d']);
    const everybody = await found(root, '_platform', `tenant=*&matcher=${matcher}`);
    expect(everybody.sort()).toEqual(['acme Same', 'umbrella d']);
    for (const wrong of ['matcher=a~b', 'matcher=up', 'matcher=a=~"("', 'tenant=umbrella', 'x=1']) {
      expect((await acme.call('GET', `${path('acme')}?${wrong}`)).status, wrong).toBe(400);
    }
    const csv = await acme.call('GET', `${path('acme')}/export?format=csv`);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(String(csv.body)).toMatch(/Same,firing/);
    const lines = await umbrella.call('GET', `${path('umbrella')}/export?format=ndjson`);
    expect(`${JSON.stringify(lines.body)}`).not.toContain('Same');
    const marks = await acme.get<readonly Annotation[]>(
      '/api/v1/tenants/acme/annotations?from=0&to=9999999999999',
    );
    expect(marks.map(({ title, isRegion }) => [title, isRegion])).toEqual([['Same', false]]);
    const facets = await acme.get<IncidentFacets>(`${path('acme')}/facets?status=firing`);
    expect([facets.total, facets.facets.tenant]).toEqual([1, [{ value: 'acme', count: 1 }]]);
    const [own] = (await acme.get<Page<Incident>>(path('acme'))).items;
    const stolen = { ids: [own?.id ?? ''] };
    const bulk = await umbrella.post<IncidentBulkResult>(`${path('umbrella')}/acknowledge`, stolen);
    expect(bulk.items).toEqual([{ id: own?.id, outcome: 'not_found' }]);
    const taken = await acme.post<Incident>(`${path('acme')}/${own?.id}/acknowledge`, {});
    expect(taken.acknowledgedBy).toBe('acme-admin');
    const unended = await acme.call('POST', `${path('acme')}/${own?.id}/resolve`, { reason: 'x' });
    expect(unended.status).toBe(409);
    const people = await acme.get<IncidentPeople>(`${path('acme')}/${own?.id}/people`);
    expect(people.items.map(({ name }) => name)).not.toContain('umbrella-admin');
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

  it('keeps incidents, deliveries and silences from who knows their ids', () =>
    expectOwnDecisions({ service, acme, umbrella }));
});
