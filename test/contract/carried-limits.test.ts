import { afterEach, beforeEach, expect, it } from 'vitest';
import { CarriedAddresses, MessageCarrier } from '../../alerting/carriers/message-carrier.ts';
import { serviceKinds } from '../../alerting/notify/create-kinds.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundResult } from '../../platform/outbound/outbound.ts';
import type { State } from '../../platform/state/state.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  adminOf,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  openNotifyWorld,
  WORLD_SEALER,
} from '../support/notify-world.ts';
import { waitUntil } from '../support/wait-until.ts';

const MIN = 60_000;
const ROBOT = 'https://oapi.dingtalk.com/robot/send?access_token=one';
/** What this robot takes in a minute. */
const MOST = 20;
const answered = (status: number, headers: Record<string, string> = {}): OutboundResult => ({
  ...{ kind: 'answered', status, headers, isCut: false },
  body: Buffer.from('{"errcode":0}'),
});

/** The owner of a database decides, and a member exchanges half of the messages with receivers. */
describeOnBothStates('receivers that two members send to', (states) => {
  let state: State;
  let clock: VirtualClock;
  let world: NotifyWorld;
  /** What went out, by whom and when. */
  let sent: { readonly by: string; readonly host: string; readonly atMs: number }[];
  let answers: Map<string, OutboundResult>;

  beforeEach(async () => {
    state = await states.open(NOTIFY_MIGRATIONS);
    clock = new VirtualClock(Date.parse('2026-03-01T12:00:00Z'));
    sent = [];
    answers = new Map();
    world = await owner('a', 'b');
  });
  afterEach(() => world.stop());

  const outboundOf = (by: string) => ({
    send: async ({ url }: { readonly url: URL | string }) => {
      const host = new URL(url).hostname;
      sent.push({ by, host, atMs: clock.nowMs() });
      return answers.get(host) ?? answered(200);
    },
  });
  /** The member that decides now, with another that carries for it. */
  async function owner(id: string, carrierId: string): Promise<NotifyWorld> {
    const parts = { outbound: outboundOf(carrierId), isPublic: async () => true, clock };
    const carrier = new MessageCarrier(serviceKinds(parts), WORLD_SEALER, new CarriedAddresses());
    const carriers = {
      living: () => [carrierId],
      // As text, as between processes.
      carry: async (_to: string, message: object, signal: AbortSignal) =>
        carrier.carry(JSON.parse(JSON.stringify(message)), signal),
    };
    const carrying = { carriers, epoch: 1, approvedOf: () => [] };
    const made = await openNotifyWorld({ state, clock, outbound: outboundOf(id), carrying });
    await made.start();
    return made;
  }
  const channelOf = (tenant: string) => {
    const settings = { url: `https://${tenant}.example/hook` };
    return world.addChannel(tenant, { kind: 'webhook', settings });
  };
  async function robotOf(tenant: string) {
    const { id } = await world.addChannel(tenant, { kind: 'dingtalk', settings: { url: ROBOT } });
    return world.addRule(tenant, { name: `Load of ${tenant}`, channels: [id] });
  }
  type TestRule = Awaited<ReturnType<typeof robotOf>>;
  const post = (rule: TestRule, from: number, count: number) =>
    world.postAs(
      Array.from({ length: count }, (_, n) => ({ rule, labels: { n: String(from + n) } })),
    );
  const until = (isSo: () => boolean | Promise<boolean>, what: string, stepMs = 200) =>
    waitUntil(
      async () => {
        if (await isSo()) return true;
        await clock.advance(stepMs);
        return false;
      },
      { what, everyMs: 2 },
    );
  const mostInAMinute = () =>
    Math.max(...sent.map(({ atMs: from }) => sent.filter(within(from, from + MIN)).length));
  const within =
    (from: number, to: number) =>
    ({ atMs }: { readonly atMs: number }) =>
      atMs >= from && atMs < to;
  const settled = async () =>
    (await world.deliveries()).every(({ state: at }) => at !== 'pending' && at !== 'leased');
  const ofHost = (host: string) => sent.filter((one) => one.host === `${host}.example`);

  it('one robot of two tenants has one bucket over both, also when the other takes over', async () => {
    const [acme, globex] = [await robotOf('acme'), await robotOf('globex')];
    await post(acme, 0, 12);
    await post(globex, 0, MOST - 12);
    await until(settled, 'the first minute');
    expect(sent).toHaveLength(MOST);
    expect(new Set(sent.map(({ by }) => by))).toEqual(new Set(['a', 'b']));
    await world.stop();
    const rules = [acme, globex];
    world = await owner('b', 'a');
    for (const rule of rules) world.rules.set(rule.id, rule);
    await post(globex, 100, 3);
    await post(acme, 100, 3);
    const waiting = async () =>
      (await world.deliveries()).filter(({ reason }) => reason === 'receiver_limit').length;
    await until(async () => (await waiting()) === 6, 'those that wait');
    expect(sent).toHaveLength(MOST);
    expect(clock.nowMs() - (sent[0]?.atMs ?? 0)).toBeLessThan(MIN);
    await until(settled, 'the next minute');
    expect(sent.length).toBeGreaterThan(MOST);
    expect(mostInAMinute()).toBe(MOST);
  });

  it('what a receiver says to either counts for both: later, or never again', async () => {
    const [acme, globex] = [await channelOf('acme'), await channelOf('globex')];
    const rules = [acme, globex].map(({ id, owner: of }) =>
      world.addRule(of, { name: `Load of ${of}`, channels: [id] }),
    );
    answers.set('acme.example', answered(429, { 'retry-after': '300' }));
    const startMs = clock.nowMs();
    // Members take turns: once acme is told alone, so that both tell it.
    await world.postAs(rules.slice(1).map((rule) => ({ rule, labels: { n: 'first' } })));
    await until(() => ofHost('globex').length === 1, 'the first message', 50);
    for (const n of [0, 1, 2, 3]) {
      const post = n === 2 ? rules.slice(0, 1) : rules;
      await world.postAs(post.map((rule) => ({ rule, labels: { n: String(n) } })));
      const told = () => ofHost('acme').length === n + 1;
      await until(told, `round ${n}`, 50);
    }
    expect(new Set(ofHost('acme').map(({ by }) => by))).toEqual(new Set(['a', 'b']));
    const refused = async () =>
      (await world.deliveries()).filter(({ channel_id: of }) => of === acme.id);
    await until(async () => (await refused()).every(({ state: at }) => at === 'pending'), 'all');
    for (const { due_at_ms: dueMs } of await refused()) {
      expect(Number(dueMs)).toBeGreaterThanOrEqual(startMs + 300_000);
    }
    await clock.advance(299_000 - (clock.nowMs() - startMs));
    expect(ofHost('acme')).toHaveLength(4);
    answers.set('acme.example', answered(410));
    const { channels } = world.notifier;
    const reason = (tenant: string, id: string) =>
      channels.get(adminOf(tenant), tenant, id).disabledReason;
    await until(() => reason('acme', acme.id) !== null, 'the channel to be switched off');
    const tries = ofHost('acme').length;
    await world.postAs(rules.map((rule) => ({ rule, labels: { n: 'after' } })));
    await until(() => ofHost('globex').length === 5, 'the other tenant to be told');
    await clock.advance(3_600_000);
    expect(ofHost('acme')).toHaveLength(tries);
    expect(reason('globex', globex.id)).toBeNull();
  });

  it('a receiver that answers neither of them is given up once, and its tenant alone', async () => {
    const [acme, globex] = [await channelOf('acme'), await channelOf('globex')];
    const rules = [acme, globex].map(({ id, owner: of }) =>
      world.addRule(of, { name: `Load of ${of}`, channels: [id] }),
    );
    answers.set('acme.example', answered(503));
    const { channels } = world.notifier;
    const reason = (tenant: string, id: string) =>
      channels.get(adminOf(tenant), tenant, id).disabledReason;
    let n = 0;
    const again = async () => {
      n += 1;
      await world.postAs(rules.map((rule) => ({ rule, labels: { n: String(n) } })));
      return reason('acme', acme.id) !== null;
    };
    await until(again, 'the channel to be suspended', 3_600_000);
    expect(new Set(ofHost('acme').map(({ by }) => by))).toEqual(new Set(['a', 'b']));
    const days = (clock.nowMs() - Date.parse('2026-03-01T12:00:00Z')) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(1);
    expect(days).toBeLessThan(2);
    expect(reason('globex', globex.id)).toBeNull();
  });
});
