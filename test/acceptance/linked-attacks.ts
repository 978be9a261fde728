import { expect } from 'vitest';
import { WORDS } from '../adversary/words.ts';
import type { ApiClient } from '../support/api-client.ts';
import { embeddedSecret } from '../support/telltale-embedded.ts';
import { CHOICE, isShown, type LinkField, plannedQuestion } from './linked-field.ts';

/** Statuses that say nothing of what a link would show. */
const REFUSED = [400, 403, 404, 405, 410, 413, 414, 415, 431];

const pathsOf = (token: string) => [
  `/render/${token}.svg`,
  `/render/${token}.png`,
  `/embed/${token}/board`,
  `/embed/${token}/alive`,
];

/** @param status else any refusal */
async function expectNothing(field: LinkField, token: string, status?: number): Promise<void> {
  for (const path of pathsOf(token)) {
    const answer = await field.get(path);
    expect(status === undefined ? REFUSED : [status], path).toContain(answer.status);
    expect(isShown(answer, field.tenant), path).toBe(false);
    expect(answer.headers.get('cache-control') ?? 'no-store', path).toContain('no-store');
  }
  const asked = await field.post(`/embed/${token}/view`, CHOICE);
  expect(status === undefined ? REFUSED : [status], token).toContain(asked.status);
}

/** Both links show the own before anything is tried: nothing would be proven otherwise. */
export async function showTheOwn({ tenant, links, get, post }: LinkField): Promise<void> {
  const picture = await get(`/render/${links.render}.svg`);
  expect([picture.status, picture.body]).toEqual([200, expect.stringContaining(WORDS[tenant])]);
  expect(picture.headers.get('cache-control')).toMatch(/^private, max-age=\d+$/);
  const board = await get(`/embed/${links.embed}/board`);
  expect([board.status, board.body]).toEqual([200, expect.stringContaining('Open')]);
  // A link to a panel does not tell of the others.
  expect(board.body).not.toContain('Private');
  expect(board.headers.get('cache-control')).toBe('no-store');
  const asked = await post(
    `/embed/${links.embed}/ask`,
    await plannedQuestion({ links, get, post }),
  );
  expect([asked.status, asked.body]).toEqual([200, expect.stringContaining(WORDS[tenant])]);
}

const claimsOf = (token: string): unknown[] =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as unknown[];

/** The same signature under other words. */
const resaid = (token: string, change: (claims: unknown[]) => void): string => {
  const claims = claimsOf(token);
  change(claims);
  const text = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${text}.${token.split('.')[1]}`;
};

/** Places of the claims, as `printBoardLink` writes them. */
const SAID = { kind: 1, owner: 2, scope: 3, uid: 4, panel: 5, expires: 10, origins: 11, fixed: 12 };

/** Signatures that are nobody's, and words that were not signed. */
export async function forgeLinks(field: LinkField, other: LinkField): Promise<void> {
  const { embed, render } = field.links;
  const [text = '', mac = ''] = embed.split('.');
  const changes: readonly (readonly [keyof typeof SAID, unknown])[] = [
    ['kind', 'render'],
    ['owner', field.neighbour],
    ['scope', field.neighbour],
    ['scope', '_platform'],
    ['uid', 'tocsin-go'],
    ['panel', 2],
    ['panel', null],
    ['expires', 4_000_000_000],
    ['origins', ['https://evil.example']],
    ['fixed', []],
    ['fixed', [['theme', 'light']]],
    ['fixed', [['from', 'now-90d']]],
    ['fixed', [['var-kind', 'b']]],
  ];
  for (const token of [
    ...changes.flatMap(([name, value]) =>
      [embed, render].map((one) =>
        resaid(one, (claims) => {
          claims[SAID[name]] = value;
        }),
      ),
    ),
    `${text}.${other.links.embed.split('.')[1]}`,
    `${text}.${render.split('.')[1]}`,
    `${text}.${mac.slice(1)}${mac[0] === 'A' ? 'B' : 'A'}`,
    `${text}.${mac.toUpperCase()}`,
    `${text}.${mac}=`,
    `${text}=.${mac}`,
    `${text}..${mac}`,
    `${text}.`,
    `.${mac}`,
    field.sign({}, new Uint8Array(32)),
  ]) {
    if (token !== embed && token !== render) await expectNothing(field, token, 404);
  }
  // It has never been a link of the other kind.
  expect((await field.get(`/render/${embed}.svg`)).status).toBe(404);
  expect((await field.get(`/embed/${render}/board`)).status).toBe(404);
}

/** What our own key would sign shows no more than its giver may see now. */
export async function signBeyond(field: LinkField): Promise<void> {
  const { neighbour, sign } = field;
  const render = { kind: 'render' } as const;
  expect((await field.get(`/embed/${sign({})}/board`)).status).toBe(200);
  expect((await field.get(`/render/${sign(render)}.svg`)).status).toBe(200);
  for (const beyond of [
    { scope: neighbour },
    { scope: `${neighbour}.shop.prod` },
    { scope: '_platform' },
    { scope: '_platform@eu1' },
    { owner: neighbour },
    { owner: neighbour, scope: neighbour },
    { owner: '_platform', scope: '_platform' },
    { uid: 'no-board' },
    { giver: { kind: 'token', id: '01HZZZZZZZZZZZZZZZZZZZZZZ1', owner: field.tenant } },
    { giver: { kind: 'user', id: '01HZZZZZZZZZZZZZZZZZZZZZZ1', owner: '' } },
    { expiresAtMs: Math.floor(Date.now() / 1_000) * 1_000 - 1_000 },
  ] as const) {
    for (const [path, token] of [
      ['embed', sign(beyond)],
      ['render', sign({ ...beyond, ...render })],
    ] as const) {
      const answer = await field.get(`/${path}/${token}${path === 'embed' ? '/board' : '.svg'}`);
      expect([answer.status, isShown(answer, field.tenant)], JSON.stringify(beyond)).toEqual([
        410,
        false,
      ]);
    }
  }
}

const LONG = 'A'.repeat(9_000);

/** Addresses that lead elsewhere, or are none. */
export async function bendPaths(field: LinkField): Promise<void> {
  const { embed, render } = field.links;
  const api = `api/v1/tenants/${field.neighbour}`;
  for (const path of [
    `/embed/${embed}/../../${api}`,
    `/embed/${embed}/%2e%2e/%2e%2e/${api}`,
    `/embed/${embed}/..%2f..%2f${api}`,
    `/embed/${embed}/..%5c..%5c${api}`,
    `/embed/${embed}/..;/board`,
    `/embed/${embed}/board/`,
    `/embed/${embed}//board`,
    `/embed/${embed}/board%00`,
    `/embed/${embed}/board;x=1`,
    `/embed/${embed}/incidents`,
    `/embed/${embed}/ask`,
    `/embed/${embed}/BOARD`,
    `/embed//${embed}/board`,
    `//embed/${embed}/board`,
    `/EMBED/${embed}/board`,
    `/embed/%00${embed}/board`,
    `/embed/${embed.replace('.', '%E3%80%82')}/board`,
    `/embed/${LONG}.${embed.split('.')[1]}/board`,
    `/embed/${embed}%FF/board`,
    '/embed/',
    '/embed/%',
    `/render/${render}`,
    `/render/${render}.gif`,
    `/render/${render}.svg.png`,
    `/render/${render}.svg/`,
    `/render/${render}.svg%00.png`,
    `/render/../render/${render}.svg`,
    `/render/%2e%2e/${api}`,
    `/render/graph/${render}.png`,
    `/render/graph/../${render}.png`,
    `/render/${LONG}.svg`,
    `/render/${render.replace('.', '%E3%80%82')}.svg`,
    `/render/${render}.SVG`,
    '/render/',
  ]) {
    const answer = await field.get(path);
    expect(REFUSED, path.slice(0, 40) + path.slice(-40)).toContain(answer.status);
    expect(isShown(answer, field.tenant), path.slice(-60)).toBe(false);
  }
}

/** What stands beside a link changes nothing of what it shows. */
export async function addToAddresses(field: LinkField): Promise<void> {
  const { embed, render } = field.links;
  const usual = (await field.get(`/render/${render}.svg`)).body;
  const board = (await field.get(`/embed/${embed}/board`)).body;
  const standing = (text: string) => ({ ...(JSON.parse(text) as object), nowMs: 0 });
  const { neighbour } = field;
  for (const query of [
    `scope=${neighbour}`,
    'panel=2&panel=1',
    'panelId=2',
    'from=0&to=1&from=2',
    'theme=light&theme=dark',
    'var-kind=b&var-kind=a',
    'var-free=shared_latency_bucket',
    `owner=${neighbour}&orgId=1`,
    'language[]=zh&language[]=en',
    'language=zz&width=9999&height=1',
    '__proto__[x]=1&constructor=1',
    `token=${embeddedSecret(neighbour)}`,
    'callback=evil',
    `%E4%B8%AD%E6%96%87=${'%E4%B8%AD'.repeat(300)}`,
    '%00=%00',
  ]) {
    const picture = await field.get(`/render/${render}.svg?${query}`);
    expect([query, picture.status, picture.body === usual]).toEqual([query, 200, true]);
    const page = await field.get(`/embed/${embed}/board?${query}`);
    expect([query, page.status, standing(page.body)]).toEqual([query, 200, standing(board)]);
  }
}

/** No header and no cookie makes it another's, and none of them comes back. */
export async function addHeaders(field: LinkField, root: ApiClient): Promise<void> {
  const { embed, render } = field.links;
  const usual = (await field.get(`/render/${render}.svg`)).body;
  for (const headers of [
    { ...root.headers },
    { authorization: `Bearer ${embeddedSecret(field.neighbour)}` },
    { authorization: `Bearer ${embeddedSecret('_platform')}` },
    { 'x-scope-orgid': field.neighbour },
    { 'x-grafana-user': 'root', 'x-grafana-org-id': '1', 'x-webauth-user': 'root' },
    { host: 'evil.example' },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil' },
    { 'x-original-url': '/api/v1/users', 'x-rewrite-url': '/api/v1/users' },
    { 'x-http-method-override': 'DELETE' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { 'access-control-request-method': 'GET', origin: 'null' },
    { range: 'bytes=0-3' },
    { 'if-none-match': '*', 'if-modified-since': 'Thu, 01 Jan 2099 00:00:00 GMT' },
    { 'accept-language': 'evil', accept: 'text/html' },
  ]) {
    const names = Object.keys(headers).join();
    const picture = await field.get(`/render/${render}.svg`, headers);
    expect([names, picture.status, picture.body === usual]).toEqual([names, 200, true]);
    const page = await field.get(`/embed/${embed}/board`, headers);
    expect([names, page.status, isShown(page, field.tenant)]).toEqual([names, 200, true]);
    expect([...page.headers.values()].join()).not.toContain('evil');
    expect((await field.get(`/embed/${embed}/alive`, headers)).status).toBe(204);
    // Who is signed in sees no more at an address that nobody signed.
    expect((await field.get('/embed/x.y/board', headers)).status).toBe(404);
  }
  // A line break in an address is none in a header of ours.
  const split = await field.get(`/embed/${embed}/board%0d%0aset-cookie:%20a=b`);
  expect(REFUSED).toContain(split.status);
}

/** GET shows, POST asks below a page; nothing else does anything. */
export async function trickMethods(field: LinkField): Promise<void> {
  const { embed, render } = field.links;
  const json = { 'content-type': 'application/json' };
  for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'GET2', 'get']) {
    for (const target of [
      `/render/${render}.svg`,
      `/embed/${embed}/board`,
      `/embed/${embed}/ask`,
    ]) {
      const answer = await field.send(method, target, '{}', json);
      expect([400, 404, 405, 501], `${method} ${target.slice(0, 8)}`).toContain(answer.status);
      expect(isShown(answer, field.tenant)).toBe(false);
    }
  }
  const asked = JSON.stringify(CHOICE);
  for (const [target, body, headers] of [
    [`/render/${render}.svg`, asked, json],
    [`/embed/${embed}`, asked, json],
    [`/embed/${embed}/board`, asked, json],
    [`/embed/${embed}/alive`, asked, json],
    [`/embed/${embed}/view`, asked, { 'content-type': 'text/plain' }],
    [
      `/embed/${embed}/view`,
      'timeZone=UTC',
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
    [`/embed/${embed}/view`, '{"timeZone":', json],
    [`/embed/${embed}/view`, '[]', json],
    [`/embed/${embed}/view`, asked.replace('{', '{"__proto__":{"x":1},'), json],
    [`/embed/${embed}/view`, asked.replace('{', `{"scope":"${field.neighbour}",`), json],
    [`/embed/${embed}/view`, `{"x":"${'x'.repeat(300_000)}"}`, json],
  ] as const) {
    const answer = await field.send('POST', target, body, headers);
    expect(REFUSED, `${target.slice(-8)} ${body.slice(0, 40)}`).toContain(answer.status);
    expect(isShown(answer, field.tenant)).toBe(false);
  }
}

/** Whoever looks chooses nothing that the link fixes, and asks nothing that the board does not. */
export async function chooseOtherwise(field: LinkField): Promise<void> {
  const { links, neighbour, post, tenant } = field;
  const at = (path: string) => `/embed/${links.embed}/${path}`;
  const shown = async (more: object) => {
    const answer = await post(at('view'), { ...CHOICE, ...more });
    const { time, values } = JSON.parse(answer.body) as { time: object; values: object };
    return { status: answer.status, time, values };
  };
  const usual = await shown({});
  for (const more of [
    { from: '0', to: 'now' },
    { from: 'now-90d' },
    { chosen: { kind: ['b'] } },
    { chosen: { 'a b': ['x'], constructor: ['x'] } },
    { chosen: { kind: ['a', 'b'], free: ['shared_latency_bucket'] } },
    { chosen: { free: [`shared_metric{namespace="${neighbour}"} or shared_metric`] } },
    { chosen: { kind: ['а"} or {x="中文'], namespace: [neighbour], __from: ['0'] } },
  ]) {
    expect([more, await shown(more)]).toEqual([more, usual]);
  }
  for (const more of [
    { timeZone: 'Mars/Olympus' },
    { nowMs: 1 },
    { nowMs: 8_000_000_000_000 },
    { from: 'x'.repeat(50) },
    { chosen: { kind: ['x'.repeat(3_000)] } },
  ]) {
    expect((await post(at('view'), { ...CHOICE, ...more })).status, JSON.stringify(more)).toBe(400);
  }
  const own = await plannedQuestion(field);
  const [query = [], ...rest] = own.parameters;
  const instead = (expr: string) => ({ parameters: [['query', expr], ...rest] });
  for (const more of [
    instead('shared_latency_bucket'),
    instead(`shared_metric{namespace="${neighbour}"}`),
    instead(`${query[1]} `),
    { parameters: [...own.parameters, query] },
    { parameters: [query] },
    { parameters: own.parameters.toReversed() },
    { panel: '2' },
    { panel: '1 ' },
    { refId: 'B' },
    { language: 'logql' },
    { path: 'query' },
  ]) {
    const answer = await post(at('ask'), { ...own, ...more });
    expect([400, 403], JSON.stringify(more)).toContain(answer.status);
    expect(answer.body).not.toContain(WORDS[tenant]);
  }
  expect((await post(at('ask'), { ...own, scope: neighbour })).status).toBe(400);
  expect((await post(at('incidents'), { choice: CHOICE, panel: '1' })).status).toBe(403);
}

/** What is withdrawn of one tenant ends its links at once, and none of the other's. */
export async function endLinks(field: LinkField, other: LinkField): Promise<void> {
  const opened = [field.links.embed, field.links.render];
  await showTheOwn(field);
  await field.endGiver();
  for (const token of opened) await expectEnded(field, token);
  await showTheOwn(other);
  await other.endBoard();
  for (const token of [other.links.embed, other.links.render]) await expectEnded(other, token);
}

async function expectEnded(field: LinkField, token: string): Promise<void> {
  const isPicture = token === field.links.render;
  const path = isPicture ? `/render/${token}.svg` : `/embed/${token}/board`;
  const answer = await field.get(path);
  expect([answer.status, isShown(answer, field.tenant)]).toEqual([410, false]);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  if (isPicture) return;
  expect((await field.get(`/embed/${token}/alive`)).status).toBe(410);
  expect((await field.post(`/embed/${token}/view`, CHOICE)).status).toBe(410);
}

/** Every attack on the links of a tenant that leaves them as they are. */
export async function attackLinks(field: LinkField, other: LinkField, root: ApiClient) {
  await showTheOwn(field);
  await forgeLinks(field, other);
  await signBeyond(field);
  await bendPaths(field);
  await addToAddresses(field);
  await addHeaders(field, root);
  await trickMethods(field);
  await chooseOtherwise(field);
  await showTheOwn(field);
}
