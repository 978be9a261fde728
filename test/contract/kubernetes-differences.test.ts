import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { createDiscovery, type Discovery } from '../../platform/kubernetes/discovery/discovery.ts';
import { inParallel } from '../../platform/kubernetes/in-parallel.ts';
import type { KubernetesClient } from '../../platform/kubernetes/kubernetes-client.ts';
import { firstDifference } from '../../platform/kubernetes/objects/first-difference.ts';
import type { Outcome } from '../../platform/kubernetes/objects/kubernetes-failure.ts';
import type { KubernetesObject } from '../../platform/kubernetes/objects/kubernetes-object.ts';
import type { ResourceKind } from '../../platform/kubernetes/objects/resource-kind.ts';
import {
  createSchemaSource,
  type SchemaSource,
} from '../../platform/kubernetes/schema/schema-source.ts';
import { validateObject } from '../../platform/kubernetes/schema/validate-object.ts';
import type { Kubernetes } from '../support/kubernetes/start-kubernetes.ts';
import { diskRule, startTwoTenantCluster } from '../support/kubernetes/two-tenant-cluster.ts';
import { clientOf } from '../support/kubernetes-client.ts';

const rules: ResourceKind = {
  group: 'monitoring.coreos.com',
  version: 'v1',
  kind: 'PrometheusRule',
  plural: 'prometheusrules',
  isNamespaced: true,
};
const isProof = process.env.TOCSIN_PROOF === '1';
const COUNT = isProof ? 2_000 : 200;

let cluster: Kubernetes;
let client: KubernetesClient;
let discovery: Discovery;
let schemas: SchemaSource;

beforeAll(async () => {
  cluster = await startTwoTenantCluster({
    own: !isProof,
    kinds: ['PrometheusRule', 'AlertmanagerConfig', 'ServiceMonitor', 'Flow'],
  });
  ({ client } = clientOf(cluster, 'tocsin'));
  discovery = createDiscovery(client, systemClock);
  schemas = createSchemaSource(client, systemClock);
});

afterAll(async () => {
  await client.close();
  await cluster.stop();
});

function rule(name: string, more: Parameters<typeof diskRule>[2] = {}, namespace = 'acme') {
  return diskRule(namespace, name, more) as unknown as KubernetesObject;
}

function value<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'done') return outcome.value;
  throw new Error(`${outcome.kind}: ${outcome.message}`);
}

const place = (name: string, namespace = 'acme') => ({ namespace, name });

describe('the first difference', () => {
  const labels = { by: 'tocsin' };
  const two = (name: string, groups: Readonly<Record<string, string>>): KubernetesObject => ({
    ...rule(name, { labels }),
    spec: {
      groups: Object.entries(groups).map(([group, expr]) => ({
        name: group,
        rules: [{ alert: 'A', expr, for: '5m' }],
      })),
    },
  });
  const difference = async (object: KubernetesObject) => {
    const schema = value(await schemas.schemaOf(rules));
    const live = value(await client.get(rules, place(object.metadata.name)));
    return firstDifference(object, live, schema);
  };
  const edit = (name: string, change: Parameters<typeof cluster.objects.edit>[1]) =>
    cluster.objects.edit({ kind: 'PrometheusRule', ...place(name) }, change);

  it.each<readonly [string, KubernetesObject, string | undefined]>([
    ['nothing', two('seen', { a: 'x', b: 'y' }), undefined],
    ['a value', two('seen', { a: 'x', b: 'z' }), '.spec.groups[{"name":"b"}].rules'],
    ['what is added', two('seen', { a: 'x', b: 'y', c: 'z' }), '.spec.groups[{"name":"c"}]'],
    ['what is left out', two('seen', { a: 'x' }), '.spec.groups[{"name":"b"}]'],
    ['the order', two('seen', { b: 'y', a: 'x' }), '.spec.groups[{"name":"a"}]'],
    ['a label less', { ...two('seen', { a: 'x', b: 'y' }), metadata: place('seen') }, '.metadata'],
  ])('is %s exactly when an apply would write', async (_, object, expected) => {
    const applied = value(await client.apply(rules, two('seen', { a: 'x', b: 'y' }))).object;
    expect(await difference(object)).toBe(expected);
    const writes = value(await client.apply(rules, object)).object;
    const isWritten = writes.metadata.resourceVersion !== applied.metadata.resourceVersion;
    expect(isWritten).toBe(expected !== undefined);
  });

  it('is what another has edited, and not what another has added', async () => {
    const mine = two('edited', { a: 'x' });
    value(await client.apply(rules, mine));
    edit('edited', (live) => ({
      ...live,
      spec: { ...(two('edited', { a: 'x', b: 'y' }).spec as object) },
    }));
    expect(await difference(mine)).toBeUndefined();
    edit('edited', (live) => ({
      ...live,
      spec: { ...(two('edited', { a: 'hostile' }).spec as object) },
    }));
    expect(await difference(mine)).toBe('.spec.groups[{"name":"a"}].rules');
    edit('edited', (live) => ({
      ...live,
      spec: { ...(two('edited', { a: 'x' }).spec as object) },
    }));
    expect(await difference(mine)).toBe('.spec.groups[{"name":"a"}].rules'); // the value is back, but theirs
    value(await client.apply(rules, mine, { force: true }));
    expect(await difference(mine)).toBeUndefined();
    expect(await difference({ ...rule('edited'), apiVersion: 'monitoring.coreos.com/v2' })).toBe(
      '.apiVersion',
    );
  });
});

/** Objects of other kinds: with defaults, maps, sets, lists as a whole, and what has no schema. */
const others: readonly (readonly [string, KubernetesObject])[] = [
  [
    'monitoring.coreos.com',
    {
      apiVersion: 'monitoring.coreos.com/v1alpha1',
      kind: 'AlertmanagerConfig',
      metadata: { ...place('config'), labels: { tenant: 'acme' } },
      spec: {
        receivers: [
          {
            name: 'tocsin',
            webhookConfigs: [{ urlSecret: { name: 's', key: 'url' }, sendResolved: true }],
          },
        ],
        route: {
          receiver: 'tocsin',
          groupBy: ['...'],
          matchers: [{ name: 'tocsin_rule', matchType: '=~', value: '.+' }],
          routes: [{ receiver: 'tocsin', matchers: [{ name: 'a', value: 'b', matchType: '=' }] }],
        },
      },
    },
  ],
  [
    'monitoring.coreos.com',
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { ...place('monitor', 'globex'), annotations: { 'a/b': 'c' } },
      spec: {
        selector: { matchLabels: { app: 'x' } },
        endpoints: [{ port: 'web', relabelings: [{ sourceLabels: ['a'], targetLabel: 'b' }] }],
      },
    },
  ],
  [
    'logging.banzaicloud.io',
    {
      apiVersion: 'logging.banzaicloud.io/v1beta1',
      kind: 'Flow',
      metadata: place('flow'),
      spec: {
        match: [{ exclude: { labels: { noisy: 'yes' } } }, { select: {} }],
        filters: [{ record_transformer: { records: [{ tenant: 'acme' }] } }],
        localOutputRefs: ['loki'],
      },
    },
  ],
  [
    '',
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: place('secret'),
      type: 'Opaque',
      data: { token: Buffer.from('of acme').toString('base64') },
    },
  ],
];

describe('an object of another kind', () => {
  it.each(others)(
    'in group "%s" fits, and has no difference once it is applied',
    async (group, object) => {
      const [version] = object.apiVersion.split('/').slice(-1);
      const { kind: name } = object;
      const kind = value(
        await discovery.find({ group, kind: name, ...(version ? { version } : {}) }),
      );
      const schema = value(await schemas.schemaOf(kind));
      expect(validateObject(schema, object)).toEqual([]);
      const live = value(await client.apply(kind, object)).object;
      expect(firstDifference(object, live, schema)).toBeUndefined();
      const labelled = { ...object, metadata: { ...object.metadata, labels: { other: 'x' } } };
      expect(firstDifference(labelled, live, schema)).toMatch(/^\.metadata/);
    },
  );
});

describe('any two objects', () => {
  const text = fc.constantFrom('a', 'b', 'c');
  const labels = fc.option(fc.dictionary(text, text, { minKeys: 1 }), { nil: undefined });
  const alert = fc.record(
    {
      alert: text,
      expr: text,
      for: fc.constantFrom('1m', '5m'),
      labels: fc.dictionary(text, text),
    },
    { requiredKeys: ['alert', 'expr'] },
  );
  const group = fc.record(
    { name: text, interval: fc.constantFrom('1m', '2m'), rules: fc.array(alert, { maxLength: 2 }) },
    { requiredKeys: ['name', 'rules'] },
  );
  const bounds = { minLength: 1, maxLength: 3 }; // a spec that loses all its groups is refused
  const groups = fc.uniqueArray(group, { ...bounds, selector: ({ name }) => name });
  const object = fc.tuple(labels, groups).map(([marks, list]): KubernetesObject => {
    const metadata = marks === undefined ? place('any') : { ...place('any'), labels: marks };
    return { ...rule('any'), metadata, spec: { groups: list } };
  });

  it('differ exactly when applying the second writes', async () => {
    const schema = value(await schemas.schemaOf(rules));
    await fc.assert(
      fc.asyncProperty(object, object, async (first, second) => {
        const before = value(await client.apply(rules, first)).object;
        expect(firstDifference(first, before, schema)).toBeUndefined();
        const difference = firstDifference(second, before, schema);
        const after = value(await client.apply(rules, second)).object;
        const isWritten = before.metadata.resourceVersion !== after.metadata.resourceVersion;
        expect(difference !== undefined).toBe(isWritten);
      }),
      { numRuns: isProof ? 1_000 : 40 },
    );
  });
});

describe(`${COUNT} objects`, () => {
  it('that are as they should be cost one list and no write', async () => {
    const many = Array.from({ length: COUNT }, (_, index) =>
      rule(`many-${index}`, { labels: { many: 'yes' } }, index % 2 === 0 ? 'acme' : 'globex'),
    );
    const applied = await inParallel(many, 16, (object) => client.apply(rules, object));
    expect(applied.every(({ kind }) => kind === 'done')).toBe(true);
    const schema = value(await schemas.schemaOf(rules));
    cluster.requests.clear();
    const startMs = performance.now();
    const { items } = value(await client.list(rules, { labelSelector: 'many=yes' }));
    const live = new Map(items.map((item) => [item.metadata.name, item]));
    const differ = many.filter((object) => {
      const there = live.get(object.metadata.name);
      return there === undefined || firstDifference(object, there, schema) !== undefined;
    });
    const tookMs = performance.now() - startMs;
    expect(differ).toEqual([]);
    expect(cluster.requests.all()).toHaveLength(COUNT / 100);
    expect(tookMs).toBeLessThan(5_000);
  });
});
