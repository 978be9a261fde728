import { describe, expect, it } from 'vitest';
import { type OperatorPlace, operatorObjects } from '../operator/operator-objects.ts';
import { dashboardFiles } from '../provision/provisioning-files.ts';
import { sourceForGrafana } from './board-for-grafana.ts';

const place: OperatorPlace = {
  ...{ owner: 'acme', namespace: 'monitoring', isElsewhere: false },
  instance: { dashboards: 'grafana' },
};
const board = { title: 'Shop', panels: [{ id: 1, type: 'text' }], schemaVersion: 39 };
const plain = '{ "uid": "shop",  "title": "Shop", "panels": [] }\n';
const v2 = { title: 'Shop', elements: {}, layout: { kind: 'GridLayout', spec: { items: [] } } };

const WRAPPED: readonly (readonly [string, object])[] = [
  ['an answer of the API', { meta: {}, dashboard: { ...board, id: 5 } }],
  ['a resource', { apiVersion: 'dashboard.grafana.app/v1beta1', metadata: {}, spec: board }],
];

/** As the operator and as files get it. */
function given(source: string): readonly string[] {
  const one = { uid: 'shop', node: 'acme', folder: '', source };
  const { objects } = operatorObjects(place, [], null, [one]);
  const inObject = objects.find(({ kind }) => kind === 'GrafanaDashboard')?.spec;
  return [
    String(Object(inObject).json),
    dashboardFiles('acme', [one], { organisation: 1, isAlone: true, specs: [] })[1]?.text ?? '',
  ];
}

describe('what the operator and files of Grafana get', () => {
  it.each(WRAPPED)('of %s is the dashboard alone', (_, outer) => {
    for (const text of given(JSON.stringify(outer))) {
      expect(JSON.parse(text)).toEqual({ ...board, uid: 'shop' });
    }
  });

  it('of schema v2 is one of v1', () => {
    const resource = { apiVersion: 'dashboard.grafana.app/v2', kind: 'Dashboard', spec: v2 };
    for (const text of [...given(JSON.stringify(resource)), ...given(JSON.stringify(v2))]) {
      expect(JSON.parse(text)).toMatchObject({ uid: 'shop', title: 'Shop', panels: [] });
      expect(text).not.toMatch(/elements|layout|apiVersion/);
    }
  });

  it('of a dashboard is its text, without a mark before it', () => {
    expect(given(plain)).toEqual([plain, plain]);
    expect(given(`\ufeff${plain}`)).toEqual([plain, plain]);
    expect(sourceForGrafana({ uid: 'shop', node: 'acme', source: 'no JSON' }, [])).toBe('no JSON');
  });
});
