import { describe, expect, it } from 'vitest';
import { decidePath } from './decide-path.ts';
import { decideView, type HeldPlace } from './decide-view.ts';
import { plainTarget } from './plain-target.ts';

const RULES = '/api/ruler/acme-metrics/api/v1/rules';

const placeOf = (tenant: string, organisation: number): HeldPlace => ({
  ...{ tenant, organisation, dashboards: null },
  dataSources: new Set([`${tenant}-metrics`]),
  ...{ mayWrite: true, mayRule: true, maySilence: true },
});
const PLACES: readonly HeldPlace[] = [placeOf('acme', 1), placeOf('globex', 1)];

/** What Grafana is asked; null: nothing. */
function forwarded(method: string, target: string, alerting = true): string | null {
  const plain = plainTarget(`/grafana${target}`, '/grafana');
  const match = plain && decidePath(method, plain);
  if (!match) return null;
  const view = { target: plain, match, wish: undefined, body: Buffer.from('{}') };
  const decision = decideView(view, PLACES, { explore: true, live: true, alerting });
  return decision.kind === 'allowed' ? decision.target : null;
}

/** As Grafana's pages ask for a group: a name with a slash or a backslash goes into the query. */
const segment = (name: string) => encodeURIComponent(name);

describe('names of rules as tocsin gives them', () => {
  it.each([
    ['acme.shop.prod', 'Host CPU is busy'],
    ['acme.shop.prod', '\u4e3b\u673a CPU \u7e41\u5fd9'],
    ['acme.shop@eu1', 'Is it up? (#1, 100%)'],
    ['acme.shop.prod/team a', "it's + that & those = 2; 'x' *!"],
    ['acme/acme.shop/x', 'orders'],
    ['_platform@eu1/nodes', '\u{1f525} fire'],
    ['100%', '50% of 80 %'],
    ['team', '...but why'],
  ])('%s, %s', (namespace, group) => {
    const path = `${RULES}/${segment(namespace)}/${segment(group)}`;
    expect(forwarded('GET', path)).toBe(path);
    expect(forwarded('DELETE', `${path}?subtype=mimir`)).toBe(`${path}?subtype=mimir`);
    const above = `${RULES}/${segment(namespace)}`;
    expect(forwarded('POST', above)).toBe(above);
    expect(forwarded('GET', path, false)).toBeNull();
    expect(forwarded('DELETE', path.replace('acme-metrics', 'initech-metrics'))).toBeNull();
  });

  it('a namespace with a slash in the query, as Grafana asks since 11.2', () => {
    const query = 'subtype=mimir&namespace=acme.shop.prod%2Fteam+a';
    const target = `${RULES}/QUERY_NAMESPACE/${segment('Host CPU')}?${query}`;
    expect(forwarded('DELETE', target)).toBe(target);
    expect(
      forwarded('GET', `${RULES}/QUERY_NAMESPACE/QUERY_GROUP?namespace=acme%2Fx&group=g`),
    ).toBe(`${RULES}/QUERY_NAMESPACE/QUERY_GROUP?namespace=acme%2Fx&group=g`);
  });

  it('are printed in one form, however they came', () => {
    const forms = ['a%20b', '%61%20b', '%61%20%62', 'a%20%62'];
    expect(new Set(forms.map((name) => forwarded('GET', `${RULES}/${name}`)))).toEqual(
      new Set([`${RULES}/a%20b`]),
    );
    expect(forwarded('GET', `${RULES}/%e4%b8%bb`)).toBe(`${RULES}/%E4%B8%BB`);
    expect(forwarded('GET', `${RULES}/a@b`)).toBe(`${RULES}/a%40b`);
  });
});

/** Each stands for a namespace, for a group, and for both of a name in the query. */
const HOSTILE: readonly string[] = [
  ...['..', '.', '...', '%2e', '%2e%2e', '%2E.', '.%2e', '%2e%2e%2e'],
  ...['%2e%2e%2f%2e%2e', '..%2f..%2fglobex-metrics', 'acme%2f..', 'acme%2f..%2f..%2fx', 'acme%2f.'],
  ...['acme%2f', '%2facme', 'acme%2f%2fx', '%2f', '%2F%2F', 'No%20scope%2fx', 'a%20b%2f..%2fc'],
  ...[
    '%252f',
    '%252e%252e',
    'acme%252fx',
    '%25%32%66',
    '%2525252f',
    'a%2525',
    'a%253F',
    '%25%30%30',
  ],
  ...['%00', 'a%00b', 'a%0d%0aX-Grafana-Org-Id:%204', 'a%0a', 'a%7f', 'a%c2%85b', 'a%e2%80%a8b'],
  // Overlong, cut off, of half pairs, beyond Unicode, no character.
  ...['%c0%ae%c0%ae', '%c0%af', '%e0%80%af', '%f0%80%80%af', '%c1%9c', '%f5%80%80%80', '%ed%a0%80'],
  ...['%e4%b8', '%ff', '%80', 'a%ef%bf%bd', 'a%ef%bf%be', '%f4%90%80%80'],
  ...['%', 'a%', 'a%2', 'a%zz', 'a%u002f', '%%32%66', 'a;b', 'a%5cb', '..%5c..', 'a\\b', 'a b', ''],
  ...['\u2025', '\uff0e\uff0e', '\u4e3b', 'a"b', 'a<b', 'a|b', 'x'.repeat(1_001)],
];

describe('names that are refused', () => {
  it.each(HOSTILE)('%j', (name) => {
    for (const method of ['GET', 'DELETE']) {
      expect(forwarded(method, `${RULES}/${name}`)).toBeNull();
      expect(forwarded(method, `${RULES}/${name}/g`)).toBeNull();
      expect(forwarded(method, `${RULES}/acme/${name}`)).toBeNull();
    }
    expect(forwarded('POST', `${RULES}/${name}`)).toBeNull();
  });

  it.each(
    HOSTILE.filter(
      (name) => !['a;b', 'a b', 'a"b', 'a<b', 'a|b', '\u4e3b', '\u2025'].includes(name),
    ),
  )('%j in the query', (name) => {
    // The full stop of full width is a letter like any other to whoever splits at slashes.
    if (name.startsWith('\uff0e')) return;
    expect(forwarded('GET', `${RULES}/QUERY_NAMESPACE?namespace=${name}`)).toBeNull();
    expect(forwarded('GET', `${RULES}/acme/QUERY_GROUP?group=${name}`)).toBeNull();
  });

  it.each([
    'acme/acme%2Fx',
    'QUERY_NAMESPACE',
    'QUERY_NAMESPACE/g',
    'acme/QUERY_GROUP',
    'acme?namespace=globex',
    'acme/g?group=h',
    'QUERY_NAMESPACE?namespace=a&namespace=b',
    'QUERY_NAMESPACE?namespace=a&group=b',
    'QUERY%5FNAMESPACE/g',
    'acme/a/b',
    'acme%20x/a/b',
    'acme%20x/',
  ])('%s', (names) => {
    for (const method of ['GET', 'DELETE', 'POST']) {
      expect(forwarded(method, `${RULES}/${names}`)).toBeNull();
    }
  });

  it.each([
    '/api/ruler/acme%2Dmetrics/api/v1/rules/a',
    '/api/ruler/acme-metrics/api/v1/%72ules/a%20b',
    '/api/%72uler/acme-metrics/api/v1/rules/a%20b',
    '/api/ruler/acme-metrics/api/v1/rules%2Fa',
    '/api/ruler/acme-metrics/api/v1/rulesa%20b',
    '/api/prometheus/acme-metrics/api/v1/rules/a%20b',
    '/api/alertmanager/acme-metrics/api/v2/silence/a%20b',
    '/alertings/a%20b',
    '/%61lerting/a%20b',
    '/d/a%20b',
    '/public/a%20b',
  ])('escapes elsewhere: %s', (target) => {
    for (const method of ['GET', 'DELETE']) expect(forwarded(method, target)).toBeNull();
  });
});

describe('the question whether rules can be written', () => {
  const path = '/api/datasources/proxy/uid/acme-metrics/api/v1/status/buildinfo';
  it('is let through for an own data source, where alerting is switched on', () => {
    expect(forwarded('GET', path)).toBe(path);
    expect(forwarded('GET', path, false)).toBeNull();
  });

  it.each([
    path.replace('acme-metrics', 'initech-metrics'),
    path.replace('acme-metrics', 'grafana'),
    path.replace('acme-metrics', '..'),
    path.replace('buildinfo', 'build%69nfo'),
    path.replace('buildinfo', 'flags'),
    path.replace('buildinfo', 'config'),
    path.replace('uid/acme-metrics', '1'),
    path.replace('api/v1', 'prometheus/api/v1'),
    `${path}/`,
    `${path}/x`,
    `${path}/../config`,
    '/api/datasources/proxy/uid/acme-metrics/api/v1/query',
  ])('and no other: %s', (target) => {
    expect(forwarded('GET', target)).toBeNull();
  });

  it('and by no other method', () => {
    for (const method of ['POST', 'PUT', 'DELETE']) expect(forwarded(method, path)).toBeNull();
  });
});
