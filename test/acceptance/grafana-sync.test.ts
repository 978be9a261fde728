import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  GrafanaFiles,
  GrafanaOverview,
  GrafanaStatus,
} from '../../web/contract/grafana-sync.ts';
import { type ApiClient, signIn } from '../support/api-client.ts';
import {
  EmbeddedLabClient,
  embeddedPlaces,
  labPassword,
  labToken,
} from '../support/embedded-lab.ts';
import {
  type GrafanaApiStandIn,
  startGrafanaApiStandIn,
} from '../support/grafana-api-stand-in/grafana-api-stand-in.ts';
import { remoteWriteBody } from '../support/remote-write-body.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { waitUntil } from '../support/wait-until.ts';

const ACME = 'tocsin: acme';
const GLOBEX = 'tocsin: globex';

let grafana: GrafanaApiStandIn;
let service: TocsinProcess;
let acme: ApiClient;
let globex: ApiClient;

beforeAll(async () => {
  grafana = await startGrafanaApiStandIn();
  const { user, password } = grafana.admin;
  const config = {
    ...embeddedPlaces(),
    collector: { scrape: { self: false, host: false } },
    grafana: { url: `${grafana.url}/grafana`, adminUser: user, adminPassword: password },
  };
  service = await startTocsin({ config });
  acme = await signIn(service.url, 'acme-admin', labPassword);
  globex = await signIn(service.url, 'globex-admin', labPassword);
  for (const [owner, scope, namespace] of [
    ['acme', 'acme.shop.prod', 'acme-prod'],
    ['globex', 'globex.shop.prod', 'globex-prod'],
  ] as const) {
    const sample = [Date.now(), 1] as const;
    const body = remoteWriteBody([
      { labels: { __name__: 'orders', namespace }, samples: [sample] },
    ]);
    const client = new EmbeddedLabClient(service.url, labToken(owner));
    const path = `/scopes/${scope}/prometheus/api/v1/write`;
    const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' };
    const { status } = await client.send('POST', path, new Uint8Array(body), headers);
    expect(status).toBeLessThan(300);
  }
  const settled = async () => {
    const statuses = await Promise.all([statusOf(acme, 'acme'), statusOf(globex, 'globex')]);
    return statuses.every(({ doneAt, sources }) => doneAt !== null && sources.length > 0);
  };
  await waitUntil(settled, { what: 'both tenants in Grafana', timeoutMs: 30_000 });
}, 120_000);
afterAll(async () => {
  await service?.remove();
  await grafana?.stop();
});

const statusOf = (client: ApiClient, tenant: string) =>
  client.get<GrafanaStatus>(`/api/v1/tenants/${tenant}/grafana`);

/** Namespaces of the series that the token shows, or the status. */
async function ordersOf(token: string, user: string, scope: string): Promise<string | number> {
  const query = `${service.url}/scopes/${scope}/prometheus/api/v1/query?query=orders`;
  const headers = { authorization: `Bearer ${token}`, 'x-grafana-user': user };
  const answer = await fetch(query, { headers });
  const text = await answer.text();
  if (answer.status !== 200) return answer.status;
  return [...text.matchAll(/"namespace":"([a-z-]+)"/g)].map(([, name]) => name).join();
}

describe('Grafana of two tenants, provisioned by the service', () => {
  it('has an organisation each, with data sources that work', async () => {
    const status = await statusOf(acme, 'acme');
    expect(status).toMatchObject({ delivery: 'api', version: '12.1.0', fault: null, drift: [] });
    // On two clusters: a set for each.
    expect(status.sources.map(({ scope }) => scope)).toEqual([
      ...['acme@far', 'acme@far', 'acme@far', 'acme@lab', 'acme@lab', 'acme@lab'],
    ]);
    expect(status.sources.map(({ health, message }) => [health, message])).toEqual(
      Array.from({ length: 6 }, () => ['ok', '']),
    );
    expect((await statusOf(globex, 'globex')).organisation).not.toEqual(status.organisation);
  });

  it('a stolen token reads nothing of the other, nor for anybody else', async () => {
    const sources = [...grafana.organisation(ACME).sources.values()];
    const metrics = sources.find(({ fields }) => String(fields.url).endsWith('@lab/prometheus'));
    const token = (metrics?.secrets.httpHeaderValue1 ?? '').replace('Bearer ', '');
    const series = () => ordersOf(token, 'acme-admin', 'acme@lab');
    await waitUntil(async () => (await series()) === 'acme-prod', { what: 'the series' });
    const theirs = grafana.stolenToken(GLOBEX, 'prometheus');
    expect(await ordersOf(theirs, 'globex-admin', 'globex')).toBe('globex-prod');
    for (const [stolen, user, scope] of [
      [token, 'acme-admin', 'globex'],
      [token, 'globex-admin', 'globex'],
      [token, 'globex-admin', 'acme@lab'],
      [token, 'admin', 'acme@lab'],
      [theirs, 'root', 'acme@lab'],
      [grafana.stolenToken(ACME, 'loki'), 'acme-admin', 'acme@lab'],
    ] as const) {
      expect([user, scope, await ordersOf(stolen, user, scope)]).toEqual([user, scope, 403]);
    }
    const api = await fetch(`${service.url}/api/v1/tenants/acme/tokens`, {
      headers: { authorization: `Bearer ${token}`, 'x-grafana-user': 'acme-admin' },
    });
    expect([401, 403]).toContain(api.status);
  });

  it('brings a dashboard over when somebody asks, and back', async () => {
    const source = JSON.stringify({ uid: 'shop', title: 'Shop', panels: [] });
    const input = { scope: 'acme', folder: 'Team', source, message: '' };
    await acme.post('/api/v1/tenants/acme/dashboards', input);
    const path = '/api/v1/tenants/acme/grafana/synchronise';
    expect(await acme.post<GrafanaStatus>(path, undefined)).toMatchObject({ inStep: 1, drift: [] });
    expect(grafana.organisation(ACME).dashboards.get('shop')?.json.title).toBe('Shop');
    expect(grafana.organisation(GLOBEX).dashboards.size).toBe(0);
    expect((await acme.call('POST', path)).status).toBe(429);
    expect((await globex.call('POST', path)).status).toBe(403);
  });

  it('shows and gives nothing of it to a neighbour', async () => {
    for (const path of ['', '/files?tokens=given', '/objects?tokens=given']) {
      const answer = await globex.call('GET', `/api/v1/tenants/acme/grafana${path}`);
      expect([path, answer.status]).toEqual([path, 403]);
    }
    const body = { scopes: [], mayEdit: true };
    const foreign = { ...body, scopes: ['globex.shop'] };
    expect((await globex.call('PUT', '/api/v1/tenants/acme/grafana', body)).status).toBe(403);
    await expect(acme.put('/api/v1/tenants/acme/grafana', foreign, 0)).rejects.toThrow('400');
    expect((await globex.call('GET', '/api/v1/grafana')).status).toBe(403);
  });

  it('is for administrators as a whole', async () => {
    const root = await signIn(service.url, 'root', labPassword);
    const { tenants } = await root.get<GrafanaOverview>('/api/v1/grafana');
    expect(tenants.map(({ tenant }) => tenant)).toEqual(['acme', 'globex']);
  });

  it('takes somebody out at once who loses the role', async () => {
    const root = await signIn(service.url, 'root', labPassword);
    const { user } = await root.post<{ user: { id: string } }>('/api/v1/users', {
      ...{ name: 'leaving', displayName: '', email: null, language: 'en', disabled: false },
      password: labPassword,
    });
    const give = (role: string) =>
      root.post<{ id: string }>('/api/v1/tenants/acme/role-bindings', {
        ...{ user: user.id, node: 'acme' },
        role,
      });
    const [admin, member] = [await give('tenant-admin'), await give('tenant-member')];
    const { users } = grafana.organisation(ACME);
    // As the first look makes somebody a member there.
    const id = grafana.state.userId(user.id);
    users.set(id, { login: user.id, role: 'Editor' });
    await root.delete(`/api/v1/tenants/acme/role-bindings/${admin.id}`);
    await waitUntil(() => users.get(id)?.role === 'Viewer', { what: 'the lower role' });
    await root.delete(`/api/v1/tenants/acme/role-bindings/${member.id}`);
    await waitUntil(() => !users.has(id), { what: 'the end of the membership' });
    expect(grafana.organisation(GLOBEX).users.size).toBe(1);
  });

  it('gives files with the tokens that Grafana holds, and says who has read them', async () => {
    const path = '/api/v1/tenants/globex/grafana/files';
    const named = await globex.get<GrafanaFiles>(path);
    expect(JSON.stringify(named)).not.toContain('tocsin_');
    const given = await globex.get<GrafanaFiles>(`${path}?tokens=given`);
    expect(given.files[0]?.text).toContain(grafana.stolenToken(GLOBEX, 'prometheus'));
    const { journal } = await statusOf(globex, 'globex');
    expect(journal[0]).toMatchObject({ kind: 'token', actor: 'globex-admin' });
    expect((await statusOf(acme, 'acme')).journal).not.toContainEqual(
      expect.objectContaining({ actor: 'globex-admin' }),
    );
  });
});
