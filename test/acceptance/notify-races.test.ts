import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { OutboundRequest } from '../../platform/outbound/outbound.ts';
import { type DirectState, openDirectState } from '../support/direct-state.ts';
import { NOTIFY_MIGRATIONS, type NotifyWorld, openNotifyWorld } from '../support/notify-world.ts';

describe('posts that meet each other, and a database that fails', () => {
  let clock: VirtualClock;
  let state: DirectState;
  let world: NotifyWorld;
  let sent: string[];

  beforeEach(async () => {
    clock = new VirtualClock(Date.parse('2026-03-01T12:00:00Z'));
    state = openDirectState(NOTIFY_MIGRATIONS);
    sent = [];
    const send = async ({ url }: OutboundRequest) => {
      sent.push(url);
      return {
        kind: 'answered',
        status: 200,
        headers: {},
        body: Buffer.alloc(0),
        isCut: false,
      } as const;
    };
    world = await openNotifyWorld({ state, clock, outbound: { send } });
    await world.start();
  });
  afterEach(async () => {
    await world.stop();
    state.close();
  });

  const hookFor = async (owner: string) => {
    const settings = { url: `https://${owner}.example/hook` };
    return (await world.addChannel(owner, { kind: 'webhook', settings })).id;
  };

  it('replicas of one sender make one incident', async () => {
    const rule = world.addRule('acme', { name: 'Load' });
    const startsAtMs = clock.nowMs();
    await Promise.all(
      ['a', 'b'].map((prometheus_replica) =>
        world.postAs([{ rule, startsAtMs, labels: { prometheus_replica } }]),
      ),
    );
    expect(await world.incidents('acme')).toHaveLength(1);
  });

  it('concurrent posts of the same alert: one incident, one firing', async () => {
    const rule = world.addRule('acme', { name: 'Load', channels: [await hookFor('acme')] });
    const startsAtMs = clock.nowMs();
    await Promise.all(Array.from({ length: 20 }, () => world.postAs([{ rule, startsAtMs }])));
    await clock.advance(1_000);
    expect(await world.incidents('acme')).toHaveLength(1);
    expect(sent).toHaveLength(1);
  });

  it('a post that rests on one that was not stored is not acknowledged on its word', async () => {
    const rule = world.addRule('acme', { name: 'Load' });
    const startsAtMs = clock.nowMs();
    let failures = 1;
    state.failWith((batch) =>
      batch.name === 'alerts.record' && failures-- > 0
        ? new AppError('unavailable', 'disk full')
        : null,
    );
    const [first, second] = await Promise.allSettled([
      world.postAs([{ rule, startsAtMs }]),
      world.postAs([{ rule, startsAtMs }]),
    ]);
    expect(first.status).toBe('rejected');
    expect(second.status).toBe('fulfilled');
    expect(await world.incidents('acme')).toMatchObject([{ status: 'firing' }]);
  });

  it('a database that fails: 503, nothing stored, the retry works', async () => {
    const rule = world.addRule('acme', { name: 'Load' });
    state.failWith(() => new AppError('unavailable', 'disk full'));
    await expect(world.postAs([{ rule }])).rejects.toThrow('disk full');
    state.failWith(null);
    expect(await world.incidents('acme')).toEqual([]);
    await world.postAs([{ rule }]);
    expect(await world.incidents('acme')).toHaveLength(1);
  });

  it('an incident that another process changed is decided again', async () => {
    const rule = world.addRule('acme', { name: 'Load' });
    const startsAtMs = clock.nowMs();
    await world.postAs([{ rule, startsAtMs }]);
    await state.commit({
      name: 'other',
      statements: [
        {
          name: 'x',
          sql: 'UPDATE incidents SET revision = revision + 1',
          parameters: [],
          expect: 'any',
        },
      ],
    });
    await world.postAs([{ rule, startsAtMs, severity: 'critical' }]);
    expect(await world.incidents('acme')).toMatchObject([{ severity: 'critical', revision: 3 }]);
  });
});
