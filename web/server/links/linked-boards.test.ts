import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BoardOrder } from '../../../dashboards/images/board/board-pictures.ts';
import { type BoardLink, printBoardLink } from '../../../dashboards/links/board-link.ts';
import type { LinkRules } from '../../../dashboards/links/board-link-settings.ts';
import { BoardLinks } from '../../../dashboards/links/board-links.ts';
import { EmbedViews } from '../../../dashboards/links/embed-views.ts';
import { GraphLinks } from '../../../dashboards/links/graph-links.ts';
import type { ListedIncident } from '../../../dashboards/model/panel-views.ts';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { createLogger } from '../../../platform/observe/logger.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import { parseNodePath } from '../../../platform/tenancy/scope-name.ts';
import { answeringApi } from '../../../test/support/answering-api.ts';
import { directoryOf } from '../../../test/support/directory-of.ts';
import { createHttpServer } from '../http-server.ts';
import { registerEmbed } from './embed-routes.ts';
import { registerRender } from './render-routes.ts';
import { RenderedBoards } from './rendered-boards.ts';

const KEY = Buffer.alloc(32, 1);
const PORTAL = 'https://portal.example';
const ID = '01HZZZZZZZZZZZZZZZZZZZZZZ1';
const directory = directoryOf({
  environments: { 'acme.shop.prod': 'eu1/acme-prod', 'globex.shop.prod': 'eu1/globex-prod' },
});
const logger = createLogger({ level: 'silent' });
const user = (tenant: string): Principal => ({
  ...{ kind: 'user', id: ID, name: tenant },
  bindings: [{ role: 'tenant-admin', node: parseNodePath(tenant) ?? null }],
});
const boardOf = (title: string) =>
  JSON.stringify({
    ...{ uid: 'pods', title, time: { from: 'now-1h', to: 'now' } },
    templating: {
      list: [{ name: 'job', type: 'query', query: 'label_values(up, job)', multi: true }],
    },
    panels: [
      ...[1, 2].map((id) => ({
        ...{ id, type: 'timeseries', title: `P${id}`, gridPos: { x: 0, y: id, w: 12, h: 1 } },
        targets: [{ refId: 'A', expr: `m${id}{job=~"$job"}` }],
      })),
      {
        ...{ id: 3, type: 'alertlist', title: 'P3', gridPos: { x: 0, y: 3, w: 12, h: 1 } },
        options: { alertName: 'load' },
      },
    ],
  });

/** Two that say for whom and of what they are listed. */
const incidents = async ({ name }: Principal, scope: string): Promise<readonly ListedIncident[]> =>
  ['Load', 'Disk'].map((title) => ({
    ...{ id: title, title: `${title} of ${scope}`, severity: 'info', step: 'info' },
    ...{ state: 'firing', sinceMs: 0 },
    labels: { by: name },
  }));

describe('pages and pictures of links', () => {
  const clock = new VirtualClock();
  let server: FastifyInstance;
  let giver: Principal | null;
  let rules: LinkRules;
  let asked: string[];
  let orders: unknown[];
  let listed: readonly ListedIncident[];
  /** What happens while a picture is drawn or a question is answered. */
  let meanwhile: () => void;

  beforeEach(() => {
    [giver, asked, orders] = [user('acme'), [], []];
    meanwhile = () => undefined;
    rules = {
      ...{ enabled: true, origins: [PORTAL], notBeforeMs: 0 },
      ...{ changedAtMs: null, changedBy: null },
    };
    server = createHttpServer({ logger, trustedProxies: [], newRequestId: () => 'r' });
    const settings = { read: async () => rules, write: async () => rules };
    const options = { directory: () => directory, keys: () => [KEY], clock };
    const links = new BoardLinks({
      ...options,
      settings: settings as never,
      boardOf: async (_, owner, { uid, language }) =>
        uid === 'pods' ? { title: language, source: boardOf(`${language} of ${owner}`) } : null,
      mayAsk: (who, scope) => scope.startsWith(who.name),
      present: async () => giver,
    });
    const ask = (who: Principal, scope: string) => {
      const { api } = answeringApi(scope);
      return {
        prometheus: (path: string, ...rest: [never]) => {
          meanwhile();
          asked.push(`${who.name} ${scope} ${path} ${JSON.stringify(rest[0])}`);
          return api.prometheus(path, ...rest);
        },
        loki: api.loki,
      };
    };
    const views = new EmbedViews({ ask, incidents, clock });
    const boards = {
      draw: async (order: BoardOrder) => {
        orders.push(order.request);
        meanwhile();
        listed = (await order.sources.incidents?.(new AbortController().signal)) ?? [];
        const result = { kind: 'drawn', svg: '<svg/>' } as never;
        return { result, whole: new Uint8Array([1]), panels: [] };
      },
    };
    const graphs = new GraphLinks({
      ...{ ...options, settings, publicUrl: 'https://tocsin.example' },
      image: () => ({ draw: async () => ({ png: new Uint8Array([2]), widthPx: 1 }) }),
    });
    graph = graphs;
    const rendered = new RenderedBoards({ ...options, boards, views, ask, incidents });
    registerRender(server, { links, graphs, rendered, logger });
    registerEmbed(server, { ...options, links, views, page: () => '<p>page</p>', logger });
  });
  afterEach(() => server.close());
  let graph: GraphLinks;

  const token = (more: Partial<BoardLink> = {}, key = KEY) =>
    printBoardLink(
      {
        ...{ kind: 'embed', owner: 'acme', scope: 'acme.shop', uid: 'pods', panelId: null },
        ...{ giver: { kind: 'user', id: ID, owner: '' }, origins: [PORTAL], fixed: [] },
        ...{ issuedAtMs: nowS(), expiresAtMs: nowS() + 600_000, ...more },
      },
      key,
    );
  const nowS = () => Math.floor(clock.nowMs() / 1_000) * 1_000;
  const get = (url: string, headers = {}) => server.inject({ method: 'GET', url, headers });
  const post = (url: string, payload: object) => server.inject({ method: 'POST', url, payload });
  const choice = { nowMs: null, from: null, to: null, timeZone: 'UTC', chosen: {} };
  const render = { kind: 'render', origins: [] } as const;

  it('is framed by the sites of the link exactly, with or without a cookie', async () => {
    const answer = await get(`/embed/${token()}?theme=dark`, { cookie: 'tocsin_session=x' });
    expect([answer.statusCode, answer.body]).toEqual([200, '<p>page</p>']);
    const policy = String(answer.headers['content-security-policy']);
    expect(policy.split('; ').at(-1)).toBe(`frame-ancestors 'self' ${PORTAL}`);
    expect(answer.headers['x-frame-options']).toBeUndefined();
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    rules = { ...rules, origins: [] };
    const later = await get(`/embed/${token()}`);
    expect(String(later.headers['content-security-policy'])).toMatch(/frame-ancestors 'self'$/);
  });

  it('asks what the dashboard asks, as the giver in the scope of the link', async () => {
    const url = `/embed/${token()}`;
    const board = (await get(`${url}/board`)).json();
    expect(board).toMatchObject({ panelId: null, isRangeFixed: false, origins: [PORTAL] });
    const view = (await post(`${url}/view`, choice)).json();
    expect(view.values[0].values).toEqual(['acme.shop-api']);
    const [startMs, endMs] = [view.time.fromMs, view.time.toMs];
    const at = (ms: number) => String(Math.floor(ms / 15_000) * 15);
    const query = 'm1{job=~"acme\\\\.shop-api"}';
    const question = (more: object) => ({
      ...{ choice: { ...choice, nowMs: view.nowMs }, panel: '1', refId: 'A', widthPx: 400 },
      ...{ language: 'promql', path: 'query_range' },
      parameters: [
        ['query', query],
        ['start', at(startMs)],
        ['end', at(endMs)],
        ['step', '15'],
      ],
      ...more,
    });
    expect((await post(`${url}/ask`, question({}))).statusCode).toBe(200);
    expect(asked.every((one) => one.startsWith('acme acme.shop '))).toBe(true);
    const smuggled = [
      { parameters: [['query', 'secret']] },
      { panel: '2' },
      { path: 'query' },
      { parameters: [...question({}).parameters, ['query', 'secret']] },
    ];
    for (const more of smuggled) {
      expect((await post(`${url}/ask`, question(more))).statusCode).toBe(403);
    }
    const other = `/embed/${token({ panelId: 2 })}/ask`;
    expect((await post(other, question({}))).statusCode).toBe(403);
    const old = { ...choice, nowMs: nowS() - 1_000 };
    expect((await post(`${url}/ask`, question({ choice: old }))).statusCode).toBe(400);
    expect((await post(`${url}/ask`, question({ path: 'series' }))).statusCode).toBe(400);
    // The variables of the other link, and nothing that was smuggled.
    expect(asked.filter((one) => !one.includes('label/job/values')).length).toBe(1);
    expect(asked.join()).not.toContain('secret');
    giver = null;
    expect((await post(`${url}/ask`, question({}))).statusCode).toBe(410);
    expect((await get(`${url}/alive`)).json().error.kind).toBe('link_gone');
  });

  it.each([
    ['from', 'now-2h', { to: '2020-01-01T00:00:00Z' }],
    ['to', 'now-5m', { from: '2020-01-01T00:00:00Z' }],
  ])('lets nobody move the range whose %s is fixed', async (name, text, chosen) => {
    const url = `/embed/${token({ fixed: [[name, text]] })}/view`;
    const [own, moved] = [choice, { ...choice, ...chosen }].map((one) => post(url, one));
    expect((await moved)?.json().time).toEqual((await own)?.json().time);
  });

  it.each<[string, () => void]>([
    ['withdrawn', () => (rules = { ...rules, enabled: false })],
    ['of somebody without rights', () => (giver = null)],
    ['of another tenant', () => (giver = user('globex'))],
  ])('show nothing of what they were asked before they were %s', async (_, change) => {
    const given = [giver, rules] as const;
    for (const path of ['svg', 'png']) {
      meanwhile = change;
      const answer = await get(`/render/${token({ ...render, uid: 'pods' })}.${path}`);
      expect([answer.statusCode, answer.headers['cache-control']]).toEqual([410, 'no-store']);
      [giver, rules] = given;
    }
    meanwhile = change;
    const view = await post(`/embed/${token()}/view`, choice);
    expect([view.statusCode, view.body]).toEqual([410, expect.not.stringContaining('api')]);
    expect([asked.length > 0, orders.length > 0]).toEqual([true, true]);
  });

  it('lists the incidents that its lists show, as the giver in the scope of the link', async () => {
    const url = `/embed/${token()}/incidents`;
    const answer = await post(url, { choice, panel: '3' });
    expect(answer.json().map(({ title }: ListedIncident) => title)).toEqual(['Load of acme.shop']);
    expect((await post(url, { choice, panel: '1' })).statusCode).toBe(403);
    const other = `/embed/${token({ panelId: 1 })}/incidents`;
    expect((await post(other, { choice, panel: '3' })).statusCode).toBe(403);
    await get(`/render/${token({ ...render, panelId: 3 })}.svg`);
    expect(listed.map(({ title }) => title)).toEqual(['Load of acme.shop', 'Disk of acme.shop']);
    giver = null;
    expect((await post(url, { choice, panel: '3' })).statusCode).toBe(410);
  });

  it.each<[string, readonly (readonly [string, string])[], string]>([
    ['', [], 'en of acme'],
    ['?language=zh', [], 'zh of acme'],
    ['?language=zh', [['language', 'en']], 'en of acme'],
    ['?language=xx', [['language', 'zh']], 'zh of acme'],
  ])(
    'shows titles in the language of the link, else of who looks: %s %j',
    async (query, fixed, title) => {
      const answer = await get(`/embed/${token({ fixed })}/board${query}`);
      expect(answer.json().dashboard.title).toBe(title);
    },
  );

  it('does not answer from a view of other rights', async () => {
    const url = `/embed/${token()}/view`;
    await post(url, choice);
    await post(url, choice);
    expect(asked.length).toBe(1);
    giver = user('acme');
    await post(url, choice);
    expect(asked.length).toBe(2);
  });

  it.each<[string, () => string, number]>([
    ['a forged one', () => token({}, Buffer.alloc(32, 9)), 404],
    ['nonsense', () => 'x', 404],
    ['an expired one', () => token({ expiresAtMs: nowS() }), 410],
    ['one of another scope than the giver holds', () => token({ scope: 'globex.shop' }), 410],
    ['one of a dashboard that is gone', () => token({ uid: 'theirs' }), 410],
    ['one of another owner', () => token({ owner: 'globex' }), 410],
    ['one of the other kind', () => token(render), 404],
  ])('shows nothing for %s', async (_, make, status) => {
    const one = make();
    for (const path of ['', '/board', '/alive']) {
      expect((await get(`/embed/${one}${path}`)).statusCode).toBe(status);
    }
    expect((await post(`/embed/${one}/view`, choice)).statusCode).toBe(status);
    expect([asked, orders]).toEqual([[], []]);
  });

  it('shows nothing once withdrawn or switched off', async () => {
    const one = token(render);
    rules = { ...rules, notBeforeMs: nowS() + 1 };
    expect((await get(`/render/${one}.svg`)).statusCode).toBe(410);
    rules = { ...rules, notBeforeMs: 0, enabled: false };
    expect((await get(`/render/${one}.png`)).statusCode).toBe(410);
    expect(orders).toEqual([]);
  });

  it.each<[string, () => void]>([
    ['its giver is gone', () => (giver = null)],
    ['its giver has gone to the other tenant', () => (giver = user('globex'))],
    ['links were withdrawn', () => (rules = { ...rules, notBeforeMs: nowS() + 1 })],
  ])('shows nothing of what was drawn when %s by then', async (_, happens) => {
    meanwhile = happens;
    const one = token(render);
    const answer = await get(`/render/${one}.png`);
    expect([answer.statusCode, answer.headers['content-type'], orders.length]).toEqual([
      410,
      'text/plain; charset=utf-8',
      1,
    ]);
    expect((await get(`/render/${one}.png`)).statusCode).toBe(410);
    expect(orders).toHaveLength(1);
  });

  it('has bounds for what is fixed in it, and for a link that is too long or changed', async () => {
    const fixed = [
      ['width', '99999'],
      ['height', '-5'],
    ] as const;
    await get(`/render/${token({ ...render, panelId: 1, fixed })}.svg`);
    expect(orders).toMatchObject([{ widthPx: 2_000, only: { heightPx: 400 } }]);
    const whole = token(render);
    const broken = [
      `${'a'.repeat(9_000)}.png`,
      `${whole.slice(0, -1)}.png`,
      `${whole}A.png`,
      `${whole}%00.png`,
      `../${whole}.png`,
      `${whole}.png.svg`,
      `.png`,
      '',
    ];
    for (const path of broken) {
      const { statusCode, headers } = await get(`/render/${path}`);
      expect([path.slice(0, 40), statusCode]).toEqual([path.slice(0, 40), 404]);
      expect(headers['set-cookie']).toBeUndefined();
    }
    expect((await server.inject({ method: 'POST', url: `/render/${whole}.png` })).statusCode).toBe(
      405,
    );
    expect(orders).toHaveLength(1);
  });

  it('draws what the link says, whatever the address adds', async () => {
    const fixed = [
      ['theme', 'dark'],
      ['width', '640'],
      ['var-job', 'old'],
      ['from', 'now-6h'],
    ] as const;
    const url = `/render/${token({ ...render, panelId: 1, fixed })}`;
    const svg = await get(`${url}.svg?theme=light&width=9000&var-job=web&from=0`);
    expect([svg.statusCode, svg.headers['content-type']]).toEqual([
      200,
      'image/svg+xml; charset=utf-8',
    ]);
    expect(svg.headers).toMatchObject({
      'cache-control': 'private, max-age=30',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex, nofollow',
    });
    expect(svg.headers['content-security-policy']).toContain("default-src 'none'");
    const toMs = clock.nowMs();
    expect(orders).toEqual([
      expect.objectContaining({
        ...{ theme: 'dark', widthPx: 640, only: { panelId: 1, heightPx: 400 } },
        pinned: new Map([['job', ['old']]]),
        range: expect.objectContaining({ fromMs: toMs - 6 * 3_600_000, toMs }),
      }),
    ]);
    expect((await get(`${url}.svg`)).statusCode).toBe(200);
    expect(orders.length).toBe(1);
    expect((await get(`/render/${token()}.svg`)).statusCode).toBe(404);
    expect((await get(`${url}.gif`)).statusCode).toBe(404);
  });

  it('shows the graph of a message, until it is withdrawn', async () => {
    const request = {
      ...{ owner: 'acme', incidentId: ID, ruleId: ID, startedAtMs: 1, resolvedAtMs: null },
      ...({ language: 'zh', timeZone: 'Asia/Shanghai' } as const),
    };
    const url = graph.panel(request) ?? '';
    expect(url.length).toBeLessThan(1_000);
    const path = new URL(url).pathname;
    expect((await get(path)).headers['content-type']).toBe('image/png');
    const changed = `${path.slice(0, -6)}${path.at(-6) === 'A' ? 'B' : 'A'}${path.slice(-5)}`;
    expect((await get(changed)).statusCode).toBe(404);
    rules = { ...rules, notBeforeMs: nowS() + 1 };
    expect((await get(path)).statusCode).toBe(410);
  });

  it.each(['', 'http://tocsin.example', 'https://10.0.0.1', 'https://tocsin', 'https://a.local'])(
    'has no address for graphs where the service is at %s',
    (publicUrl) => {
      const links = new GraphLinks({
        ...{ settings: { read: async () => rules }, keys: () => [KEY], clock },
        ...{ publicUrl, image: () => null },
      });
      const request = {
        ...{ owner: 'acme', incidentId: ID, ruleId: ID, startedAtMs: 1, resolvedAtMs: null },
        ...({ language: 'en', timeZone: 'UTC' } as const),
      };
      expect(links.panel(request)).toBeNull();
    },
  );
});
