import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../platform/config/load-config.ts';
import { AUDIT_LABEL } from '../../../platform/model/audit-label.ts';
import {
  environmentStamp,
  noQuota,
  placeOf,
  pushOf,
  tenantStamp,
} from '../../../test/support/receiver-world.ts';
import { DEFAULT_SERIES_LIMITS } from '../series-labels.ts';
import { OtlpConfig, resourceOptionsOf } from './otlp-config.ts';
import { createOtlpMetricsReceiver } from './otlp-metrics-receiver.ts';

const read = (yaml: string) => loadConfig(OtlpConfig, { yaml, fileName: 'otlp', env: {} });
const receiverOf = (yaml: string) =>
  createOtlpMetricsReceiver({
    maxPlainBytes: 1_000_000,
    seriesLimits: DEFAULT_SERIES_LIMITS,
    resources: resourceOptionsOf(read(yaml)),
    quota: noQuota,
  });
const attributesOf = (texts: Readonly<Record<string, string>>) =>
  Object.entries(texts).map(([key, stringValue]) => ({ key, value: { stringValue } }));
const push = (
  resource: Readonly<Record<string, string>>,
  point: Readonly<Record<string, string>> = {},
) => {
  const dataPoints = [{ timeUnixNano: '1', asInt: '1', attributes: attributesOf(point) }];
  return pushOf(
    JSON.stringify({
      resourceMetrics: [
        {
          resource: { attributes: attributesOf(resource) },
          scopeMetrics: [{ metrics: [{ name: 'load', gauge: { dataPoints } }] }],
        },
      ],
    }),
    { contentType: 'application/json' },
  );
};

const SHOP = {
  'service.name': 'api',
  'service.namespace': 'shop',
  'service.instance.id': 'i-1',
  'k8s.pod.name': 'api-0',
  'k8s.container.name': 'main',
  'k8s.node.name': 'n1',
  'process.pid': '7',
};

describe('attributes of a resource', () => {
  const storedOf = async (yaml: string, ...pushed: Parameters<typeof push>) => {
    const place = placeOf('acme', environmentStamp('acme'));
    expect((await receiverOf(yaml)(push(...pushed), place)).status).toBe(200);
    return place.samples.stored.map(({ labels }) => labels);
  };
  const own = { namespace: 'acme-prod', tenant: 'acme' };
  const identity = { job: 'shop/api', instance: 'i-1' };

  it('become labels by default where they say whose series it is; target_info has the others', async () => {
    const [load, info] = await storedOf('', SHOP);
    expect(load).toEqual({
      __name__: 'load',
      ...own,
      ...identity,
      service_name: 'api',
      service_namespace: 'shop',
      service_instance_id: 'i-1',
      k8s_pod_name: 'api-0',
      k8s_container_name: 'main',
      pod: 'api-0',
      container: 'main',
      node: 'n1',
    });
    expect(info).toMatchObject({ __name__: 'target_info', ...identity, process_pid: '7' });
  });

  it('become the labels that are configured, none where none are', async () => {
    const chosen =
      'promoteResourceAttributes: [process.pid]\nresourceLabels: { who: service.name }';
    const base = { __name__: 'load', ...own, ...identity };
    expect((await storedOf(chosen, SHOP))[0]).toEqual({ ...base, process_pid: '7', who: 'api' });
    const nothing = 'promoteResourceAttributes: []\nresourceLabels: {}';
    expect((await storedOf(nothing, SHOP))[0]).toEqual(base);
  });

  it('give way to what the data point says itself', async () => {
    const [load] = await storedOf('', SHOP, { pod: 'other-0', 'service.name': 'other' });
    expect(load).toMatchObject({ pod: 'other-0', service_name: 'other', job: 'shop/api' });
  });

  it.each(['resourceLabels: { __name__: a }', 'resourceLabels: { "a b": a }', 'promote: [a]'])(
    'are not named like this: %s',
    (yaml) => {
      expect(() => read(yaml)).toThrow();
    },
  );
});

describe('promoted attributes never become labels of tenancy', () => {
  // What an operator would have to write for a tenant to get closest to a neighbour.
  const OPEN = `promoteResourceAttributes: [namespace, tenant, cluster, k8s.namespace.name, tenant.id, ${AUDIT_LABEL}]
resourceLabels: { namespace: k8s.namespace.name, tenant: tenant.id, cluster: k8s.cluster.name, ${AUDIT_LABEL}: service.name }`;
  const stampOf = (tenant: string) => ({
    ...environmentStamp(tenant),
    ownLabels: new Map([...environmentStamp(tenant).ownLabels, ['cluster', 'blue']]),
  });
  const lies = (neighbour: string) => ({
    ...SHOP,
    namespace: `${neighbour}-prod`,
    tenant: neighbour,
    'tenant.id': neighbour,
    cluster: 'green',
    'k8s.cluster.name': 'green',
    'k8s.namespace.name': `${neighbour}-prod`,
    [AUDIT_LABEL]: 'true',
  });

  it.each([
    ['acme', 'umbrella', ''],
    ['umbrella', 'acme', ''],
    ['acme', 'umbrella', OPEN],
    ['umbrella', 'acme', OPEN],
  ] as const)('%s pushes what names %s', async (tenant, neighbour, yaml) => {
    const place = placeOf(tenant, stampOf(tenant));
    const answer = await receiverOf(yaml)(push(lies(neighbour), lies(neighbour)), place);
    expect(answer.status).toBe(200);
    expect(place.samples.stored).toHaveLength(2);
    for (const { labels } of place.samples.stored) {
      expect(labels).toMatchObject({ tenant, namespace: `${tenant}-prod`, cluster: 'blue' });
      expect(labels).not.toHaveProperty(AUDIT_LABEL);
    }
  });

  it.each(['', OPEN])(
    "a token of several namespaces chooses among its own, no neighbour's",
    async (yaml) => {
      const place = placeOf('acme', tenantStamp('acme'));
      const receive = receiverOf(yaml);
      const theirs = push({ ...SHOP, 'k8s.namespace.name': 'umbrella-prod' });
      expect((await receive(theirs, place)).status).toBe(400);
      expect(place.samples.stored).toEqual([]);
      const mine = push({ ...SHOP, 'k8s.namespace.name': 'acme-test' });
      expect((await receive(mine, place)).status).toBe(200);
      expect(place.samples.stored[0]?.labels).toMatchObject({
        namespace: 'acme-test',
        tenant: 'acme',
      });
    },
  );
});
