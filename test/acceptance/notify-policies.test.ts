import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClockSql } from '../../alerting/repeats/clock-sql.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundResult } from '../../platform/outbound/outbound.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { type DirectState, openDirectState } from '../support/direct-state.ts';
import { addAuthor, addPerson, removeFromTenant } from '../support/notify-people.ts';
import { NOTIFY_MIGRATIONS, type NotifyWorld, openNotifyWorld } from '../support/notify-world.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;
const OK: OutboundResult = {
  kind: 'answered',
  status: 200,
  headers: {},
  body: Buffer.alloc(0),
  isCut: false,
};
const DOWN: OutboundResult = { ...OK, status: 503 };

const member = (id: string, tenant: string): Principal => ({
  kind: 'user',
  id,
  name: id,
  bindings: [{ role: 'tenant-member', node: { tenant, project: null, environment: null } }],
});
const PAGE = { limit: 50, cursor: null };

describe('policies, repeats and the default receiver', () => {
  let clock: VirtualClock;
  let state: DirectState;
  let world: NotifyWorld;
  let sent: { host: string; type: string; id: string; at: string }[];
  let answer: OutboundResult;

  beforeEach(async () => {
    clock = new VirtualClock(Date.parse('2026-03-02T10:00:00Z'));
    state = openDirectState(NOTIFY_MIGRATIONS);
    sent = [];
    answer = OK;
    const send = async (request: {
      url: string;
      body?: string | Uint8Array;
      headers?: Readonly<Record<string, string>>;
    }) => {
      if (answer !== OK) return answer;
      sent.push({
        host: new URL(request.url).host,
        type: JSON.parse(String(request.body)).type.replace('incident.', ''),
        id: request.headers?.['webhook-id'] ?? '',
        at: new Date(clock.nowMs()).toISOString().slice(11, 16),
      });
      return OK;
    };
    world = await openNotifyWorld({ state, clock, outbound: { send } });
    await world.start();
  });
  afterEach(async () => {
    await world.stop();
    state.close();
  });

  const hook = async (owner: string, host = owner) => {
    const settings = { url: `https://${host}.example/hook` };
    return (await world.addChannel(owner, { kind: 'webhook', settings })).id;
  };
  const fire = (rule: Rule, namespace = 'acme-prod', hours = 48) =>
    world.postAs([{ rule, namespace, endsAtMs: clock.nowMs() + hours * HOUR }]);
  const resolve = (rule: Rule, namespace = 'acme-prod') =>
    world.postAs([{ rule, namespace, startsAtMs: 0, endsAtMs: clock.nowMs() }]);
  const told = (host: string) =>
    sent.filter((one) => one.host === `${host}.example`).map(({ at, type }) => `${at} ${type}`);
  const unsent = async (owner: string) => {
    const [incident] = await world.incidents(owner);
    const events = await world.events(incident?.id ?? '');
    return events
      .filter(({ kind }) => kind === 'notification_not_sent')
      .map(({ reason, detail }) => `${reason} ${detail}`);
  };
  const everyHour = { mode: 'interval', everyMs: HOUR, max: null } as const;
  const night = {
    name: 'night',
    kind: 'mute',
    weekdays: [],
    times: [{ fromMinute: 12 * 60 + 30, toMinute: 15 * 60 }],
    monthDays: [],
    months: [],
    zone: 'UTC',
  } as const;

  it('says it every time that its source does, once a minute at most, and not when it falls silent', async () => {
    const channelOf = (owner: string) =>
      world.addChannel(owner, {
        kind: 'webhook',
        settings: { url: `https://${owner}.example/hook` },
      });
    const [own, other] = [await channelOf('acme'), await channelOf('globex')];
    const repeat = { mode: 'every_time', everyMs: MIN, max: null } as const;
    const policy = world.addPolicy('acme', { name: 'P', channels: [own.id], repeat });
    const rules = [
      world.addRule('acme', { name: 'Load', policy: policy.id }),
      world.addRule('globex', { name: 'Load', channels: [other.id] }),
    ];
    const startsAtMs = clock.nowMs();
    const post = () =>
      world.postAs(
        rules.map((rule) => ({
          rule,
          namespace: `${rule.owner}-prod`,
          startsAtMs,
          endsAtMs: clock.nowMs() + 200 * HOUR,
        })),
      );
    const told = () => sent.filter(({ host }) => host === 'acme.example').map(({ at }) => at);
    // As Prometheus does: about once a minute, now a little sooner, now a little later.
    for (const offMs of [0, 900, -400, 1_500, 0]) {
      await clock.advance(offMs + 2_000);
      await post();
      await clock.advance(58_000 - offMs);
    }
    expect(told()).toEqual(['10:00', '10:01', '10:02', '10:03', '10:04']);
    // Every ten seconds: once a minute all the same.
    for (let count = 0; count < 12; count++) {
      await post();
      await clock.advance(10_000);
    }
    expect(told().slice(5)).toEqual(['10:05', '10:06']);
    // Silent: the end is far away, and nothing is said again.
    await clock.advance(2 * MIN);
    const before = told().length;
    await clock.advance(HOUR);
    expect(told()).toHaveLength(before);
    // After a restart the next report tells it, and of the neighbour nothing is said again.
    await world.restart();
    await clock.advance(2 * MIN);
    expect(told()).toHaveLength(before);
    await post();
    await clock.advance(2_000);
    expect(told().slice(before)).toEqual(['11:11']);
    expect(sent.filter(({ host }) => host === 'globex.example')).toHaveLength(1);
  });

  it('repeats survive a restart, rest in the night, and end with the incident', async () => {
    const channels = [await hook('acme')];
    const policy = world.addPolicy('acme', {
      name: 'P',
      channels,
      repeat: everyHour,
      windows: [night],
    });
    const rule = world.addRule('acme', { name: 'Load', policy: policy.id });
    await fire(rule);
    await clock.advance(HOUR + MIN);
    await world.restart();
    await clock.advance(5 * HOUR + 50 * MIN);
    expect(told('acme')).toEqual([
      '10:00 firing',
      '11:00 repeat',
      '12:00 repeat',
      '15:00 repeat',
      '16:00 repeat',
    ]);
    expect(await unsent('acme')).toEqual(['mute_window night']);
    await resolve(rule);
    await clock.advance(3 * HOUR);
    expect(told('acme').at(-1)).toBe('16:51 resolved');
    expect(new Set(sent.map(({ id }) => id)).size).toBe(sent.length);
    const clocks = new ClockSql('sqlite').due(Number.MAX_SAFE_INTEGER, 10);
    expect(await state.all(clocks)).toEqual([]);
  });

  it('a channel that was away is not flooded when it is back', async () => {
    const policy = world.addPolicy('acme', {
      name: 'P',
      channels: [await hook('acme')],
      repeat: { ...everyHour, everyMs: 5 * MIN },
    });
    const rule = world.addRule('acme', { name: 'Load', policy: policy.id });
    answer = DOWN;
    await fire(rule);
    await clock.advance(HOUR);
    answer = OK;
    await clock.advance(7 * MIN);
    expect(told('acme').map((text) => text.slice(6))).toEqual(['firing', 'repeat']);
    expect(new Set(await unsent('acme'))).toEqual(new Set(['earlier_message_waiting null']));
  });

  it('what a window kept back is told at its end; a policy of another tenant says nothing', async () => {
    const windows = [{ ...night, times: [{ fromMinute: 9 * 60, toMinute: 11 * 60 }] }];
    const own = world.addPolicy('acme', { name: 'P', channels: [await hook('acme')], windows });
    const foreign = world.addPolicy('globex', { name: 'P', channels: [await hook('globex')] });
    const rule = world.addRule('acme', { name: 'Load', policy: own.id });
    const thief = world.addRule('acme', { name: 'Thief', policy: foreign.id });
    const foreignChannel = world.addRule('acme', { name: 'Other', channels: foreign.channels });
    await fire(rule);
    await fire(thief);
    await fire(foreignChannel);
    await clock.advance(2 * HOUR);
    expect(told('globex')).toEqual([]);
    expect(told('acme')).toEqual(['11:00 firing']);
    const incidents = await world.incidents('acme');
    const thiefs = incidents.find(({ title }) => title === 'Thief');
    expect(JSON.parse(thiefs?.notified_channels ?? '')).toEqual(['inbox:acme']);
    const others = incidents.find(({ title }) => title === 'Other');
    const events = await world.events(others?.id ?? '');
    expect(events.map(({ reason }) => reason)).toContain('channel_deleted');
  });

  it('nobody is named: the author finds it in the inbox, and nobody else does', async () => {
    await addPerson(state, { id: 'ann', role: 'tenant-member', node: 'acme' });
    await addPerson(state, { id: 'bob', role: 'tenant-admin', node: 'acme' });
    await addPerson(state, { id: 'eve', role: 'tenant-admin', node: 'globex' });
    const rule = world.addRule('acme', { name: 'Load' });
    await addAuthor(state, rule, 'ann');
    await addAuthor(state, rule, 'token-of-nobody', 2);
    await fire(rule);
    await clock.advance(MIN);
    const { inbox } = world.notifier;
    const anns = await inbox.list(member('ann', 'acme'), PAGE);
    expect(anns.items).toMatchObject([{ title: 'Load', purpose: 'firing', readAtMs: null }]);
    expect(await inbox.unread(member('ann', 'acme'))).toBe(1);
    expect((await inbox.list(member('bob', 'acme'), PAGE)).items).toEqual([]);
    const id = anns.items[0]?.id ?? '';
    for (const eve of [member('eve', 'globex'), member('eve', 'acme')]) {
      expect((await inbox.list(eve, PAGE)).items).toEqual([]);
      await inbox.markRead(eve, { ids: [id] });
      await inbox.markRead(eve, { upTo: id });
    }
    expect(await inbox.unread(member('ann', 'acme'))).toBe(1);
    // Who has left sees nothing of what came before either, and gets no resolve.
    await removeFromTenant(state, 'ann');
    expect(await inbox.unread({ kind: 'user', id: 'ann', name: 'ann', bindings: [] })).toBe(0);
    await resolve(rule);
    await clock.advance(MIN);
    expect((await inbox.list(member('ann', 'acme'), PAGE)).items).toHaveLength(1);
    // The next time it is the administrators' of the tenant.
    await clock.advance(HOUR);
    await fire(rule);
    await clock.advance(MIN);
    const bobs = await inbox.list(member('bob', 'acme'), PAGE);
    expect(bobs.items).toMatchObject([{ title: 'Load', purpose: 'firing' }]);
    expect((await inbox.list(member('eve', 'globex'), PAGE)).items).toEqual([]);
    await inbox.markRead(member('bob', 'acme'), { upTo: bobs.items[0]?.id ?? '' });
    expect(await inbox.unread(member('bob', 'acme'))).toBe(0);
    await expect(
      inbox.unread({ kind: 'token', id: 'ann', name: 't', node: null, permissions: new Set() }),
    ).rejects.toMatchObject({ kind: 'scope_denied' });
  });
});
