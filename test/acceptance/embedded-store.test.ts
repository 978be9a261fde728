import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foreignWord, neighbourOf, TENANTS, WORDS } from '../adversary/words.ts';
import { type ApiClient, signIn } from '../support/api-client.ts';
import { openTail } from '../support/loki-client.ts';
import { STREAMS_AT_S } from '../support/loki-streams.ts';
import {
  embeddedSecret,
  startTelltaleEmbedded,
  type TelltaleEmbedded,
} from '../support/telltale-embedded.ts';
import { streamOf } from '../support/telltale-loki.ts';
import { TELLTALE_AT_S } from '../support/telltale-prometheus.ts';
import { fixturePassword } from '../support/two-tenants.ts';
import { waitUntil } from '../support/wait-until.ts';
import { attackLinks, endLinks } from './linked-attacks.ts';
import { openLinkField } from './linked-field.ts';
import { fetchLinkedPictures } from './linked-pictures.ts';

interface Vector {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value: readonly [number, string];
    }[];
  };
}

const AT = String(TELLTALE_AT_S);
const LINES_AT = { start: String(STREAMS_AT_S - 60), end: String(STREAMS_AT_S + 60) };

let world: TelltaleEmbedded;
let root: ApiClient;

beforeAll(async () => {
  world = await startTelltaleEmbedded();
  root = await signIn(world.service.url, 'root', fixturePassword);
}, 120_000);
afterAll(() => world?.stop());

const prometheus = (scope: string, path: string, form: Readonly<Record<string, string>> = {}) =>
  `/scopes/${scope}/prometheus/api/v1/${path}?${new URLSearchParams(form)}`;
const loki = (scope: string, path: string, form: Readonly<Record<string, string>> = {}) =>
  `/scopes/${scope}/loki/loki/api/v1/${path}?${new URLSearchParams(form)}`;

describe('the embedded stores of several tenants', () => {
  it('show _platform all of them', async () => {
    const platform = world.client('_platform');
    const query = 'count by (namespace) (shared_metric)';
    const { data } = await platform.get<Vector>(
      prometheus('_platform@eu1', 'query', { query, time: AT }),
    );
    const namespaces = data.result.map(({ metric }) => metric.namespace);
    expect(namespaces.sort()).toEqual(['acme', 'acme-dev', 'globex']);
    const lines = await platform.get(
      loki('_platform@eu1', 'query_range', { ...LINES_AT, query: '{app="shop"}' }),
    );
    for (const word of Object.values(WORDS)) expect(JSON.stringify(lines)).toContain(word);
  });

  it.each([
    prometheus('acme', 'query', { query: 'shared_metric', time: AT }),
    prometheus('acme', 'series', { 'match[]': 'shared_metric', start: '0' }),
    prometheus('acme', 'label/secret/values'),
    prometheus('acme', 'targets'),
    loki('acme', 'query_range', { ...LINES_AT, query: '{app="shop"}' }),
    loki('acme', 'label/secret/values', LINES_AT),
  ])('show a token without permission nothing: %s', async (path) => {
    const { status, body } = await world.powerless.call('GET', path);
    expect(status).toBe(403);
    expect(JSON.stringify(body)).not.toContain(WORDS.acme);
  });

  it.each(TENANTS)('take no tenant from a header of %s', async (tenant) => {
    const others = ['acme', 'globex', 'stranger', '_platform', '', 'acme|globex'];
    for (const other of others) {
      for (const name of ['X-Scope-OrgID', 'x-tocsin-tenant', 'THANOS-TENANT']) {
        const answer = await fetch(
          `${world.service.url}${prometheus(tenant, 'query', { query: 'shared_metric', time: AT })}`,
          { headers: { authorization: `Bearer ${embeddedSecret(tenant)}`, [name]: other } },
        );
        const text = await answer.text();
        expect(text).toContain(WORDS[tenant]);
        expect(foreignWord(text, tenant)).toBe(null);
      }
    }
  });

  it.each(TENANTS)('join info of %s alone', async (tenant) => {
    const query = 'info(shared_metric, {data=~".+"})';
    const answer = await world
      .client(tenant)
      .get<Vector>(prometheus(tenant, 'query', { query, time: AT }));
    expect(answer.data.result.map(({ metric }) => metric.data)).toEqual(
      answer.data.result.map(() => WORDS[tenant]),
    );
    expect(answer.data.result.length).toBe(2);
    expect(foreignWord(JSON.stringify(answer), tenant)).toBe(null);
  });

  it('are drawn at signed links, each for its own tenant', () => fetchLinkedPictures(world, root));

  it.each(TENANTS)(
    'show who holds a link of %s what it says, whatever they try',
    async (tenant) => {
      const own = await openLinkField(world, root, tenant, `of-${tenant}`);
      const other = await openLinkField(world, root, neighbourOf(tenant), `beside-${tenant}`);
      await attackLinks(own, other, root);
      await endLinks(own, other);
    },
  );

  it('show a tenant without environments nothing', async () => {
    const empty = world.client('empty');
    for (const path of [
      prometheus('empty', 'query', { query: 'shared_metric', time: AT }),
      prometheus('empty', 'query', { query: '{__name__=~".+"}', time: AT }),
      prometheus('empty', 'labels'),
      prometheus('empty', 'label/secret/values'),
      prometheus('empty', 'targets'),
      loki('empty', 'query_range', { ...LINES_AT, query: '{app="shop"}' }),
      loki('empty', 'labels', LINES_AT),
    ]) {
      const { status, body } = await empty.call('GET', path);
      expect([200, 422], path).toContain(status);
      for (const word of Object.values(WORDS)) expect(JSON.stringify(body)).not.toContain(word);
    }
  });

  it.each(TENANTS)('list label values of %s within start and end', async (tenant) => {
    const client = world.client(tenant);
    const valuesIn = async (path: string) => (await client.get<{ data: string[] }>(path)).data;
    const inside = { start: String(TELLTALE_AT_S - 600), end: AT };
    // A block holds two hours, and whole blocks are looked into.
    const before = { start: String(TELLTALE_AT_S - 864_000), end: String(TELLTALE_AT_S - 777_600) };
    expect(await valuesIn(prometheus(tenant, 'label/secret/values', inside))).toContain(
      WORDS[tenant],
    );
    expect(await valuesIn(prometheus(tenant, 'label/secret/values', before))).toEqual([]);
    const word = `${WORDS[tenant]}-${tenant}-a`;
    expect(await valuesIn(loki(tenant, 'label/secret/values', LINES_AT))).toContain(word);
    const long = { start: String(STREAMS_AT_S - 864_000), end: String(STREAMS_AT_S - 777_600) };
    expect(
      (await client.get<{ data?: string[] }>(loki(tenant, 'label/secret/values', long))).data ?? [],
    ).toEqual([]);
  });

  it('federate to each tenant its own', async () => {
    for (const tenant of TENANTS) {
      const match = new URLSearchParams({ 'match[]': '{__name__=~".+"}' });
      const { status, body } = await world
        .client(tenant)
        .call('GET', `/scopes/${tenant}/prometheus/federate?${match}`);
      expect(status).toBe(200);
      expect(String(body)).toContain(WORDS[tenant]);
      expect(foreignWord(String(body), tenant)).toBe(null);
    }
  });
});

describe('a tail of the embedded store', () => {
  it('shows each tenant its own lines', async () => {
    const tails = await Promise.all(
      TENANTS.map(async (tenant) => {
        const path = loki(tenant, 'tail', { query: '{app="shop"}' });
        const headers = { authorization: `Bearer ${embeddedSecret(tenant)}` };
        return { tenant, tail: await openTail(world.service.url, path, headers) };
      }),
    );
    try {
      expect(tails.map(({ tail }) => tail.refused)).toEqual([null, null]);
      const ns = BigInt(Date.now()) * 1_000_000n;
      for (const owner of ['stranger', ...TENANTS] as const) {
        const word = owner === 'stranger' ? WORDS.nobody : WORDS[owner];
        const { labels } = streamOf(word, { kind: 'live' });
        await world.pushStreams(owner, [{ labels, entries: [{ ns, line: `live of ${word}` }] }]);
      }
      for (const { tenant, tail } of tails) {
        const seen = () => tail.messages.join('\n');
        await waitUntil(() => seen().includes(`live of ${WORDS[tenant]}`), {
          what: `the line of ${tenant}`,
        });
        expect(foreignWord(seen(), tenant)).toBe(null);
      }
    } finally {
      for (const { tail } of tails) tail.socket.terminate();
    }
  });
});

describe('names of tenants', () => {
  it.each([
    '..',
    '.',
    '../acme',
    'acme/../globex',
    'a/b',
    'a\\b',
    '%2e%2e',
    '.removed-acme',
    '',
    'a\0b',
    '_platform',
    'ACME',
    'a'.repeat(300),
  ])('that are a trick are none: %j', async (id) => {
    const { status } = await root.call('POST', '/api/v1/tenants', { id, title: '' });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  it('have a folder each, and nothing else is there', () => {
    const folder = join(world.service.folder, 'data', 'embedded', 'tenants');
    const known = new Set(['acme', 'globex', 'stranger', '_platform']);
    expect(readdirSync(folder).filter((name) => !known.has(name))).toEqual([]);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining([...TENANTS, 'stranger']));
  });
});

describe('a namespace that goes from acme to globex', () => {
  const environment = {
    id: 'reused',
    title: '',
    cluster: 'eu1',
    namespace: 'reused',
    kind: 'prod',
  };
  const environments = (tenant: string) => `/api/v1/tenants/${tenant}/projects/shop/environments`;

  it('shows nothing of the past of acme', async () => {
    await root.post(environments('acme'), environment);
    const labels = { __name__: 'visits', namespace: 'reused', secret: WORDS.acme };
    const atMs = Date.now() - 30_000;
    await world.writeSeries('acme', [{ labels, samples: [[atMs, 1]] }]);
    const line = { ns: BigInt(atMs) * 1_000_000n, line: `visit of ${WORDS.acme}` };
    const stream = { app: 'visits', ns: 'reused' };
    await world.pushStreams('acme', [{ labels: stream, entries: [line] }]);
    const ofAcme = await world
      .client('acme')
      .get(prometheus('acme.shop.reused', 'query', { query: 'visits' }));
    expect(JSON.stringify(ofAcme)).toContain(WORDS.acme);
    await root.delete(`${environments('acme')}/reused`);
    await root.post(environments('globex'), environment);
    const globex = world.client('globex');
    const startS = String(Math.floor(atMs / 1000) - 600);
    for (const scope of ['globex', 'globex.shop.reused']) {
      for (const path of [
        prometheus(scope, 'query', { query: '{namespace="reused"}' }),
        prometheus(scope, 'query', { query: 'visits' }),
        prometheus(scope, 'query_range', {
          query: 'visits',
          start: startS,
          end: String(Math.floor(Date.now() / 1000)),
          step: '15',
        }),
        prometheus(scope, 'query', { query: 'last_over_time(visits[1h])' }),
        prometheus(scope, 'series', { 'match[]': 'visits' }),
        prometheus(scope, 'label/secret/values'),
        loki(scope, 'query_range', { query: '{app="visits"}', start: startS }),
        loki(scope, 'series', { 'match[]': '{app="visits"}', start: startS }),
      ]) {
        const { status, body } = await globex.call('GET', path);
        expect(status).toBeLessThan(500);
        expect(foreignWord(JSON.stringify(body), 'globex'), path).toBe(null);
      }
    }
  });
});
