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
])('finds the dashboards of %s as they are written', (_, text, wanted) => {
  expect(mayHoldBoards(text)).toBe(true);
  const found = boardsInObjects('k8s/objects.yaml', text);
  expect(found.map(({ path, text: json }) => [path, json])).toEqual(wanted);
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
])('finds none in %s', (_, text) => {
  expect(boardsInObjects('x.yaml', text)).toEqual([]);
});

it('is not asked about other files', () => {
  expect(mayHoldBoards('apiVersion: apps/v1\nkind: Deployment\n')).toBe(false);
  expect(mayHoldBoards(`kind: ConfigMap\n${' '.repeat(4_000_000)}`)).toBe(false);
});
