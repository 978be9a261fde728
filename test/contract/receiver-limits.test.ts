import { afterEach, beforeEach, expect, it } from 'vitest';
import type { NotifyTables } from '../../alerting/tables-notify.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundResult } from '../../platform/outbound/outbound.ts';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  adminOf,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  openNotifyWorld,
} from '../support/notify-world.ts';
import { waitUntil } from '../support/wait-until.ts';

const MIN = 60_000;
const ROBOT = 'https://oapi.dingtalk.com/robot/send?access_token=one';
/** What this robot takes in a minute. */
const MOST = 20;

/** As a killed process leaves it: leases, and no word of what came of them. */
const DEATH = [
  "UPDATE deliveries SET state = 'leased', lease_id = 'of the dead'",
  'DELETE FROM delivery_attempts',
].map((sql) => ({ name: 'test.death', sql, parameters: [], expect: 'any' as const }));

const taken = async (): Promise<OutboundResult> => {
  const body = Buffer.from(JSON.stringify({ errcode: 0 }));
  return { kind: 'answered', status: 200, headers: {}, body, isCut: false };
};

describeOnBothStates('what a receiver takes, over a restart', (states) => {
  let state: State;
  let clock: VirtualClock;
  let world: NotifyWorld;
  /** When messages went to the robot. */
  let sentAtMs: number[];
  let answer: () => Promise<OutboundResult>;

  beforeEach(async () => {
    state = await states.open(NOTIFY_MIGRATIONS);
    clock = new VirtualClock(Date.parse('2026-03-01T12:00:00Z'));
    sentAtMs = [];
    answer = taken;
    world = await openNotifyWorld({ state, clock, outbound: { send } });
    await world.start();
  });
  afterEach(() => world.stop());

  const send = () => {
    sentAtMs.push(clock.nowMs());
    return answer();
  };

  async function ruleOf(owner: string) {
    const { id } = await world.addChannel(owner, { kind: 'dingtalk', settings: { url: ROBOT } });
    return world.addRule(owner, { name: `Load of ${owner}`, channels: [id] });
  }
  type TestRule = Awaited<ReturnType<typeof ruleOf>>;
  const post = (rule: TestRule, from: number, count: number) =>
    world.postAs(
      Array.from({ length: count }, (_, n) => ({ rule, labels: { n: String(from + n) } })),
    );
  /** Time goes on in small steps, since a database answers in its own. */
  const until = (isSo: () => boolean | Promise<boolean>, what: string) =>
    waitUntil(
      async () => {
        if (await isSo()) return true;
        await clock.advance(200);
        return false;
      },
      { what, everyMs: 2 },
    );
  const waiting = async () =>
    (await world.deliveries()).filter(({ reason }) => reason === 'receiver_limit').length;
  const mostInAMinute = () =>
    Math.max(
      ...sentAtMs.map((from) => sentAtMs.filter((at) => at >= from && at < from + MIN).length),
    );

  it('is counted for all tenants together as if there had been none', async () => {
    const [acme, globex] = [await ruleOf('acme'), await ruleOf('globex')];
    await post(acme, 0, 12);
    await post(globex, 0, MOST - 12);
    await until(() => sentAtMs.length === MOST, 'the first minute');
    await until(
      async () => (await world.deliveries()).every(({ state: at }) => at === 'sent'),
      'their outcomes',
    );
    await world.restart();
    await post(globex, 100, 3);
    await until(async () => (await waiting()) === 3, 'three that wait');
    expect(sentAtMs).toHaveLength(MOST);
    expect(clock.nowMs() - (sentAtMs[0] ?? 0)).toBeLessThan(MIN);
    await until(() => sentAtMs.length === MOST + 3, 'the next minute');
    expect(mostInAMinute()).toBe(MOST);
  });

  it('counts tests too, of drafts as of channels, and where they went', async () => {
    const [acme, globex] = [await ruleOf('acme'), await ruleOf('globex')];
    const test = (tenant: string, url: string, channel: string | null = null) =>
      world.notifier.channels.test(
        adminOf(tenant),
        tenant,
        {
          ...{ kind: 'dingtalk', name: 'draft', enabled: true, sendResolved: true, language: 'en' },
          settings: { url },
        },
        channel,
      );
    const other = ROBOT.replace('one', 'two');
    for (let n = 0; n < 5; n += 1) {
      expect(await test('acme', ROBOT)).toMatchObject({ outcome: 'sent' });
      expect(await test('globex', ROBOT, globex.channels[0] ?? '')).toMatchObject({
        outcome: 'sent',
      });
      // It goes to another robot than the channel that it stands in for.
      expect(await test('acme', other, acme.channels[0] ?? '')).toMatchObject({ outcome: 'sent' });
    }
    expect(sentAtMs).toHaveLength(15);
    await world.restart();
    await post(acme, 0, 12);
    // What waits may be stored before the last of the others has gone out.
    await until(
      async () => (await waiting()) === 2 && sentAtMs.length >= 15 + 10,
      'ten that go out and two that wait',
    );
    expect(sentAtMs).toHaveLength(15 + 10);
    expect(clock.nowMs() - (sentAtMs[0] ?? 0)).toBeLessThan(MIN);
    await clock.advance(MIN);
    await until(() => sentAtMs.length === 15 + 12, 'the next minute');
    await test('acme', ROBOT);
    const notes = builderFor<NotifyTables>(state.dialect).selectFrom('destination_tests');
    expect(await state.all(notes.select('id').compile())).toHaveLength(1);
  });

  it('counts what was under way when the process died, although nobody stored it', async () => {
    const acme = await ruleOf('acme');
    answer = () => new Promise(() => undefined);
    await post(acme, 0, 15);
    await until(() => sentAtMs.length === 15, 'what is under way');
    await world.stop();
    await state.commit({ name: 'test.death', statements: DEATH });
    answer = taken;
    world = await openNotifyWorld({ state, clock, outbound: { send } });
    world.rules.set(acme.id, acme);
    await world.start();
    await until(
      async () => (await waiting()) >= 10 && sentAtMs.length >= MOST,
      'what goes out and what waits',
    );
    expect(sentAtMs).toHaveLength(MOST);
    await until(
      async () => (await world.deliveries()).every(({ state: at }) => at !== 'pending'),
      'the next minute',
    );
    expect(mostInAMinute()).toBe(MOST);
  });
});
