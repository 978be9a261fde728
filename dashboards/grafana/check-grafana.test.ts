import { Type } from 'typebox';
import { expect, it } from 'vitest';
import { loadConfig } from '../../platform/config/load-config.ts';
import { grafanaFindings } from './check-grafana.ts';
import { GrafanaConfig } from './grafana-config.ts';

const SCHEMA = Type.Object(GrafanaConfig, { additionalProperties: false });
const GOOD = { url: 'http://grafana:3000/grafana', adminUser: 'admin', adminPassword: 'x' };

function pathsOf(section: object): readonly string[] {
  const yaml = JSON.stringify({ grafana: section });
  const { grafana } = loadConfig(SCHEMA, { yaml, fileName: 'test', env: {} });
  return grafanaFindings(grafana).map(({ path }) => path);
}

it.each<[string, object, readonly string[]]>([
  ['none', {}, []],
  ['a whole one', GOOD, []],
  ['no administrator', { url: GOOD.url }, []],
  ['no sub-path in its address', { ...GOOD, url: 'http://grafana:3000' }, ['/grafana/path']],
  ['another sub-path', { ...GOOD, path: '/graphs' }, ['/grafana/path']],
  ['a path of ours', { ...GOOD, url: 'http://grafana/api/x', path: '/api/x' }, ['/grafana/path']],
  [
    'the path of links',
    { ...GOOD, url: 'http://grafana/embed', path: '/embed' },
    ['/grafana/path'],
  ],
  ['credentials in the address', { ...GOOD, url: 'http://a:b@grafana/grafana' }, ['/grafana/url']],
  ['no http', { ...GOOD, url: 'ftp://grafana/grafana' }, ['/grafana/url']],
  ['half an administrator', { url: GOOD.url, adminUser: 'admin' }, ['/grafana/adminPassword']],
  ['a long life', { ...GOOD, jwtLifetime: '1h' }, ['/grafana/jwtLifetime']],
  ['a key for an hour', { ...GOOD, jwtKeyLifetime: '1h' }, ['/grafana/jwtKeyLifetime']],
  ['a further path', { ...GOOD, viewerPaths: ['/bootdata'] }, []],
  [
    'paths that are never for viewers',
    {
      ...GOOD,
      viewerPaths: ['/api/users', '/apis/iam', '/api/datasources/proxy/uid/x', '/a/../b'],
    },
    [0, 1, 2, 3].map((index) => `/grafana/viewerPaths/${index}`),
  ],
  [
    'a tenant twice',
    { ...GOOD, places: [1, 2].map((organisation) => ({ tenant: 'acme', organisation })) },
    ['/grafana/places'],
  ],
  [
    'one organisation of two tenants, of which one would see all',
    {
      ...GOOD,
      places: [
        { tenant: 'acme', organisation: 3, dashboards: ['a'] },
        { tenant: 'globex', organisation: 3 },
        { tenant: 'initech', organisation: 4 },
      ],
    },
    ['/grafana/places/1/dashboards'],
  ],
  [
    'a place in the organisation of all folders',
    {
      ...GOOD,
      organisations: 'folder-per-tenant',
      places: [
        { tenant: 'acme', organisation: 1 },
        { tenant: 'globex', organisation: 2 },
      ],
    },
    ['/grafana/places/0/dashboards'],
  ],
])('%s', (_, section, paths) => {
  expect(pathsOf(section)).toEqual(paths);
});
