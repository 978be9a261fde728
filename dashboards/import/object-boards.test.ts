import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { boardsInObjects, mayHoldBoards } from './object-boards.ts';

const SIDECAR = `
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop
  labels: { grafana_dashboard: "1" }
  annotations: { grafana_folder: Shop/API }
data:
  shop.json: |
    { "title": "Shop",
      "panels": [] }
  README.md: no dashboard
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
`;
const KUBE_PROMETHEUS = `
apiVersion: v1
kind: ConfigMapList
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: { name: grafana-dashboard-nodes, namespace: monitoring }
  data:
    nodes.json: |-
      {"title":"Nodes","panels":[]}
- apiVersion: v1
  kind: ConfigMap
  metadata: { name: other }
`;
const OPERATOR = `
apiVersion: grafana.integreatly.org/v1beta1
kind: GrafanaDashboard
metadata: { name: redis }
spec:
  folder: Middleware
  json: >
    {"title":"Redis","panels":[]}
---
kind: GrafanaDashboard
metadata: { name: elsewhere }
spec: { url: "https://grafana.com/api/dashboards/1/revisions/1/download" }
`;

it.each([
  [
    'the sidecar’s ConfigMaps',
    SIDECAR,
    [['k8s/Shop/API/shop.json', '{ "title": "Shop",\n  "panels": [] }\n']],
  ],
  ['kube-prometheus', KUBE_PROMETHEUS, [['k8s/nodes.json', '{"title":"Nodes","panels":[]}']]],
  [
    'grafana-operator',
    OPERATOR,
    [['k8s/Middleware/redis.json', '{"title":"Redis","panels":[]}\n']],
  ],
])('finds the dashboards of %s as they are written', async (_, text, wanted) => {
  expect(mayHoldBoards(text)).toBe(true);
  const { files } = await boardsInObjects('k8s/objects.yaml', text);
  expect(files.map(({ path, text: json }) => [path, json])).toEqual(wanted);
});

it.each([
  ['rules', 'groups:\n- name: a\n  rules: []\n'],
  ['what is no YAML', 'kind: ConfigMap\n\t- x: ['],
  ['a text', 'kind: ConfigMapping of words'],
  [
    'aliases that grow',
    `kind: ConfigMap\na: &a [${'x,'.repeat(50)}]\ndata: { b: [${'*a,'.repeat(999)}] }`,
  ],
  ['members of every object', 'kind: ConfigMap\n__proto__: { data: { a.json: "{}" } }\n'],
])('finds none in %s', async (_, text) => {
  expect(await boardsInObjects('x.yaml', text)).toEqual({ files: [], leftOut: [] });
});

const packed = (text: string | Buffer): string => gzipSync(text).toString('base64');
const board = (name: string, spec: object): string =>
  `kind: GrafanaDashboard\nmetadata: { name: ${name} }\nspec: ${JSON.stringify(spec)}\n`;

it('reads gzipJson, also in lines and beyond ASCII', async () => {
  const base64 = packed('{"title":"磁盘","panels":[]}');
  const text = `kind: GrafanaDashboard
metadata: { name: disks }
spec:
  gzipJson: |-
    ${base64.slice(0, 20)}
    ${base64.slice(20)}
`;
  expect(await boardsInObjects('k8s/a.yaml', text)).toEqual({
    files: [{ path: 'k8s/disks.json', text: '{"title":"磁盘","panels":[]}' }],
    leftOut: [],
  });
});

it.each([
  ['url', { url: 'https://boards.example/1' }, 'https://boards.example/1'],
  ['grafanaCom', { grafanaCom: { id: 1860, revision: 37 } }, '1860'],
  ['configMapRef', { configMapRef: { name: 'boards', key: 'redis' } }, 'boards/redis'],
  ['jsonnet', { jsonnet: 'local a = 1; a' }, ''],
  ['none', { folder: 'x' }, ''],
  ['damaged', { gzipJson: 'no base64!' }, ''],
  ['damaged', { gzipJson: Buffer.from('no gzip').toString('base64') }, ''],
  ['damaged', { gzipJson: packed('{"title":"cut off"}').slice(0, 24) }, ''],
  ['damaged', { gzipJson: packed(Buffer.from([0xff, 0xfe, 0xff])) }, ''],
  ['large', { gzipJson: packed('x'.repeat(4_000_001)) }, ''],
])('says why it leaves out what it cannot read: %s', async (why, spec, at) => {
  const text = `${board('redis', spec)}---\n${OPERATOR}`;
  const { files, leftOut } = await boardsInObjects('k8s/a.yaml', text);
  expect(files.map(({ path }) => path)).toEqual(['k8s/Middleware/redis.json']);
  expect(leftOut[0]).toEqual({ path: 'k8s/a.yaml', name: 'redis', why, at });
});

it('inflates no more than so much of one file', async () => {
  const bomb = packed(Buffer.alloc(4_000_000, 'x'));
  const names = Array.from({ length: 12 }, (_, at) => `b${at}`);
  const text = names.map((name) => board(name, { gzipJson: bomb })).join('---\n');
  const { files, leftOut } = await boardsInObjects('a.yaml', text);
  expect([files.length, leftOut.length]).toEqual([8, 4]);
  expect(new Set(leftOut.map(({ why }) => why))).toEqual(new Set(['large']));
});

it('is not asked about other files', () => {
  expect(mayHoldBoards('apiVersion: apps/v1\nkind: Deployment\n')).toBe(false);
  expect(mayHoldBoards(`kind: ConfigMap\n${' '.repeat(4_000_000)}`)).toBe(false);
});
