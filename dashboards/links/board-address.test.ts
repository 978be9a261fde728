import { describe, expect, it } from 'vitest';
import { importLinks } from '../import/import-panel.ts';
import { boardAddress } from './board-address.ts';

const value = (name: string, values: readonly string[], texts = values) => ({
  name,
  values,
  texts,
  isChoice: true,
  verbatim: null,
});
const given = {
  variables: new Map(
    [
      value('datasource', ['default']),
      value('cluster', ['eu 1']),
      value('pod', ['a&b', 'c']),
      value('job', ['x', 'y'], ['All']),
    ].map((each) => [each.name, each]),
  ),
  builtIns: new Map([['__url_time_range', 'from=1000&to=2000']]),
};
const nothing = { time: false, variables: false };
const all = { time: true, variables: true };
const at = { scope: 'acme.shop@eu-1', range: '6h' };
const SCOPE = 'scope=acme.shop%40eu-1';

describe('a link to a dashboard of Grafana', () => {
  it.each([
    // As the dashboards of kubernetes-mixin have them, the row's values filled in before.
    [
      '/d/6581e46e4e5c7ba40a07646395ef7b23?${datasource:queryparam}&var-cluster=$cluster&var-pod=web-1',
      { time: true, variables: false },
      `/dashboards/6581e46e4e5c7ba40a07646395ef7b23?${SCOPE}&range=6h&var-datasource=default&var-cluster=eu+1&var-pod=web-1`,
    ],
    ['/d/abc/some-slug', nothing, `/dashboards/abc?${SCOPE}`],
    ['d/abc?orgId=1&refresh=30s', nothing, `/dashboards/abc?${SCOPE}&refresh=30s`],
    ['/d/abc?from=now-1d/d&to=now/d', all, /&range=now-1d%2Fd\.\.now%2Fd&/],
    ['/d/abc?from=1700000000000', nothing, `/dashboards/abc?${SCOPE}&range=1700000000000..now`],
    [
      '/d/abc?var-cluster=us#top',
      all,
      `/dashboards/abc?${SCOPE}&range=6h&var-datasource=default&var-pod=a%26b&var-pod=c&var-job=%24__all&var-cluster=us`,
    ],
    ['/dashboards/tocsin-hosts', nothing, `/dashboards/tocsin-hosts?${SCOPE}`],
    ['/dashboards/x?scope=acme.pay&range=1d', all, /^\/dashboards\/x\?scope=acme\.pay&range=1d&/],
  ])('%s', (url, keeps, address) => {
    const found = boardAddress(url, given, { ...at, keeps });
    if (typeof address === 'string') expect(found).toBe(address);
    else expect(found).toMatch(address);
  });
});

describe('a link elsewhere', () => {
  it.each([
    [
      'https://github.com/rfmoz/grafana-dashboards',
      nothing,
      'https://github.com/rfmoz/grafana-dashboards',
    ],
    [
      'https://a.example/x?y=1#z',
      { time: true, variables: false },
      'https://a.example/x?y=1&from=1000&to=2000#z',
    ],
    [
      'https://a.example/$cluster',
      { time: false, variables: true },
      'https://a.example/eu%201?var-datasource=default&var-cluster=eu+1&var-pod=a%26b&var-pod=c&var-job=%24__all',
    ],
    ['https://grafana.example/d/abc', nothing, 'https://grafana.example/d/abc'],
    ['/incidents?status=open', nothing, '/incidents?status=open'],
    ['/d/../admin', nothing, '/d/../admin'],
    ['mailto:ops@example.org', all, 'mailto:ops@example.org'],
  ])('%s', (url, keeps, address) => {
    expect(boardAddress(url, given, { ...at, keeps })).toBe(address);
  });
});

it.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  '//evil.example/d/abc',
  '/\\evil.example/d/abc',
  'd/abc"onmouseover=',
  '',
])('%j may not be followed', (url) => {
  expect(boardAddress(url, given, { ...at, keeps: all })).toBeNull();
});

it('values cannot become another dashboard, parameter or site', () => {
  const hostile = value('h', ['../../x?scope=other&var-pod=#javascript:'], ['h']);
  const variables = new Map([['h', hostile]]);
  const address = (url: string) =>
    boardAddress(url, { variables, builtIns: new Map() }, { ...at, keeps: nothing });
  expect(address('/d/abc?var-h=$h')).toBe(
    `/dashboards/abc?${SCOPE}&var-h=${encodeURIComponent('../../x?scope=other&var-pod=#javascript:')}`,
  );
  expect(address('$h')).toBe(encodeURIComponent('../../x?scope=other&var-pod=#javascript:'));
});

it('links by tag are read with their tags', () => {
  const links = [
    {
      asDropdown: true,
      includeVars: true,
      keepTime: true,
      tags: ['kubernetes-mixin'],
      title: 'Kubernetes',
      type: 'dashboards',
    },
    { title: 'Source', type: 'link', url: 'https://a.example', tags: [] },
    { title: 'Nothing', type: 'link' },
  ];
  expect(importLinks(links)).toEqual([
    {
      title: 'Kubernetes',
      url: '',
      tags: ['kubernetes-mixin'],
      opensNewTab: false,
      keepsTime: true,
      keepsVariables: true,
    },
    {
      title: 'Source',
      url: 'https://a.example',
      tags: null,
      opensNewTab: false,
      keepsTime: false,
      keepsVariables: false,
    },
  ]);
});
