import { type Attack, encoded, FORM, type Pairs, shotOf } from './attack.ts';

/** The positive control with headers that claim to be somebody else. */
const forged = (
  name: string,
  rows: readonly number[],
  headers: (other: string, own: string) => Pairs,
  particular: Partial<Attack> = {},
): Attack => ({
  name: `header: ${name}`,
  rows,
  must: 'stay inside',
  shot: (aim) => {
    const shot = shotOf(aim);
    return { ...shot, headers: [...shot.headers, ...headers(aim.neighbour, aim.tenant)] };
  },
  ...particular,
});

const TENANCY = [
  'X-Scope-OrgID',
  'x-scope-orgid',
  'X-Prom-Label-Policy',
  'THANOS-TENANT',
  'X-Tenant-ID',
  'AccountID',
  'X-Loki-Disable-Pipeline-Wrappers',
  'X-Loki-Query-Limits',
  'X-Loki-Query-Limits-Context',
  'X-Loki-Actor-Path',
  'X-Query-Tags',
  'X-Thanos-Force-Tracing',
  'X-Grafana-User',
  'X-Grafana-Org-Id',
  'X-Grafana-Id',
  'X-WEBAUTH-USER',
  'X-Remote-User',
  'X-Forwarded-User',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Prefix',
  'X-Forwarded-Uri',
  'X-Original-URL',
  'X-Rewrite-URL',
  'X-Real-IP',
  'Forwarded',
  'Via',
  'Proxy-Authorization',
  'X-Tocsin-Scope',
] as const;

const own = (headers: Pairs) => () => headers;

/** Headers of section 5 of the reference, and others that some backend or proxy believes. */
export const FORGED_HEADERS: readonly Attack[] = [
  ...TENANCY.map((name) => forged(`${name} of the neighbour`, [23], (other) => [[name, other]])),
  forged('a policy of the neighbour', [23], (other) => [
    ['X-Prom-Label-Policy', `${other}:%7Bnamespace%3D%22${other}%22%7D`],
  ]),
  forged('Loki flags', [23], own([['X-Loki-Response-Encoding-Flags', 'categorize-labels,x']])),
  forged('Connection names ours', [24], (other) => [
    ['Connection', 'X-Scope-OrgID, Authorization, Accept, keep-alive'],
    ['X-Scope-OrgID', other],
  ]),
  forged('Connection names a dozen', [24], own([['Connection', 'host, content-length, cookie']])),
  forged('a list of tenants', [25], (other, me) => [['X-Scope-OrgID', `${me}|${other}`]]),
  forged('tenants twice', [25], (other, me) => [
    ['X-Scope-OrgID', me],
    ['X-Scope-OrgID', other],
  ]),
  forged('a cookie', [26], (other) => [['Cookie', `tocsin_session=${other}; session=${other}`]]),
  forged(
    'somebody else beside me',
    [26],
    (other) => [
      ['Authorization', 'Basic YTpi'],
      ['Authorization', `Bearer ${other}`],
    ],
    { must: 'refuse' },
  ),
  forged(
    'a part of the answer',
    [27],
    own([
      ['Range', 'bytes=0-20'],
      ['If-Range', '"x"'],
    ]),
  ),
  forged('other encodings', [27], own([['Accept-Encoding', 'br, zstd, gzip, *']])),
  forged('a columnar answer', [27], own([['Accept', 'application/vnd.apache.parquet']])),
  forged('protobuf asked for', [27], own([['Accept', 'application/x-protobuf;q=1, */*;q=0']])),
  forged(
    'an ETag',
    [64],
    own([
      ['If-None-Match', '*'],
      ['If-Modified-Since', new Date(0).toUTCString()],
    ]),
  ),
  ...['DELETE', 'PUT', 'GET', 'POST'].map((method) =>
    forged(
      `${method} by override`,
      [12],
      own([
        ['X-HTTP-Method-Override', method],
        ['X-HTTP-Method', method],
        ['X-Method-Override', method],
      ]),
    ),
  ),
  forged('another host', [20], (other) => [['Host', other]]),
  forged('the backend as host', [20], own([['Host', '127.0.0.1:9090']])),
  forged('an empty host', [20], own([['Host', '']])),
  forged(
    'two hosts',
    [20],
    own([
      ['Host', 'a'],
      ['Host', 'b'],
    ]),
    { leavesRoute: true },
  ),
  forged(
    'an upgrade',
    [20],
    own([
      ['Connection', 'Upgrade'],
      ['Upgrade', 'h2c'],
      ['HTTP2-Settings', 'AAMAAABkAAQAAP__'],
    ]),
    { leavesRoute: true, mayClose: true },
  ),
  forged('Expect', [], own([['Expect', '100-continue']]), { leavesRoute: true }),
  forged('an unknown Expect', [], own([['Expect', '200-ok']]), { leavesRoute: true }),
  forged(
    'a foreign page',
    [],
    own([
      ['Origin', 'https://evil.example'],
      ['Sec-Fetch-Site', 'cross-site'],
    ]),
  ),
  forged('half a megabyte of tracing', [], own([['Baggage', 'x'.repeat(12_000)]]), {
    leavesRoute: true,
  }),
  {
    name: 'header: a form on a POST with a type in capitals',
    rows: [10],
    must: 'stay inside',
    shot: (aim) =>
      aim.method !== 'POST' || aim.body !== null
        ? null
        : {
            method: aim.method,
            target: aim.target,
            headers: [['content-TYPE', `${FORM.toUpperCase()} ; Charset="UTF-8"`]],
            body: encoded(aim.form),
          },
  },
  {
    name: 'header: two types',
    rows: [10],
    must: 'stay inside',
    shot: (aim) =>
      aim.method !== 'POST' || aim.body !== null
        ? null
        : {
            method: aim.method,
            target: aim.target,
            headers: [
              ['Content-Type', FORM],
              ['Content-Type', 'application/json'],
            ],
            body: encoded(aim.form),
          },
  },
];
