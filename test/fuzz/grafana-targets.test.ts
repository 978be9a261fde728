import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decidePath } from '../../dashboards/grafana/proxy/decide-path.ts';
import { decideQueries } from '../../dashboards/grafana/proxy/decide-queries.ts';
import { decideView, type HeldPlace } from '../../dashboards/grafana/proxy/decide-view.ts';
import { plainTarget } from '../../dashboards/grafana/proxy/plain-target.ts';
import {
  type BoardLink,
  printBoardLink,
  readBoardLink,
} from '../../dashboards/links/board-link.ts';
import { propertyRuns } from '../support/property-runs.ts';

const held = (more: Partial<HeldPlace> = {}): HeldPlace => ({
  ...{ tenant: 'acme', organisation: 3, dataSources: new Set(['acme-metrics']), dashboards: null },
  ...{ mayWrite: true, mayRule: true, maySilence: true, ...more },
});
/** An organisation of its own, and one that is shared. */
const PLACES = [held(), held({ organisation: 1, dashboards: new Set(['acme-board']) })];

const piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...[
        'public',
        'd',
        'd-solo',
        'api',
        'dashboards',
        'uid',
        'ds',
        'query',
        'datasources',
        'apis',
      ],
      ...[
        'acme-board',
        'globex-board',
        'acme-metrics',
        'globex-metrics',
        'resources',
        'v1',
        'rules',
      ],
      ...[
        'namespaces',
        'org-3',
        'org-4',
        'default',
        'ruler',
        'alertmanager',
        'prometheus',
        'alerting',
      ],
      ...[
        'dashboard.grafana.app',
        'annotations',
        'search',
        'folders',
        'silences',
        'acme.shop%2Fteam',
      ],
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        '..',
        '.',
        '',
        '%2e%2e',
        '%2f',
        '%252f',
        '%5c',
        '\\',
        ';',
        ';a=b',
        '%00',
        '%0a',
        '%c0%af',
      ],
      ...['\u2025', '\uff0f', '%EF%BC%8F', 'a;b', '~', '%2E%2e%2F', '..%2fglobex', '%25', '+', '@'],
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
);
/** What is let through as it stands, of one organisation or the other. */
const GOOD = [
  'public/build/app.js',
  'd/acme-board/title',
  'd-solo/acme-board',
  'api/dashboards/uid/acme-board',
  'apis/dashboard.grafana.app/v1/namespaces/org-3/dashboards/acme-board/dto',
  'api/datasources/uid/acme-metrics/resources/api/v1/labels',
  'api/ruler/acme-metrics/api/v1/rules/acme.shop%2Fteam/group',
  'api/alertmanager/acme-metrics/api/v2/silences',
  'api/annotations',
  'alerting/list',
].map((path) => path.split('/'));
const edits = fc.array(fc.tuple(fc.nat(8), fc.nat(1), piece), { maxLength: 2 });
const pieces = fc.oneof(
  fc.array(piece, { maxLength: 8 }),
  fc.tuple(fc.constantFrom(...GOOD), edits).map(([good, changes]) => {
    let parts = good;
    for (const [at, count, put] of changes) parts = parts.toSpliced(at, count, put);
    return parts;
  }),
);
const target = fc
  .tuple(
    fc.constantFrom('/grafana/', '/grafana/', '/grafana/', '/grafana//', '/Grafana/'),
    pieces,
    fc.constantFrom(
      ...['', '', '?orgId=3', '?orgId=4', '?orgId=3&orgId=4', '?ORGID=4', '?org%49d=4', '?a=%2'],
      ...['?dashboardUID=globex-board', '?dashboardUID=acme-board', '?namespace=x&group=y'],
    ),
  )
  .map(([start, parts, query]) => `${start}${parts.join('/')}${query}`);

/** Whatever somebody behind us makes of a path before it looks at it. */
const READINGS: readonly ((path: string) => string)[] = [
  (path) => new URL(path, 'http://grafana').pathname,
  (path) => path.replaceAll(/\/{2,}/g, '/'),
  (path) => path.replaceAll('\\', '/'),
  (path) => path.replaceAll(/;[^/]*/g, ''),
  (path) => path.normalize('NFKC'),
  (path) => path.replaceAll('\0', ''),
];

const OF_NEIGHBOUR =
  /^\/api(?:\/(?:datasources\/uid|ruler|prometheus|alertmanager)\/globex-|s\/[^/]+\/[^/]+\/namespaces\/org-4)/;
const BOARD_OF_NEIGHBOUR =
  /^\/(?:d|d-solo|api\/dashboards\/uid|apis\/[^/]+\/[^/]+\/namespaces\/[^/]+\/dashboards)\/globex-board/;

it('a target that is let through is one path to everybody, and names nothing of a neighbour', () => {
  let allowed = 0;
  fc.assert(
    fc.property(target, fc.constantFrom('GET', 'POST', 'DELETE'), (text, method) => {
      for (const place of PLACES) {
        const plain = plainTarget(text, '/grafana');
        const match = plain && decidePath(method, plain);
        if (!plain || !match) continue;
        const view = { target: plain, match, wish: undefined, body: Buffer.from('{}') };
        const settings = { explore: true, live: true, alerting: true };
        const decision = decideView(view, [place], settings);
        if (decision.kind === 'refused') continue;
        allowed += 1;
        const [path = '', query = ''] = decision.target.split('?');
        for (const read of READINGS) expect(read(path)).toBe(path);
        // Names of rules alone may be escaped, and are no other path when they are not.
        const names = path.startsWith('/api/ruler/') ? path.split('/').length : 0;
        if (names === 0) expect(path).not.toContain('%');
        for (const part of decodeURIComponent(path).split('/')) expect(part).not.toMatch(/^\.+$/);
        expect(path).not.toMatch(OF_NEIGHBOUR);
        if (place.dashboards !== null) {
          expect(path).not.toMatch(BOARD_OF_NEIGHBOUR);
          if (path === '/api/annotations') expect(query).not.toContain('globex-board');
        }
        const named = [...new URLSearchParams(query)].filter(([name]) => /^orgid$/i.test(name));
        for (const [, value] of named) expect(value).toBe(String(place.organisation));
      }
    }),
    propertyRuns(3_000, 100_000),
  );
  expect(allowed).toBeGreaterThan(100);
});

const foreign = fc.constantFrom<unknown>(
  'globex-metrics',
  { uid: 'globex-metrics' },
  { type: 'prometheus', uid: 'acme-metrics', UID: 'globex-metrics' },
  { uid: ['globex-metrics'] },
  { uid: 'acme-metrics' },
  { uid: 'grafana' },
  7,
  null,
);
const body = fc.dictionary(
  fc.constantFrom('queries', 'Queries', 'QUERIES', 'from', 'to', 'debug', 'queries\u0000', 'x'),
  fc.oneof(
    fc.array(
      fc.dictionary(
        fc.constantFrom(
          ...[
            'datasource',
            'Datasource',
            'data\u017fource',
            'dataSource',
            'DATASOURCE',
            'datasourceUid',
          ],
          ...[
            'datasourceId',
            'DatasourceID',
            'orgId',
            'data_source',
            'refId',
            'expr',
            'datasourceName',
          ],
        ),
        foreign,
      ),
      { maxLength: 3 },
    ),
    foreign,
  ),
);

/** As Go reads JSON: of keys that are equal without regard to case the last one counts. */
function folded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(folded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key.normalize('NFKC').toLowerCase(), folded(one)]),
  );
}

it('queries that are let through name one data source, the own, however their keys are read', () => {
  fc.assert(
    fc.property(body, fc.boolean(), (wish, isDoubled) => {
      const text = JSON.stringify(wish);
      const sent = isDoubled ? text.replace('{', '{"queries":[{"datasource":{"uid":"x"}}],') : text;
      const decision = decideQueries(sent, new Set(['acme-metrics']));
      if (decision.kind === 'refused') return;
      const read = folded(JSON.parse(decision.body)) as { queries: { datasource: unknown }[] };
      for (const query of read.queries) {
        expect(query.datasource).toMatchObject({ uid: 'acme-metrics' });
        expect(Object.keys(query)).not.toContain('datasourceid');
      }
      expect(decision.body).not.toContain('globex');
    }),
    propertyRuns(1_000, 50_000),
  );
});

const KEY = new Uint8Array(32).fill(9);
const LINK: BoardLink = {
  ...{ kind: 'embed', owner: 'acme', scope: 'acme.shop', uid: 'orders', panelId: 2 },
  giver: { kind: 'user', id: '01M7ZGJ5SDDXTBVQ9KPPT0RE0B', owner: '' },
  ...{ issuedAtMs: 1_768_460_000_000, expiresAtMs: 1_768_463_600_000, origins: [] },
  fixed: [['var-kind', 'a']],
};

it('a token of a link that differs in anything is none', () => {
  const token = printBoardLink(LINK, KEY);
  expect(readBoardLink(token, [KEY])).toEqual(LINK);
  const other = printBoardLink({ ...LINK, owner: 'globex', scope: 'globex' }, new Uint8Array(32));
  const edit = fc.oneof(
    fc.tuple(fc.nat(token.length - 1), fc.string({ minLength: 1, maxLength: 2 })),
    fc.tuple(fc.nat(token.length - 1), fc.constantFrom('=', '.', '-', '_', '%3D', '+', '/', ' ')),
  );
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), fc.boolean(), (edits, isCut) => {
      let text = token;
      for (const [at, put] of edits) {
        text = text.slice(0, at) + put + text.slice(isCut ? at + put.length : at);
      }
      if (text !== token) expect(readBoardLink(text, [KEY])).toBeUndefined();
      const [claims = ''] = other.split('.');
      expect(readBoardLink(`${claims}.${text.split('.')[1] ?? ''}`, [KEY])).toBeUndefined();
    }),
    propertyRuns(1_000, 50_000),
  );
});
