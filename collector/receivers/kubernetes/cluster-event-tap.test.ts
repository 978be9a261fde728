import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { ClusterEventTap, type TappedEvent } from './cluster-event-tap.ts';

const NOW = Date.parse('2026-03-02T10:00:00Z');

const event = (uid: string, changes: object = {}) => ({
  kind: 'Event',
  metadata: { uid, resourceVersion: '1', namespace: 'default' },
  involvedObject: { kind: 'Pod', name: 'web', namespace: 'acme-prod' },
  lastTimestamp: '2026-03-02T09:59:00Z',
  ...changes,
});

function tapOf(wanted: readonly string[]) {
  const taken: TappedEvent[] = [];
  let fails = false;
  const tap = new ClusterEventTap(new VirtualClock(NOW), 1_000_000);
  tap.listen({
    wants: (kind) => wanted.includes(kind),
    take: async (events) => {
      if (fails) throw new Error('cannot be stored');
      taken.push(...events);
    },
  });
  const push = (kind: 'event' | 'audit', body: unknown, cluster = 'east') =>
    tap.took({
      kind,
      cluster,
      body: Buffer.from(JSON.stringify(body)),
      contentEncoding: undefined,
    });
  return { tap, taken, push, failing: (now: boolean) => (fails = now) };
}

it('hands on each version once, with where and when it happened', async () => {
  const { taken, push } = tapOf(['event']);
  const node = event('2', { involvedObject: { kind: 'Node', name: 'n1' } });
  await push('event', { kind: 'EventList', items: [event('1'), event('1'), node] });
  await push('event', event('1'));
  await push('event', event('1'), 'west');
  const seen = taken.map(({ cluster, namespace, atMs }) => [cluster, namespace, NOW - atMs]);
  expect(seen).toEqual([
    ['east', 'acme-prod', 60_000],
    ['east', '', 60_000],
    ['west', 'acme-prod', 60_000],
  ]);
});

it('reads nothing that nobody wants', async () => {
  const { taken, push, tap } = tapOf(['audit']);
  await push('event', 'not even an object');
  const objectRef = { namespace: 'acme-prod', resource: 'pods' };
  const line = { auditID: 'a', stage: 'ResponseComplete', verb: 'get', objectRef };
  const body = gzipSync(JSON.stringify({ kind: 'EventList', items: [line] }));
  await tap.took({ kind: 'audit', cluster: 'east', body, contentEncoding: 'gzip' });
  expect(taken).toMatchObject([{ kind: 'audit', namespace: 'acme-prod', atMs: NOW }]);
});

it('hands on again what could not be taken', async () => {
  const { taken, push, failing } = tapOf(['event']);
  failing(true);
  await expect(push('event', event('1'))).rejects.toThrow('cannot be stored');
  failing(false);
  await push('event', event('1'));
  expect(taken).toHaveLength(1);
});
