import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Rule } from '../../alerting/rules/rule.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundRequest, OutboundResult } from '../../platform/outbound/outbound.ts';
import { type DirectState, openDirectState } from '../support/direct-state.ts';
import { NOTIFY_MIGRATIONS, type NotifyWorld, openNotifyWorld } from '../support/notify-world.ts';

const MIN = 60_000;
const IS_PROOF = process.env.TOCSIN_PROOF === '1';
/** Alerts of each tenant in each third of the outage, which takes an hour in `npm run proof`. */
const PER_PART = IS_PROOF ? 40 : 12;
const THIRD_MS = (IS_PROOF ? 20 : 6) * MIN;
/** What met an error again and again is tried after five minutes at the latest, and then waits for its turn. */
const AFTERWARDS_MS = (IS_PROOF ? 20 : 8) * MIN;
const ROBOT = 'https://oapi.dingtalk.com/robot/send?access_token=one';

interface Call {
  readonly url: string;
  readonly text: string;
  readonly atMs: number;
}

describe('what receivers take', () => {
  let clock: VirtualClock;
  let state: DirectState;
  let world: NotifyWorld;
  let calls: Call[];
  let status: number;

  beforeEach(async () => {
    clock = new VirtualClock(Date.parse('2026-03-01T12:00:00Z'));
    state = openDirectState(NOTIFY_MIGRATIONS);
    calls = [];
    status = 200;
    const send = async (request: OutboundRequest): Promise<OutboundResult> => {
      calls.push({ url: request.url, text: String(request.body), atMs: clock.nowMs() });
      const body = Buffer.from(JSON.stringify({ errcode: 0, code: 0 }));
      return { kind: 'answered', status, headers: {}, body, isCut: false };
    };
    world = await openNotifyWorld({ state, clock, outbound: { send } });
    await world.start();
  });
  afterEach(async () => {
    await world.stop();
    state.close();
  });

  async function ruleOf(owner: string, kind: 'dingtalk' | 'webhook' = 'dingtalk') {
    const url = kind === 'dingtalk' ? ROBOT : `https://${owner}.example/hook`;
    const { id } = await world.addChannel(owner, { kind, settings: { url } });
    const rule = await world.addRule(owner, { name: `Load of ${owner}`, channels: [id] });
    return { rule, channelId: id };
  }
  const numbered = (count: number, alert: object) =>
    Array.from({ length: count }, (_, n) => ({ ...alert, labels: { n: String(n) } }));

  it('two tenants share the limit of one robot; the overflow is digested, never mixed, nothing lost', async () => {
    const acme = await ruleOf('acme');
    const globex = await ruleOf('globex');
    await world.postAs([
      ...numbered(150, { rule: acme.rule }),
      ...numbered(40, { rule: globex.rule }),
    ]);
    await clock.advance(30_000);
    expect(calls).toHaveLength(20);
    const waiting = (await world.deliveries()).filter(({ state: at }) => at === 'pending');
    expect(waiting).toHaveLength(170);
    expect(new Set(waiting.map(({ reason, attempts }) => `${reason} ${attempts}`))).toEqual(
      new Set(['receiver_limit 0']),
    );
    await clock.advance(5 * MIN);
    for (const { atMs } of calls) {
      const inMinute = calls.filter((one) => one.atMs >= atMs && one.atMs < atMs + MIN);
      expect(inMinute.length).toBeLessThanOrEqual(20);
    }
    for (const { text } of calls) {
      expect(text.includes('Load of acme') && text.includes('Load of globex')).toBe(false);
    }
    const all = await world.deliveries();
    expect(all.filter(({ state: at }) => at !== 'sent')).toEqual([]);
    const digests = all.filter(({ digest_of: count }) => Number(count) > 0);
    const joined = all.filter(({ digest_id: id }) => id !== null);
    expect(joined.length).toBe(digests.reduce((sum, one) => sum + Number(one.digest_of), 0));
    expect(joined.length).toBeGreaterThan(100);
    expect(joined.every(({ reason }) => reason === 'digested')).toBe(true);
    const told = calls.map(({ text }) => text).join('\n');
    for (const { id, owner } of [
      ...(await world.incidents('acme')),
      ...(await world.incidents('globex')),
    ]) {
      expect(told).toContain(`/${owner}/incidents/${id}`);
    }
    expect(told).toMatch(/Digest.*messages about/);
  });

  it('a resolve of what waits comes after it, in the digest or behind it', async () => {
    const { rule } = await ruleOf('acme');
    const startsAtMs = clock.nowMs();
    const alerts = numbered(60, { rule, startsAtMs });
    await world.postAs(alerts);
    await clock.advance(10_000);
    await world.postAs(alerts.map((alert) => ({ ...alert, endsAtMs: clock.nowMs() })));
    await clock.advance(10 * MIN);
    const all = await world.deliveries();
    expect(all.filter(({ state: at }) => at !== 'sent')).toEqual([]);
    const last = new Map<string, string>();
    for (const { text } of calls) {
      for (const [, id = ''] of text.matchAll(/incidents\/([0-9A-Z]{26})/g)) last.set(id, text);
    }
    expect(last.size).toBe(60);
    for (const text of last.values()) expect(text).toMatch(/[Rr]esolved/);
  });

  it(`${(3 * THIRD_MS) / MIN} minutes out of order: when all is made up for, what each receiver takes in a minute and a second holds`, async () => {
    const robots = {
      dingtalk: ROBOT,
      feishu: 'https://open.feishu.cn/open-apis/bot/v2/hook/one',
    };
    const rules: Rule[] = [];
    for (const owner of ['acme', 'globex']) {
      const channels: string[] = [];
      for (const [kind, url] of Object.entries(robots)) {
        const name = kind === 'feishu' ? 'feishu' : 'dingtalk';
        channels.push((await world.addChannel(owner, { kind: name, settings: { url } })).id);
      }
      rules.push(world.addRule(owner, { name: `Load of ${owner}`, channels }));
    }
    status = 503;
    for (let part = 0; part < 3; part++) {
      const labels = (n: number) => ({ n: `${part}-${n}` });
      const alerts = Array.from({ length: PER_PART }, (_, n) =>
        rules.map((rule) => ({ rule, namespace: `${rule.owner}-prod`, labels: labels(n) })),
      );
      await world.postAs(alerts.flat());
      await clock.advance(THIRD_MS);
    }
    status = 200;
    await clock.advance(AFTERWARDS_MS);
    expect(
      (await world.deliveries()).filter(({ state: at }) => at !== 'sent' && at !== 'joined'),
    ).toEqual([]);
    const most = (host: string, spanMs: number) => {
      const own = calls.filter(({ url }) => url.includes(host));
      const within = (from: number) =>
        own.filter(({ atMs }) => atMs >= from && atMs < from + spanMs);
      return Math.max(...own.map(({ atMs }) => within(atMs).length));
    };
    expect(most('dingtalk', MIN)).toBe(20);
    expect(most('feishu', MIN)).toBeLessThanOrEqual(100);
    expect(most('feishu', 1_000)).toBe(5);
    for (const owner of ['acme', 'globex']) {
      const told = calls.filter(({ text }) => text.includes(`Load of ${owner}`));
      expect(told.some(({ text }) => text.includes(owner === 'acme' ? 'globex' : 'acme'))).toBe(
        false,
      );
      const texts = told.map(({ text }) => text).join();
      for (const { id } of await world.incidents(owner)) expect(texts).toContain(id);
    }
  });

  it('a webhook has no limit', async () => {
    const { rule } = await ruleOf('acme', 'webhook');
    await world.postAs(numbered(200, { rule }));
    await clock.advance(5_000);
    expect(calls).toHaveLength(200);
  });

  it('after a day of failures the channel is switched off, the owner told, and what waited is sent on demand', async () => {
    const acme = await ruleOf('acme', 'webhook');
    const globex = await ruleOf('globex', 'webhook');
    status = 503;
    await world.postAs([{ rule: acme.rule }]);
    await clock.advance(23 * 60 * MIN);
    expect(world.channels.get('acme', acme.channelId)?.enabled).toBe(true);
    await world.postAs([{ rule: acme.rule, labels: { n: 'late' } }]);
    await clock.advance(2 * 60 * MIN);
    const channel = world.channels.get('acme', acme.channelId);
    expect(channel).toMatchObject({ enabled: false, disabledReason: 'receiver_failing' });
    expect(world.channels.get('globex', globex.channelId)?.enabled).toBe(true);
    const notice = (await world.incidents('acme')).find(({ title }) => title === channel?.name);
    expect(notice).toMatchObject({ status: 'firing', severity: 'critical', cluster: '-' });
    const late = (await world.deliveries()).filter(({ reason }) => reason === 'channel_suspended');
    expect(late.map(({ state: at }) => at)).toContain('not_sent');
    expect(await world.incidents('globex')).toEqual([]);
  });

  it('410 switches it off at once', async () => {
    const { rule, channelId } = await ruleOf('acme', 'webhook');
    status = 410;
    await world.postAs([{ rule }]);
    await clock.advance(10_000);
    expect(world.channels.get('acme', channelId)).toMatchObject({ disabledReason: 'webhook_gone' });
    expect(await world.incidents('acme')).toHaveLength(2);
  });
});
