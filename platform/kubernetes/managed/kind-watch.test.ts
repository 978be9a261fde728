import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../clock/virtual-clock.ts';
import { createLogger } from '../../observe/logger.ts';
import { createMetrics } from '../../observe/metrics.ts';
import { kubernetesMetrics } from '../kubernetes-metrics.ts';
import { done } from '../objects/kubernetes-failure.ts';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { KindWatch } from './kind-watch.ts';

const kind = { group: '', version: 'v1', kind: 'Secret', plural: 'secrets', isNamespaced: true };
const { signal } = new AbortController();

const secret = (resourceVersion: number, uid = 'one'): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'a', namespace: 'acme', uid, resourceVersion: String(resourceVersion) },
});

/** A watch of secrets of which the test sends the events; `told` is what was not our own doing. */
async function watched(items: readonly KubernetesObject[]) {
  let send: (line: string) => void = () => undefined;
  const told: string[] = [];
  const unused = () => Promise.reject(new Error('not asked for in these tests'));
  const clock = new VirtualClock();
  const watch = new KindWatch({
    client: {
      ...{ get: unused, apply: unused, remove: unused, read: unused, ask: unused },
      close: () => Promise.resolve(),
      list: async () => done({ items, resourceVersion: '10' }),
      stream: async ({ signal: end }, read) => {
        const lines = new ReadableStream<Uint8Array>({
          start: (controller) => {
            send = (line) => controller.enqueue(Buffer.from(`${line}\n`));
            end?.addEventListener('abort', () => controller.close(), { once: true });
          },
        });
        await read(Readable.fromWeb(lines as never));
        return done(undefined);
      },
    },
    kind,
    cluster: 'test',
    labelSelector: 'a=b',
    onForeign: ({ kind: change, object }) => {
      told.push(`${change} ${object.metadata.resourceVersion}`);
    },
    onSync: () => told.push('synced'),
    clock,
    logger: createLogger({ level: 'silent' }),
    random: () => 0,
    metrics: kubernetesMetrics(createMetrics({ version: 'test', withProcessMetrics: false })),
  });
  await watch.start();
  await clock.advance(0);
  await watch.ready(signal);
  told.length = 0;
  const event = async (type: string, object: KubernetesObject) => {
    send(JSON.stringify({ type, object }));
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(0);
  };
  const revision = () => watch.live('acme/a')?.metadata.resourceVersion;
  return { watch, told, event, revision };
}

describe('the objects of a kind, ahead of the watch by our own writes', () => {
  it('are as we wrote them until the watch comes up to that, which is no news', async () => {
    const { watch, told, event, revision } = await watched([secret(5)]);
    watch.wrote(secret(12));
    expect(revision()).toBe('12');
    await event('MODIFIED', secret(11));
    expect(revision()).toBe('12');
    await event('MODIFIED', secret(12));
    expect([revision(), told]).toEqual(['12', []]);
    await event('MODIFIED', secret(13));
    expect([revision(), told]).toEqual(['13', ['changed 13']]);
    await watch.close();
  });

  it('are as others wrote them when that came after, however late we are answered', async () => {
    const { watch, told, event, revision } = await watched([]);
    await event('ADDED', secret(12));
    await event('MODIFIED', secret(13));
    watch.wrote(secret(12));
    expect([revision(), told]).toEqual(['13', ['added 12', 'changed 13']]);
    await event('DELETED', secret(14));
    watch.wrote(secret(13));
    expect(revision()).toBeUndefined();
    await watch.close();
  });

  it('are gone once we removed them, whatever comes late, and may come anew', async () => {
    const { watch, told, event, revision } = await watched([secret(5)]);
    watch.removed(secret(5));
    expect([revision(), watch.all()]).toEqual([undefined, []]);
    await event('MODIFIED', secret(11));
    expect(revision()).toBeUndefined();
    await event('DELETED', secret(12));
    expect(told).toEqual([]);
    await event('ADDED', secret(13, 'two'));
    expect([revision(), told]).toEqual(['13', ['added 13']]);
    await watch.close();
  });

  it('are ours again after we brought them back, although the removal is heard later', async () => {
    const { watch, told, event, revision } = await watched([secret(5)]);
    watch.wrote(secret(20, 'two'));
    await event('DELETED', secret(19));
    expect([revision(), told]).toEqual(['20', []]);
    await event('ADDED', secret(20, 'two'));
    expect([revision(), told]).toEqual(['20', []]);
    await watch.close();
  });
});
