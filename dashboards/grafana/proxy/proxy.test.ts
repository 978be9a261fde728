import { describe, expect, it } from 'vitest';
import { decidePath } from './decide-path.ts';
import { decideQueries } from './decide-queries.ts';
import { decideView, type HeldPlace, type ViewSettings } from './decide-view.ts';
import { plainTarget } from './plain-target.ts';

const ACME: HeldPlace = {
  tenant: 'acme',
  organisation: 3,
  dataSources: new Set(['acme-metrics', 'acme-logs']),
  dashboards: null,
  mayWrite: false,
  mayRule: false,
  maySilence: false,
};
const GLOBEX: HeldPlace = {
  tenant: 'globex',
  organisation: 4,
  dataSources: new Set(['globex-metrics']),
  dashboards: null,
  mayWrite: false,
  mayRule: false,
  maySilence: false,
};
/** Two tenants in one organisation, told apart by folders. */
const FOLDER_ACME: HeldPlace = { ...ACME, organisation: 1, dashboards: new Set(['acme-board']) };

interface Asked {
  readonly method?: string;
  readonly target: string;
  readonly wish?: string;
  readonly referer?: string;
  readonly more?: readonly string[];
  readonly body?: unknown;
  readonly places?: readonly HeldPlace[];
  readonly settings?: Partial<ViewSettings>;
}

function decide(asked: Asked): string {
  const { method = 'GET', target, wish, referer, body, places = [ACME] } = asked;
  const plain = plainTarget(target, '/grafana');
  if (plain === null) return 'no plain path';
  const match = decidePath(method, plain, asked.more);
  if (match === null) return 'not on the list';
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? null);
  const view = { target: plain, match, wish, referer, body: Buffer.from(text) };
  const settings = { explore: false, live: false, alerting: false, ...asked.settings };
  const decision = decideView(view, places, settings);
  if (decision.kind === 'refused') return `refused: ${decision.reason}`;
  const { marks } = decision;
  return marks === null ? `asked: ${decision.target}` : `answered here: ${JSON.stringify(marks)}`;
}

const query = (datasource: unknown, more: object = {}) => ({
  queries: [{ refId: 'A', datasource, expr: 'up', ...more }],
  from: 'now-1h',
  to: 'now',
});
const OWN = { type: 'prometheus', uid: 'acme-metrics' };

describe('what an embedded viewer needs', () => {
  it.each<[Asked, string]>([
    [
      { target: '/grafana/public/build/app.js', places: [ACME, GLOBEX] },
      'asked: /public/build/app.js',
    ],
    [
      {
        target: '/grafana/api/dashboards/uid/b',
        places: [ACME, GLOBEX],
        referer: 'https://tocsin.example/grafana/d/b?orgId=4',
      },
      'asked: /api/dashboards/uid/b',
    ],
    [{ target: '/grafana/bootdata', more: ['/bootdata'] }, 'asked: /bootdata'],
    [
      { target: '/grafana/d/board/title?kiosk=1&var-x=a%20b&theme=dark' },
      'asked: /d/board/title?kiosk=1&var-x=a+b&theme=dark&orgId=3',
    ],
    [
      { target: '/grafana/d-solo/board?panelId=2&orgId=3' },
      'asked: /d-solo/board?panelId=2&orgId=3',
    ],
    [{ target: '/grafana/public/build/app.5f3.js' }, 'asked: /public/build/app.5f3.js'],
    [
      { target: '/grafana/api/dashboards/uid/board', wish: '3' },
      'asked: /api/dashboards/uid/board',
    ],
    [
      {
        target: '/grafana/apis/dashboard.grafana.app/v1beta1/namespaces/org-3/dashboards/board/dto',
      },
      'asked: /apis/dashboard.grafana.app/v1beta1/namespaces/org-3/dashboards/board/dto',
    ],
    [
      {
        target: '/grafana/api/ds/query?ds_type=prometheus&requestId=1',
        method: 'POST',
        body: query(OWN),
      },
      'asked: /api/ds/query?ds_type=prometheus&requestId=1',
    ],
    [
      {
        target: '/grafana/api/datasources/uid/acme-metrics/resources/api/v1/labels',
        method: 'POST',
      },
      'asked: /api/datasources/uid/acme-metrics/resources/api/v1/labels',
    ],
    [
      { target: '/grafana/api/annotations?dashboardUID=board' },
      'asked: /api/annotations?dashboardUID=board',
    ],
    [
      {
        target: '/grafana/api/annotations?tags=tocsin-incidents&tags=critical&limit=0&from=1&to=x',
        places: [FOLDER_ACME],
      },
      'answered here: {"tags":["critical"],"isAny":false,"fromMs":1,"toMs":null,"limit":100}',
    ],
    [
      { target: '/grafana/d/globex-board?orgId=4', places: [ACME, GLOBEX] },
      'asked: /d/globex-board?orgId=4',
    ],
    [{ target: '/grafana/d/acme-board', places: [FOLDER_ACME] }, 'asked: /d/acme-board?orgId=1'],
    [{ target: '/grafana/api/live/ws', settings: { live: true } }, 'asked: /api/live/ws'],
    [
      {
        target: '/grafana/explore',
        places: [{ ...ACME, mayWrite: true }],
        settings: { explore: true },
      },
      'asked: /explore?orgId=3',
    ],
  ])('%j', (asked, outcome) => {
    expect(decide(asked)).toBe(outcome);
  });
});

/** Paths that mean one thing here and another thing there. */
const TWISTED = [
  '/grafana/public/../api/admin/settings',
  '/grafana/public/./../api/users',
  '/grafana/public/%2e%2e/api/admin/settings',
  '/grafana/public/%2E%2E%2fapi%2fadmin/settings',
  '/grafana/public/..%2fapi/users',
  '/grafana/public/%252e%252e/api/users',
  '/grafana/public/..;/api/users',
  '/grafana/public/a;/../api/users',
  '/grafana/public//api/users',
  '/grafana//api/users',
  '//grafana/api/ds/query',
  '/grafana/public\\..\\api\\users',
  '/grafana/public/%5c..%5capi',
  '/grafana/public/.../x',
  '/grafana/public/\u2025/api/users',
  '/grafana/public/\uff0e\uff0e/api/users',
  '/grafana/public/%c0%ae%c0%ae/api/users',
  '/grafana/public/x%00.js',
  '/grafana/public/x\u0000.js',
  '/grafana/public/x%0d%0aX-Grafana-Org-Id:%204',
  '/grafana/public/x\r\nX-Grafana-Org-Id: 4',
  '/grafana/public/x y',
  '/grafana/d/board/#/../../api/users',
  '/grafana/d/%62oard',
  '/%67rafana/d/board',
  '/Grafana/d/board',
  '/grafanax/d/board',
  '/grafana/d/board?x=%zz',
  '/grafana/d/board?x=%00',
  '/grafana/d/board?x=\u00e9',
  'http://other.example/grafana/d/board',
  '/grafana/d/board/',
];

/** Plain paths of Grafana that an embedded viewer does not need. */
const ELSEWHERE: readonly (readonly [string, string])[] = [
  ['GET', '/grafana/'],
  ['GET', '/grafana/login'],
  ['POST', '/grafana/login'],
  ['GET', '/grafana/logout'],
  ['GET', '/grafana/API/ds/query'],
  ['GET', '/grafana/api/Admin/settings'],
  ['GET', '/grafana/api/admin/settings'],
  ['GET', '/grafana/api/admin/users'],
  ['GET', '/grafana/api/users'],
  ['GET', '/grafana/api/org'],
  ['GET', '/grafana/api/orgs'],
  ['GET', '/grafana/api/user'],
  ['POST', '/grafana/api/user/using/4'],
  ['PUT', '/grafana/api/user'],
  ['POST', '/grafana/api/users/2/using/4'],
  ['POST', '/grafana/api/auth/keys'],
  ['POST', '/grafana/api/serviceaccounts'],
  ['GET', '/grafana/api/datasources'],
  ['GET', '/grafana/api/datasources/uid/acme-metrics'],
  ['GET', '/grafana/api/datasources/proxy/uid/acme-metrics/api/v1/query'],
  ['GET', '/grafana/api/datasources/proxy/uid/globex-metrics/api/v1/query'],
  ['GET', '/grafana/api/datasources/proxy/1/api/v1/query'],
  ['DELETE', '/grafana/api/datasources/uid/acme-metrics'],
  ['GET', '/grafana/api/datasources/uid/acme-metrics/resources'],
  ['PUT', '/grafana/api/datasources/uid/acme-metrics/resources/x'],
  ...[
    ...['config/v1/rules/team', 'rules/team', 'api/v1/rules/team', 'api/v1/write', 'api/v1/push'],
    ...[
      'api/v2/silences',
      'api/v2/alerts',
      'api/v1/alerts',
      'loki/api/v1/push',
      'api/prom/rules/x',
    ],
    ...['api/v1/admin/tsdb/delete_series', 'api/v1/label/a/values/b', 'api/v1/status', 'labels'],
  ].map((path) => ['POST', `/grafana/api/datasources/uid/acme-metrics/resources/${path}`] as const),
  ['POST', '/grafana/api/snapshots'],
  ['GET', '/grafana/api/snapshots/abc'],
  ['GET', '/grafana/dashboard/snapshot/abc'],
  ['GET', '/grafana/public-dashboards/abc'],
  ['GET', '/grafana/api/public/dashboards/abc'],
  ['POST', '/grafana/api/dashboards/uid/board/public-dashboards'],
  ['DELETE', '/grafana/api/dashboards/uid/board'],
  ['GET', '/grafana/a/grafana-exploretraces-app'],
  ['GET', '/grafana/admin/users'],
  ['GET', '/grafana/metrics'],
  ['GET', '/grafana/render/d-solo/board'],
  ['GET', '/grafana/api/plugins/x/resources/y'],
  ['GET', '/grafana/api/plugin-proxy/x/y'],
  ['GET', '/grafana/api/gnet/dashboards/1'],
  ['GET', '/grafana/apis/dashboard.grafana.app/v1beta1/namespaces/org-3/dashboards'],
  ['GET', '/grafana/apis/iam.grafana.app/v0alpha1/namespaces/org-3/users'],
  ['GET', '/grafana/avatar/0'],
  ['HEAD', '/grafana/d/board'],
  ['OPTIONS', '/grafana/api/ds/query'],
  ['TRACE', '/grafana/d/board'],
];

describe('what is refused by its path', () => {
  it.each(TWISTED)('%j', (target) => {
    expect(['no plain path', 'not on the list']).toContain(decide({ target }));
  });

  it.each(ELSEWHERE)('%s %s', (method, target) => {
    expect(decide({ method, target })).toBe('not on the list');
  });
});

describe('what is refused for whom it is', () => {
  const board = '/grafana/d/board';
  const ask = { method: 'POST', target: '/grafana/api/ds/query' } as const;
  const foreign = { type: 'prometheus', uid: 'globex-metrics' };
  it.each<[string, Asked]>([
    ['an organisation of another tenant, in the query', { target: `${board}?orgId=4` }],
    ['in the header', { target: board, wish: '4' }],
    ['in both, and different', { target: `${board}?orgId=3`, wish: '4' }],
    ['twice in the query', { target: `${board}?orgId=3&orgId=4` }],
    ['in capitals', { target: `${board}?ORGID=4` }],
    ['in two spellings', { target: `${board}?orgId=3&org_id=4` }],
    ['in two headers', { target: board, wish: '3, 4' }],
    ['as no plain number', { target: `${board}?orgId=3.0` }],
    ['as a number with a sign', { target: `${board}?orgId=%2B4` }],
    ['zero', { target: board, wish: '0' }],
    [
      'the first one, by its namespace',
      { target: '/grafana/apis/dashboard.grafana.app/v1/namespaces/default/dashboards/board' },
    ],
    [
      'of a namespace',
      { target: '/grafana/apis/dashboard.grafana.app/v1/namespaces/org-4/dashboards/board' },
    ],
    [
      'of a namespace, beside the own',
      {
        target: '/grafana/apis/query.grafana.app/v0alpha1/namespaces/org-4/query',
        method: 'POST',
        wish: '3',
        body: query(OWN),
      },
    ],
    ['no organisation where there are two', { target: board, places: [ACME, GLOBEX] }],
    [
      'a page of another organisation',
      { target: '/grafana/api/dashboards/uid/b', referer: 'https://x/grafana/d/b?orgId=4' },
    ],
    [
      'a page of two organisations',
      { target: board, places: [ACME, GLOBEX], referer: 'https://x/?orgId=3&orgId=4' },
    ],
    ['a path that nobody added', { target: '/grafana/bootdata', more: ['/boot'] }],
    [
      'an added path, sent to',
      { method: 'POST', target: '/grafana/bootdata', more: ['/bootdata'] },
    ],
    ['nothing held at all', { target: board, places: [] }],
    ['a token in the query', { target: `${board}?auth_token=abc` }],
    ['another target organisation', { target: `${board}?targetOrgId=4` }],
    ['a data source of another tenant', { ...ask, body: query(foreign) }],
    [
      'one beside an own one',
      { ...ask, body: { queries: [{ datasource: OWN }, { datasource: foreign }] } },
    ],
    ['by its name', { ...ask, body: query('globex-metrics') }],
    ['by its number alone', { ...ask, body: { queries: [{ refId: 'A', datasourceId: 7 }] } }],
    ['in capitals beside the own', { ...ask, body: query(OWN, { Datasource: foreign }) }],
    ['with a uid in two spellings', { ...ask, body: query({ ...OWN, UID: 'globex-metrics' }) }],
    [
      'in letters that Go takes for others',
      { ...ask, body: query(OWN, { ['data\u017fource']: foreign }) },
    ],
    ["Grafana's own", { ...ask, body: query({ type: 'grafana', uid: 'grafana' }) }],
    ['mixed', { ...ask, body: query({ uid: '-- Mixed --' }) }],
    [
      'a second list of queries',
      { ...ask, body: { ...query(OWN), Queries: [{ datasource: foreign }] } },
    ],
    ['no list', { ...ask, body: { queries: { 0: { datasource: OWN } } } }],
    ['no JSON', { ...ask, body: 'queries=1' }],
    [
      'the wrong data source in the path',
      { target: '/grafana/api/datasources/uid/globex-metrics/resources/api/v1/labels' },
    ],
    ['Live where it is off', { target: '/grafana/api/live/ws' }],
    ['Explore for who only looks', { target: '/grafana/explore', settings: { explore: true } }],
    [
      'Explore where it is off',
      { target: '/grafana/explore', places: [{ ...ACME, mayWrite: true }] },
    ],
    [
      'a board in the folder of another tenant',
      { target: '/grafana/d/globex-board', places: [FOLDER_ACME] },
    ],
    [
      'annotations of a whole organisation of folders',
      { target: '/grafana/api/annotations', places: [FOLDER_ACME] },
    ],
    [
      'annotations by number',
      {
        target: '/grafana/api/annotations?dashboardUID=acme-board&dashboardId=7',
        places: [FOLDER_ACME],
      },
    ],
    [
      'Live in an organisation of folders',
      {
        target: '/grafana/api/live/ws',
        places: [FOLDER_ACME],
        settings: { live: true },
      },
    ],
  ])('%s', (_, asked) => {
    expect(decide(asked)).toMatch(/^(refused: |not on the list)/);
  });
});

it('prints a body anew: what came twice, and numbers, are gone', () => {
  const text =
    '{"queries":[{"refId":"A","datasource":{"uid":"globex-metrics"},"datasource":{"uid":"acme-metrics"},"datasourceId":9,"orgId":4}]}';
  expect(decideQueries(text, ACME.dataSources)).toEqual({
    kind: 'allowed',
    body: '{"queries":[{"refId":"A","datasource":{"uid":"acme-metrics"}}]}',
  });
});
