import { afterEach, beforeEach, expect, it } from 'vitest';
import { WhyService } from '../../alerting/why/why-service.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundResult } from '../../platform/outbound/outbound.ts';
import type { State } from '../../platform/state/state.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  adminOf,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  notifyDirectory,
  openNotifyWorld,
} from '../support/notify-world.ts';
import { waitUntil } from '../support/wait-until.ts';

const OK: OutboundResult = {
  kind: 'answered',
  status: 200,
  headers: {},
  body: Buffer.from('{"errcode":0}'),
  isCut: false,
};
const DOWN: OutboundResult = { ...OK, status: 503 };
const NO: OutboundResult = { ...OK, status: 400 };
const ROBOT = 'https://oapi.dingtalk.com/robot/send?access_token=one';
const LADDER = ['critical', 'warning', 'info'];

describeOnBothStates('why it says that somebody was told', (states) => {
  let state: State;
  let clock: VirtualClock;
  let world: NotifyWorld;
  /** What the receiver of a host answers; the others take everything. */
  let answers: Map<string, OutboundResult>;

  beforeEach(async () => {
    state = await states.open(NOTIFY_MIGRATIONS);
    clock = new VirtualClock(Date.parse('2026-03-01T12:00:00Z'));
    answers = new Map();
    const send = async ({ url }: { readonly url: URL | string }) =>
      answers.get(new URL(url).hostname) ?? OK;
    world = await openNotifyWorld({ state, clock, outbound: { send } });
    await world.start();
  });
  afterEach(() => world.stop());

  const why = () =>
    new WhyService({
      ...{ state, directory: notifyDirectory, ladderOf: () => LADDER },
      incidents: world.notifier.incidents,
      contextOf: (incident) => world.notifier.pipeline.contextOf(incident),
      rules: { get: (id) => world.rules.get(id), all: () => [...world.rules.values()] },
      ...{ eventRules: world.eventRules, heartbeats: world.heartbeats },
      roomAt: world.notifier.roomAt,
      peopleBehind: world.notifier.peopleBehind,
    });
  async function addHook(owner: string) {
    const settings = { url: `https://${owner}.example/hook` };
    const { id } = await world.addChannel(owner, { kind: 'webhook', settings });
    return { id, rule: world.addRule(owner, { name: `Load of ${owner}`, channels: [id] }) };
  }
  /** Of the first, or only, channel of an incident, the oldest if none is named. */
  async function told(owner: string, nth = 0) {
    const incident = (await world.incidents(owner))[nth];
    const answer = await why().ofIncident(adminOf(owner), owner, incident?.id ?? '');
    const [channel] = answer.route.channels;
    if (channel === undefined) throw new Error('no channel');
    const { outcome, message, toldAtMs } = channel;
    const reason = message?.reason ?? null;
    return { text: [outcome, reason].filter(Boolean).join(' '), message, toldAtMs, channel };
  }
  const becomes = (owner: string, text: string, nth = 0) =>
    waitUntil(
      async () => {
        await clock.advance(1_000);
        return (await told(owner, nth)).text === text;
      },
      { what: `${owner} to be ${text}`, everyMs: 10 },
    );

  it('queued, tried, arrived: of two tenants each its own, and the end behind the beginning', async () => {
    const [acme, globex] = [await addHook('acme'), await addHook('globex')];
    answers.set('acme.example', DOWN);
    await world.postAs([{ rule: acme.rule }, { rule: globex.rule }]);
    await becomes('globex', 'told');
    await becomes('acme', 'trying webhook_unavailable');
    const tried = await told('acme');
    expect(tried.toldAtMs).toBeNull();
    expect(tried.message?.attempts).toBeGreaterThan(0);
    expect(tried.message?.nextAtMs).toBeGreaterThanOrEqual(clock.nowMs());
    await world.postAs([{ rule: acme.rule, severity: 'critical' }]);
    await becomes('acme', 'queued earlier_message_waiting');
    const behind = await told('acme');
    expect(behind.message).toMatchObject({
      purpose: 'severity_raised',
      ahead: { id: tried.message?.deliveryId, reason: 'webhook_unavailable' },
    });
    answers.clear();
    await becomes('acme', 'told');
    const arrived = await told('acme');
    expect(arrived.message?.purpose).toBe('severity_raised');
    expect(arrived.toldAtMs).toBe(arrived.message?.finishedAtMs);
    answers.set('acme.example', DOWN);
    const endsAtMs = clock.nowMs();
    const levels = ['warning', 'critical'];
    await world.postAs(levels.map((severity) => ({ rule: acme.rule, severity, endsAtMs })));
    await becomes('acme', 'trying webhook_unavailable');
    expect(await told('acme')).toMatchObject({
      message: { purpose: 'resolved' },
      toldAtMs: arrived.toldAtMs,
    });
    expect((await told('globex')).text).toBe('told');
  });

  it('a dead letter is given up, and its end is not told', async () => {
    const { rule } = await addHook('acme');
    await world.postAs([{ rule: (await addHook('globex')).rule }]);
    answers.set('acme.example', NO);
    await world.postAs([{ rule }]);
    await becomes('acme', 'given_up webhook_rejected');
    expect(await told('acme')).toMatchObject({ toldAtMs: null, message: { attempts: 1 } });
    await world.postAs([{ rule, endsAtMs: clock.nowMs() }]);
    await becomes('acme', 'not_sent firing_never_delivered');
    expect((await told('globex')).text).toBe('told');
  });

  it('a channel that was switched off while it was tried', async () => {
    const { id, rule } = await addHook('acme');
    answers.set('acme.example', DOWN);
    await world.postAs([{ rule }]);
    await becomes('acme', 'trying webhook_unavailable');
    const { channels } = world.notifier;
    const admin = adminOf('acme');
    const { name, sendResolved, language, revision } = channels.get(admin, 'acme', id);
    const settings = { url: 'https://acme.example/hook' };
    const draft = { kind: 'webhook', name, sendResolved, language, settings } as const;
    await channels.update(admin, 'acme', id, { ...draft, enabled: false }, revision);
    await becomes('acme', 'refused channel_disabled');
    expect((await told('acme')).message).toMatchObject({ state: 'not_sent' });
  });

  it('what finds no room at a robot of two tenants waits, and is joined in a digest', async () => {
    const rules = await Promise.all(
      ['acme', 'globex'].map(async (owner) => {
        const { id } = await world.addChannel(owner, {
          kind: 'dingtalk',
          settings: { url: ROBOT },
        });
        return world.addRule(owner, { name: `Load of ${owner}`, channels: [id] });
      }),
    );
    const [acme, globex] = rules;
    if (acme === undefined || globex === undefined) throw new Error('no rules');
    const alerts = Array.from({ length: 50 }, (_, n) => ({
      rule: n === 0 ? globex : acme,
      labels: { n: String(n) },
    }));
    await world.postAs(alerts);
    await becomes('globex', 'told');
    await becomes('acme', 'queued receiver_limit', 48);
    expect((await told('acme', 48)).message).toMatchObject({ attempts: 0, digestOf: 0 });
    await waitUntil(
      async () => {
        await clock.advance(1_000);
        return (await told('acme', 48)).text === 'told';
      },
      { what: 'the digest', everyMs: 10 },
    );
    expect((await told('acme', 48)).message?.digestOf).toBeGreaterThan(1);
  });

  it('a message about several incidents tells of each', async () => {
    const { id: channelId } = await addHook('acme');
    const policy = world.addPolicy('acme', {
      ...{ name: 'Together', channels: [channelId] },
      grouping: { by: ['namespace'], waitMs: 30_000, intervalMs: 300_000 },
    });
    const rule = world.addRule('acme', { name: 'Many', policy: policy.id });
    await world.postAs(['1', '2'].map((n) => ({ rule, labels: { n } })));
    await world.postAs([{ rule: (await addHook('globex')).rule }]);
    expect((await told('acme', 1)).text).toBe('waits');
    await becomes('acme', 'told', 1);
    const [one, two] = [await told('acme', 0), await told('acme', 1)];
    expect(one.message?.deliveryId).toBe(two.message?.deliveryId);
    expect(one.text).toBe('told');
    expect((await told('globex')).message?.deliveryId).not.toBe(one.message?.deliveryId);
  });
});
