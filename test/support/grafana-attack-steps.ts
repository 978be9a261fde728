import { expect } from 'vitest';
import type { EmbeddingLab } from './grafana-embedding-lab.ts';
import { ordersQuery } from './grafana-embedding-lab.ts';
import { SECRETS } from './grafana-lab-config.ts';
import { type RawAnswer, sendAll, sendBytes } from './raw-http.ts';

/** What only acme's board and series say; `zoe` is of globex. */
const FOREIGN = /acme-(?:prod|test|bank)|"Orders"/;
/** All that may reach Grafana of a request that zoe sends. */
const PASSED =
  /^(?:accept|accept-encoding|accept-language|connection|content-length|content-type|host|if-none-match|if-modified-since|transfer-encoding|user-agent|x-dashboard-[a-z]+|x-datasource-uid|x-panel-[a-z-]+|x-plugin-id|x-query-group-id|x-jwt-assertion|x-grafana-org-id)$/;

type Lines = readonly (readonly [name: string, value: string])[];

/** A request as its bytes: nothing joins or drops headers on the way. */
function bytesOf(method: string, target: string, headers: Lines, body = ''): Buffer {
  const all: Lines = [
    ['Host', 'tocsin'],
    ...headers,
    ...(body === '' ? [] : ([['Content-Length', String(Buffer.byteLength(body))]] as const)),
  ];
  const head = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${head}\r\n${body}`);
}

const sent = (lab: EmbeddingLab, requests: readonly Buffer[]) =>
  sendAll(
    lab.service.url,
    requests.map((bytes) => ({ bytes, isHead: false })),
  );

/** Nothing of acme came back, and Grafana was asked for nobody but zoe, in nothing but globex. */
function expectOwn(lab: EmbeddingLab, answers: readonly RawAnswer[], subject: string): void {
  for (const { head, body } of answers) expect(head + body).not.toMatch(FOREIGN);
  for (const { url, headers } of lab.recorder.seen) {
    if (url.includes('/api/orgs/') || url.includes('/api/users/')) continue;
    expect(Object.keys(headers).filter((name) => !PASSED.test(name))).toEqual([]);
    expect([url, headers['x-grafana-org-id']]).toEqual([url, String(lab.organisations.globex)]);
    const [, text = ''] = String(headers['x-jwt-assertion']).split('.');
    const claims = JSON.parse(Buffer.from(text, 'base64url').toString()) as { sub: string };
    expect(claims).toMatchObject({ sub: subject, org: lab.organisations.globex });
  }
}

/** What Grafana knows zoe by. */
async function subjectOf({ enter }: EmbeddingLab): Promise<string> {
  const session = await (await enter('zoe')).get<{ user: { id: string } }>('/api/v1/session');
  return session.user.id;
}

const SAID = (org: number): readonly Lines[] => [
  [['X-Grafana-User', 'acme-admin']],
  [
    ['x-grafana-user', 'zoe'],
    ['X-GRAFANA-USER', 'acme-admin'],
  ],
  [['X-Grafana-Id', 'a.b.c']],
  [['X-Grafana-Org-Id', `${org}`]],
  [['X-GRAFANA-ORG-ID', `${org}`]],
  [['X-Grafana-Org-Id', `${org},${org}`]],
  [
    ['X-Grafana-Org-Id', `${org}`],
    ['Connection', 'X-Grafana-Org-Id, X-JWT-Assertion, Cookie, keep-alive'],
  ],
  [['Connection', 'X-JWT-Assertion, X-Grafana-Org-Id, keep-alive']],
  [['X-JWT-Assertion', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.']],
  [['X_JWT_Assertion', 'a.b.c']],
  [
    ['X-WEBAUTH-USER', 'admin'],
    ['X-WEBAUTH-ROLE', 'Admin'],
  ],
  [['X-Grafana-Device-Id', 'x']],
  [['X-DS-Authorization', 'Bearer x']],
  [
    ['X-Forwarded-For', '127.0.0.1'],
    ['Forwarded', 'for=127.0.0.1;host=acme'],
  ],
  [
    ['X-Original-URL', '/grafana/d/shop'],
    ['X-Rewrite-URL', '/grafana/d/shop'],
  ],
  [['X-HTTP-Method-Override', 'DELETE']],
  [['Referer', `http://tocsin/grafana/d/shop?orgId=${org}`]],
  [['Range', 'bytes=0-1']],
  [['X-Dashboard-Uid', 'shop']],
  [['X-Datasource-Uid', 'acme-metrics']],
  [['Cookie', 'grafana_session=x; grafana_session_expiry=1']],
  [['X-Scope-OrgID', 'acme']],
  [['Trailer', 'X-Grafana-Org-Id']],
  [['Upgrade', 'h2c']],
  [['Expect', '100-continue']],
];

/** No header makes zoe anybody else, or lets her into another organisation. */
export async function forgeHeaders(lab: EmbeddingLab): Promise<void> {
  const { enter, organisations, recorder, service } = lab;
  const { cookie = '' } = (await enter('zoe')).headers;
  const subject = await subjectOf(lab);
  recorder.seen.length = 0;
  const signed: Lines = [['Cookie', cookie]];
  const posted: Lines = [...signed, ['Origin', service.url], ['Content-Type', 'application/json']];
  const query = (uid: string) => JSON.stringify(ordersQuery(uid));
  const requests = SAID(organisations.acme).flatMap((lines) => [
    bytesOf('GET', '/grafana/api/dashboards/uid/shop', [...signed, ...lines]),
    bytesOf('GET', '/grafana/d/shop', [...lines, ...signed]),
    bytesOf('POST', '/grafana/api/ds/query', [...posted, ...lines], query('acme-metrics')),
    bytesOf('POST', '/grafana/api/ds/query', [...lines, ...posted], query('globex-metrics')),
  ]);
  const answers = await sent(lab, requests);
  expectOwn(lab, answers, subject);
  expect(answers.some(({ status, body }) => status === 200 && body.includes('globex-prod'))).toBe(
    true,
  );
  // A session beside another one, or beside a token, is one of them and never both.
  const others = await sent(lab, [
    bytesOf('GET', '/grafana/api/dashboards/uid/shop', [
      ['Cookie', `${cookie}; tocsin_session=x`],
      ['Authorization', `Bearer ${SECRETS.background}`],
    ]),
    bytesOf('GET', '/grafana/api/dashboards/uid/shop', [
      ['Cookie', 'tocsin_session=x'],
      ['Cookie', cookie],
    ]),
  ]);
  expect(others.map(({ status }) => status)).toEqual([403, 401]);
}

/** What zoe may ask; none of it is acme's. */
const OWN = (org: number): readonly string[] => [
  '/grafana/public/build/app.js',
  `/grafana/d/shop/title?orgId=${org}`,
  '/grafana/d-solo/shop?panelId=1',
  '/grafana/api/dashboards/uid/shop',
  `/grafana/apis/dashboard.grafana.app/v1beta1/namespaces/org-${org}/dashboards/shop`,
  '/grafana/api/datasources/uid/globex-metrics/resources/api/v1/labels',
  '/grafana/api/annotations?dashboardUID=shop',
  '/grafana/api/prometheus/globex-rules/api/v1/rules',
  '/grafana/api/ruler/globex-rules/api/v1/rules/globex.shop%2Fteam/own',
  '/grafana/alerting/list',
];
const PIECES = [
  ...['d', 'shop', 'api', 'uid', 'acme-metrics', 'acme-rules', 'resources', 'proxy', 'admin'],
  ...['..', '.', '...', '', '%2e%2e', '%2E', '%2f', '%252e%252e', '%5c', ';', ';x=1', '%00'],
  ...['%0d%0a', '%c0%ae', '\u00e9', '%EF%BC%8F', 'SHOP', 'org-2', 'default', 'acme.shop%2Fteam'],
];
const QUERIES = [
  ...['orgId=2', 'ORGID=2', 'org%49d=2', 'orgId%00=2', 'targetOrgId=2', 'auth_token=x', '#x'],
  ...['tags=tocsin-incidents&orgId=2', 'namespace=acme%2Fx', 'dashboardUID=x', 'x=%2', ';orgId=2'],
];

type Pick = <T>(list: readonly T[]) => T;

/** One thing of a target is another one. */
function mutated(target: string, pick: Pick, next: (below: number) => number): string {
  const parts = target.split('/');
  const at = 1 + next(parts.length - 1);
  switch (next(6)) {
    case 0:
      return parts.toSpliced(at, 0, pick(PIECES)).join('/');
    case 1:
      return parts.toSpliced(at, 1, pick(PIECES)).join('/');
    case 2:
      return `${target}${target.includes('?') ? '&' : '?'}${pick(QUERIES)}`;
    case 3: {
      const place = 1 + next(target.length - 1);
      const code = target.charCodeAt(place).toString(16).padStart(2, '0');
      return `${target.slice(0, place)}%${code}${target.slice(place + 1)}`;
    }
    case 4:
      return parts.toSpliced(at, 1, (parts[at] ?? '').toUpperCase()).join('/');
    default:
      return pick([`http://acme.example${target}`, `/${target}`, `${target}/`, `${target}%20`]);
  }
}

/** The same numbers each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Targets that are put together by chance from what Grafana, proxies and attackers write. */
export async function twistTargets(lab: EmbeddingLab): Promise<void> {
  const { cookie = '' } = (await lab.enter('zoe')).headers;
  const subject = await subjectOf(lab);
  lab.recorder.seen.length = 0;
  const next = numbers(20_261_121);
  const pick: Pick = (list) => list[next(list.length)] as never;
  const headers: Lines = [
    ['Cookie', cookie],
    ['Origin', lab.service.url],
  ];
  const own = OWN(lab.organisations.globex);
  const requests = Array.from({ length: 600 }, () => {
    const method = pick(['GET', 'GET', 'GET', 'GET', 'POST', 'HEAD', 'DELETE', 'OPTIONS']);
    let target = pick(own);
    for (let turns = next(3); turns > 0; turns -= 1) target = mutated(target, pick, next);
    return { method, bytes: bytesOf(method, target, headers) };
  });
  const answers = await sendAll(
    lab.service.url,
    requests.map(({ method, bytes }) => ({ bytes, isHead: method === 'HEAD' })),
  );
  expectOwn(lab, answers, subject);
  // Grafana was asked for something of all kinds, or nothing is proven.
  const asked = new Set(lab.recorder.seen.map(({ url }) => url.split('/').slice(0, 4).join('/')));
  expect(asked.size).toBeGreaterThan(7);
}

/** Bytes that two programs cut differently: what is hidden in a body is never a request for acme. */
export async function smuggleRequests(lab: EmbeddingLab): Promise<void> {
  const { cookie = '' } = (await lab.enter('zoe')).headers;
  const subject = await subjectOf(lab);
  lab.recorder.seen.length = 0;
  const { acme, globex } = lab.organisations;
  const identity = `Host: x\r\nCookie: ${cookie}\r\nOrigin: ${lab.service.url}\r\n`;
  const hidden = `GET /grafana/d/shop?orgId=${acme} HTTP/1.1\r\n${identity}X-Grafana-Org-Id: ${acme}\r\n\r\n`;
  const body = JSON.stringify(ordersQuery('globex-metrics'));
  const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n`;
  const post = `POST /grafana/api/ds/query?orgId=${globex} HTTP/1.1\r\n${identity}Content-Type: application/json\r\n`;
  for (const [headers, sentBody] of [
    [`Content-Length: 4\r\nTransfer-Encoding: chunked\r\n`, `${chunked}\r\n`],
    [`Transfer-Encoding: chunked\r\nContent-Length: ${body.length}\r\n`, `${chunked}\r\n`],
    [`Content-Length: ${body.length}\r\nContent-Length: 0\r\n`, body],
    [`Transfer-Encoding: chunked\r\n`, `${chunked}X-Grafana-Org-Id: ${acme}\r\n\r\n`],
    [`Transfer-Encoding : chunked\r\n`, `${chunked}\r\n`],
    [`Transfer-Encoding: identity, chunked\r\n`, `${chunked}\r\n`],
    [`Content-Length: ${body.length}\r\nConnection: Content-Length\r\n`, body],
    [`Content-Length: ${body.length}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`, body],
  ] as const) {
    const received = await sendBytes(
      lab.service.url,
      Buffer.from(`${post}${headers}\r\n${sentBody}${hidden}`, 'latin1'),
      200,
    );
    expect(received).not.toMatch(FOREIGN);
  }
  expectOwn(lab, [], subject);
}

/** Tokens of data sources are taken where they belong, with one name beside them, and nowhere else. */
export async function sendTokensElsewhere({ service }: EmbeddingLab): Promise<void> {
  const target = '/scopes/acme@lab/prometheus/api/v1/query?query=orders';
  const bearer = (secret: string) => ['Authorization', `Bearer ${secret}`] as const;
  const ann = ['X-Grafana-User', 'ann'] as const;
  const asks: readonly (readonly [number, string, Lines])[] = [
    [401, `${target}&access_token=${SECRETS.background}`, []],
    [401, `${target}&token=${SECRETS.background}&auth_token=${SECRETS.background}`, []],
    [401, target, [['X-Api-Key', SECRETS.background]]],
    [401, target, [['Cookie', `tocsin_session=${SECRETS.background}`]]],
    [401, target, [['Proxy-Authorization', `Bearer ${SECRETS.background}`]]],
    [403, target, [bearer(SECRETS.acme), ann, ['X-Grafana-User', 'root']]],
    [403, target, [bearer(SECRETS.background), ann, ['x-grafana-user', 'root']]],
    [403, target, [bearer(SECRETS.acme), ['X_Grafana_User', 'root']]],
    [403, target, [bearer(SECRETS.acme), ['X-Grafana-User', ' ']]],
    [403, target, [bearer(SECRETS.background), ['X-Grafana-User', '']]],
    [403, target, [bearer(SECRETS.background), ['X-Grafana-Id', '']]],
    [403, target, [bearer(SECRETS.acme), ['X-WEBAUTH-USER', 'root']]],
    [403, target, [bearer(SECRETS.globex), ann]],
    [403, target, [bearer(SECRETS.globex), ['X-Grafana-User', 'root']]],
    [403, '/grafana/d/shop', [bearer(SECRETS.background), ann]],
    [403, '/api/v1/tenants/acme/dashboards', [bearer(SECRETS.background), ann]],
    [403, '/api/v1/tenants/acme/grafana/boards/shop', [bearer(SECRETS.background), ann]],
    [403, '/api/v1/tenants/acme/embed-links/rules', [bearer(SECRETS.background)]],
  ];
  const answers = await sendAll(
    service.url,
    asks.map(([, path, headers]) => ({ bytes: bytesOf('GET', path, headers), isHead: false })),
  );
  for (const [index, { status, body }] of answers.entries()) {
    const [wanted, path, headers] = asks[index] ?? [0, '', []];
    expect([path, headers, status]).toEqual([path, headers, wanted]);
    expect(body).not.toMatch(FOREIGN);
  }
  // Hop by hop or not, the name beside the token counts: without it the background would answer.
  const [narrowed] = await sendAll(service.url, [
    {
      bytes: bytesOf('GET', target, [
        bearer(SECRETS.background),
        ann,
        ['Connection', 'X-Grafana-User, keep-alive'],
      ]),
      isHead: false,
    },
  ]);
  expect(narrowed?.body).toContain('acme-prod');
  expect(narrowed?.body).not.toMatch(/acme-(?:test|bank)/);
}
