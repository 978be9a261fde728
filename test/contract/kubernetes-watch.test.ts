import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock/system-clock.ts';
import type { KubernetesClient } from '../../platform/kubernetes/kubernetes-client.ts';
import { kubernetesMetrics } from '../../platform/kubernetes/kubernetes-metrics.ts';
import type { ResourceKind } from '../../platform/kubernetes/objects/resource-kind.ts';
import {
  createReflector,
  type Reflector,
  type ReflectorOptions,
} from '../../platform/kubernetes/watch/reflector.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import type { Kubernetes } from '../support/kubernetes/start-kubernetes.ts';
import { diskRule, startTwoTenantCluster } from '../support/kubernetes/two-tenant-cluster.ts';
import { clientOf } from '../support/kubernetes-client.ts';
import { waitUntil } from '../support/wait-until.ts';

const rules: ResourceKind = {
  group: 'monitoring.coreos.com',
  version: 'v1',
  kind: 'PrometheusRule',
  plural: 'prometheusrules',
  isNamespaced: true,
};
const ours = { 'app.kubernetes.io/managed-by': 'tocsin' };

let cluster: Kubernetes;
let client: KubernetesClient;
let running: Reflector | undefined;

beforeAll(async () => {
  cluster = await startTwoTenantCluster({ own: true });
  client = clientOf(cluster, 'tocsin').client;
});

afterEach(async () => {
  await running?.stop();
  for (const { metadata } of cluster.objects.list('PrometheusRule')) {
    cluster.objects.remove({
      kind: 'PrometheusRule',
      ...(metadata as { name: string; namespace: string }),
    });
  }
  cluster.faults.clear();
});

afterAll(async () => {
  await client.close();
  await cluster.stop();
});

const create = (name: string, labels = ours, namespace = 'acme') =>
  cluster.objects.put(diskRule(namespace, name, { labels }));
const remove = (name: string) =>
  cluster.objects.remove({ kind: 'PrometheusRule', namespace: 'acme', name });
const edit = (name: string) =>
  cluster.objects.edit({ kind: 'PrometheusRule', namespace: 'acme', name }, (live) => ({
    ...live,
    spec: { groups: [] },
  }));

/** A reflector of what is ours, and what it tells: `added acme/a`, `synced 1`. */
async function reflect(more: Partial<ReflectorOptions> = {}) {
  const told: string[] = [];
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const reflector = createReflector({
    client,
    kind: rules,
    cluster: 'test',
    labelSelector: 'app.kubernetes.io/managed-by=tocsin',
    onChange: ({ kind, object }) => told.push(`${kind} ${object.metadata.name}`),
    onSync: (objects) => told.push(`synced ${objects.size}`),
    clock: systemClock,
    logger: createLogger({ level: 'error', destination: { write: () => undefined } }),
    random: () => 0,
    metrics: kubernetesMetrics(metrics),
    ...more,
  });
  running = reflector;
  await reflector.start();
  const seen = (...wanted: readonly string[]) =>
    waitUntil(() => wanted.every((one) => told.includes(one)) && told.splice(0), {
      what: `${wanted.join(', ')} among ${told.join(', ')}`,
    });
  const watching = () => waitUntil(() => cluster.watches.count() === 1, { what: 'the watch' });
  return { reflector, told, seen, watching, metrics };
}

describe('a reflector', () => {
  it('lists, then follows what changes, and only what is selected', async () => {
    create('old');
    create('foreign', { 'app.kubernetes.io/managed-by': 'team' });
    const { seen, watching, reflector } = await reflect();
    expect(await seen('synced 1')).toEqual(['added old', 'synced 1']);
    await watching();
    create('new', ours, 'globex');
    edit('old');
    remove('old');
    expect(await seen('removed old')).toEqual(['added new', 'changed old', 'removed old']);
    expect([...reflector.objects().keys()]).toEqual(['globex/new']);
  });

  it('resumes where a watch ended or broke, without a new list', async () => {
    const { seen, watching, metrics } = await reflect();
    await seen('synced 0');
    await watching();
    create('first');
    await seen('added first');
    cluster.requests.clear();
    cluster.watches.end();
    create('second');
    expect(await seen('added second')).toEqual(['added second']);
    await watching();
    cluster.watches.drop();
    create('third');
    expect(await seen('added third')).toEqual(['added third']);
    expect(cluster.requests.all().filter(({ verb }) => verb === 'list')).toEqual([]);
    const { text } = await metrics.expose();
    expect(text).toContain('watch_restarts_total{cluster="test",reason="ended"} 1');
    expect(text).toContain('watch_restarts_total{cluster="test",reason="broken"} 1');
  });

  it('resumes from a bookmark where nothing of its own happened for long', async () => {
    const { seen, watching } = await reflect();
    await seen('synced 0');
    await watching();
    create('noise', { 'app.kubernetes.io/managed-by': 'team' });
    cluster.watches.bookmark();
    const revision = String(cluster.objects.revision);
    cluster.requests.clear();
    cluster.watches.end();
    const resumed = await waitUntil(() => cluster.requests.all()[0], { what: 'the next watch' });
    expect(resumed.path).toContain(`resourceVersion=${revision}&`);
  });

  it('lists anew after 410, and finds out what was deleted and made anew unheard', async () => {
    create('kept');
    create('lost');
    create('again');
    const { seen, watching } = await reflect();
    await seen('synced 3');
    await watching();
    cluster.watches.mute();
    remove('lost');
    remove('again');
    create('again');
    edit('kept');
    cluster.objects.compact();
    cluster.watches.drop();
    expect((await seen('synced 2')).sort()).toEqual([
      'added again',
      'changed kept',
      'removed again',
      'removed lost',
      'synced 2',
    ]);
    await watching();
    cluster.watches.expire();
    expect(await seen('synced 2')).toEqual(['synced 2']);
  });

  it('gives up a watch that is silent', async () => {
    const { seen, metrics } = await reflect({ idleMs: 60 });
    await seen('synced 0');
    const { text } = await waitUntil(
      async () => {
        const exposed = await metrics.expose();
        return exposed.text.includes('reason="silent"') && exposed;
      },
      { what: 'a silent watch' },
    );
    expect(text).not.toContain('reason="refused"');
    create('heard');
    await seen('added heard');
  });

  it('waits for a cluster that is not there yet, and for its rights', async () => {
    const outage = cluster.faults.add({ verb: 'list' }, { kind: 'reset', at: 'before' }, Infinity);
    const { seen, reflector } = await reflect();
    await outage.hit;
    expect(reflector.isSynced()).toBe(false);
    outage.remove();
    await seen('synced 0');
    expect(reflector.isSynced()).toBe(true);
  });

  it('drains at once, with a watch open', async () => {
    const { seen, watching, reflector, told } = await reflect();
    await seen('synced 0');
    await watching();
    await reflector.drain(new AbortController().signal);
    await waitUntil(() => cluster.watches.count() === 0, { what: 'the end of the watch' });
    create('unheard');
    await reflector.stop();
    expect(told).toEqual([]);
  });
});
