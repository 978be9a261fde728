import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../clock/virtual-clock.ts';
import { createLogger } from '../../observe/logger.ts';
import { createMetrics } from '../../observe/metrics.ts';
import type { KubernetesClient } from '../kubernetes-client.ts';
import { kubernetesMetrics } from '../kubernetes-metrics.ts';
import { done } from '../objects/kubernetes-failure.ts';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { createReflector, type ReflectorOptions } from './reflector.ts';

const kind = { group: '', version: 'v1', kind: 'Secret', plural: 'secrets', isNamespaced: true };
const secret = (name: string, resourceVersion: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'acme', uid: `uid-of-${name}`, resourceVersion },
});
const added = (object: object) => `${JSON.stringify({ type: 'ADDED', object })}\n`;

/** A cluster that lists what it is told, and whose watches send lines and stay open. */
function scripted(items: readonly KubernetesObject[], lines: readonly string[]) {
  const asked: string[] = [];
  const unused = () => Promise.reject(new Error('not asked for in these tests'));
  const client: KubernetesClient = {
    get: unused,
    apply: unused,
    remove: unused,
    read: unused,
    ask: unused,
    close: () => Promise.resolve(),
    list: async () => {
      asked.push('list');
      return done({ items, resourceVersion: '10' });
    },
    stream: async ({ query, signal }, read) => {
      asked.push(`watch ${query?.resourceVersion}`);
      const body = new Readable({ read: () => undefined, ...(signal ? { signal } : {}) });
      for (const line of lines) body.push(line);
      try {
        await read(body);
      } catch (error) {
        return { kind: signal?.aborted ? 'aborted' : 'unreachable', message: String(error) };
      }
      return done(undefined);
    },
  };
  return { client, asked };
}

async function reflect(client: KubernetesClient, more: Partial<ReflectorOptions> = {}) {
  const clock = new VirtualClock();
  const log: string[] = [];
  const told: string[] = [];
  const reflector = createReflector({
    client,
    kind,
    cluster: 'blue',
    onChange: ({ kind: what, object }) => told.push(`${what} ${object.metadata.name}`),
    clock,
    logger: createLogger({ level: 'info', destination: { write: (line) => log.push(line) } }),
    random: () => 0,
    metrics: kubernetesMetrics(createMetrics({ version: 'test', withProcessMetrics: false })),
    ...more,
  });
  await reflector.start();
  await clock.advance(0);
  return { reflector, clock, log, told };
}

describe('a reflector', () => {
  it('tells an event once, however often it comes, and whatever the chunks', async () => {
    const text = added(secret('b', '11')) + added(secret('b', '11')) + added(secret('c', '12'));
    const { client } = scripted([secret('a', '9')], [text.slice(0, 50), text.slice(50)]);
    const { reflector, told } = await reflect(client);
    expect(told).toEqual(['added a', 'added b', 'added c']);
    await reflector.stop();
  });

  it('says that there are too many objects, and looks again', async () => {
    const { client, asked } = scripted([secret('a', '9')], [added(secret('b', '11'))]);
    const { reflector, clock, log } = await reflect(client, { maxObjects: 1 });
    expect(log.join('')).toContain('there are more than 1 objects to mirror');
    expect(asked).toEqual(['list', 'watch 10']);
    await clock.advance(500);
    expect(asked.slice(2)).toEqual(['list', 'watch 10']);
    await reflector.stop();
  });

  it('does not hide what its listener throws', async () => {
    const { client, asked } = scripted([], [added(secret('b', '11'))]);
    const onChange = () => {
      throw new TypeError('a mistake of the listener');
    };
    const { reflector, clock, log } = await reflect(client, { onChange });
    expect(log.join('')).toContain('a mistake of the listener');
    await clock.advance(500);
    expect(asked).toEqual(['list', 'watch 10', 'list']); // where it throws again
    await reflector.stop();
  });

  it('takes what is no event for a broken watch, and resumes', async () => {
    const { client, asked } = scripted([], [added(secret('b', '11')), '<html>\n']);
    const { reflector, clock } = await reflect(client, { random: () => 0.5 });
    await clock.advance(500);
    expect(asked).toEqual(['list', 'watch 10', 'watch 11']);
    await reflector.stop();
  });
});
