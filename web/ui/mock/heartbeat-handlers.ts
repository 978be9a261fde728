import type { Heartbeat, HeartbeatInput } from '../../contract/heartbeats.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import { type MockIo, nextId, type World } from './world.ts';

/** Heartbeats of the mock; acme has one that lives and one that has stopped. */
export function heartbeatHandlers(world: World, io: MockIo) {
  const heartbeats = new Map<string, Heartbeat>();
  const at = (agoMs = 0) => new Date(io.now() - agoMs).toISOString();
  const add = (owner: string, input: HeartbeatInput): Heartbeat => {
    const id = nextId(world);
    const times = { createdAt: at(), updatedAt: at(), updatedBy: 'ann' };
    const heartbeat: Heartbeat = {
      id,
      owner,
      ...said(input),
      state: 'waiting',
      lastBeatAt: null,
      pingPath: input.kind === 'ping' ? `/intake/heartbeats/${id}` : null,
      token: null,
      revision: 1,
      ...times,
    };
    heartbeats.set(id, heartbeat);
    return heartbeat;
  };
  const find = (owner: string, id: string): Heartbeat => {
    const heartbeat = heartbeats.get(id);
    if (heartbeat?.owner !== owner) throw new MockFault(404, 'not_found', `no heartbeat ${id}`);
    return heartbeat;
  };
  const backup = add('acme', { ...PING, name: 'Backup', description: 'The dump of every hour' });
  heartbeats.set(backup.id, { ...backup, state: 'alive', lastBeatAt: at(120_000) });
  const watchdog = add('acme', {
    ...PING,
    ...WATCHDOG,
    matchers: [...WATCHDOG.matchers],
    name: 'Prometheus of east',
  });
  heartbeats.set(watchdog.id, { ...watchdog, state: 'stopped', lastBeatAt: at(3_600_000) });
  const withToken = (heartbeat: Heartbeat, isNew: boolean): Heartbeat =>
    isNew && heartbeat.kind === 'ping' ? { ...heartbeat, token: 'tocsin_mock' } : heartbeat;
  return {
    'heartbeats.list': ({ params: { owner } }) => ({
      items: [...heartbeats.values()].filter((heartbeat) => heartbeat.owner === owner),
      nextCursor: null,
    }),
    'heartbeats.get': ({ params: { owner, id } }) => find(owner, id),
    'heartbeats.create': ({ params: { owner }, body }) => withToken(add(owner, body), true),
    'heartbeats.update': ({ params: { owner, id }, body, revision }) => {
      const heartbeat = find(owner, id);
      if (revision !== heartbeat.revision) {
        throw new MockFault(412, 'precondition_failed', 'the heartbeat was changed meanwhile');
      }
      const next = { ...heartbeat, ...said(body), revision: revision + 1, updatedAt: at() };
      heartbeats.set(id, next);
      return withToken(next, body.newToken ?? false);
    },
    'heartbeats.delete': ({ params: { owner, id } }) => {
      heartbeats.delete(find(owner, id).id);
      return null;
    },
  } satisfies Partial<Handlers>;
}

function said({ newToken: _, ...input }: HeartbeatInput) {
  return input;
}

const PING = {
  description: '',
  enabled: true,
  kind: 'ping',
  matchers: [],
  every: '1h',
  grace: '5m',
  severity: 'warning',
  environment: null,
  policy: null,
} satisfies Omit<HeartbeatInput, 'name'>;

const WATCHDOG = { kind: 'alert', matchers: ['alertname="Watchdog"'], every: '5m' } as const;
