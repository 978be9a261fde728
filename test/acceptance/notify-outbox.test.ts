import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundRequest, OutboundResult } from '../../platform/outbound/outbound.ts';
import { type DirectState, openDirectState } from '../support/direct-state.ts';
import { NOTIFY_MIGRATIONS, type NotifyWorld, openNotifyWorld } from '../support/notify-world.ts';

const MIN = 60_000;
const answered = (status: number, headers = {}): OutboundResult => ({
  kind: 'answered',
  status,
  headers,
  body: Buffer.alloc(0),
  isCut: false,
});

interface Call {
  readonly url: string;
  readonly id: string;
  readonly type: string;
  readonly incident: string;
  readonly atMs: number;
}

describe('the outbox', () => {
  let clock: VirtualClock;
  let state: DirectState;
  let world: NotifyWorld;
  let calls: Call[];
  let underWay: number;
  let mostUnderWay: number;
  let answer: (call: Call, request: OutboundRequest) => OutboundResult | Promise<OutboundResult>;

  beforeEach(async () => {
    clock = new VirtualClock(Date.parse('2026-03-01T12:00:00Z'));
    state = openDirectState(NOTIFY_MIGRATIONS);
    calls = [];
    underWay = 0;
    mostUnderWay = 0;
    answer = () => answered(200);
    const send = async (request: OutboundRequest): Promise<OutboundResult> => {
      const { type, incident } = JSON.parse(String(request.body));
      const id = request.headers?.['webhook-id'] ?? '';
      const call = { url: request.url, id, type, incident: incident.id, atMs: clock.nowMs() };
      calls.push(call);
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      try {
        return await answer(call, request);
      } finally {
        underWay -= 1;
      }
    };
    world = await openNotifyWorld({ state, clock, outbound: { send } });
    await world.start();
  });
  afterEach(async () => {
    await world.stop();
    state.close();
  });

  async function ruleOf(owner: string) {
    const settings = { url: `https://${owner}.example/hook` };
    const { id } = await world.addChannel(owner, { kind: 'webhook', settings });
    return world.addRule(owner, { name: 'Load', channels: [id] });
  }
  const numbered = (count: number, alert: object) =>
    Array.from({ length: count }, (_, n) => ({ ...alert, labels: { n: String(n) } }));
  const hang = ({ signal }: OutboundRequest) =>
    new Promise<OutboundResult>((resolve) => {
      const aborted = { kind: 'failed', reason: 'aborted', cause: new Error('aborted') } as const;
      signal?.addEventListener('abort', () => resolve(aborted), { once: true });
    });

  it('a channel that hangs takes 16 places and holds up nobody else', async () => {
    const acme = await ruleOf('acme');
    const globex = await ruleOf('globex');
    answer = ({ url }, request) => (url.includes('acme') ? hang(request) : answered(200));
    await world.postAs(numbered(500, { rule: acme }));
    await clock.advance(1_000);
    expect(calls).toHaveLength(16);
    await world.postAs([{ rule: globex }]);
    await clock.advance(1_000);
    expect(calls.filter(({ url }) => url.includes('globex'))).toHaveLength(1);
    await clock.advance(11_000);
    const failed = (await world.deliveries()).filter(
      ({ attempts, state: at }) => attempts === 1 && at === 'pending',
    );
    expect(failed.length).toBeGreaterThanOrEqual(16);
    expect(mostUnderWay).toBeLessThanOrEqual(17);
  });

  it('is down for an hour: everything arrives once it is back, in order per incident, once', async () => {
    const rules = [await ruleOf('acme'), await ruleOf('globex')];
    answer = () => ({ kind: 'failed', reason: 'connect', cause: new Error('down') });
    const startsAtMs = clock.nowMs();
    const alerts = rules.flatMap((rule) => numbered(20, { rule, startsAtMs }));
    await world.postAs(alerts);
    await clock.advance(30 * MIN);
    await world.postAs(alerts.map((alert) => ({ ...alert, endsAtMs: clock.nowMs() })));
    await clock.advance(30 * MIN);
    calls = [];
    answer = () => answered(200);
    await clock.advance(6 * MIN);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
    const byIncident = new Map<string, string[]>();
    for (const { incident, type } of calls)
      byIncident.set(incident, [...(byIncident.get(incident) ?? []), type]);
    expect(byIncident.size).toBe(40);
    for (const types of byIncident.values()) {
      expect(types).toEqual(['incident.firing', 'incident.resolved']);
    }
  });

  it('waits as long as Retry-After says', async () => {
    const rule = await ruleOf('acme');
    answer = () => answered(calls.length === 1 ? 429 : 200, { 'retry-after': '90' });
    await world.postAs([{ rule }]);
    await clock.advance(5 * MIN);
    expect(calls).toHaveLength(2);
    expect((calls[1]?.atMs ?? 0) - (calls[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(90_000);
  });

  it('gives up after a day: a dead letter with its reason, and the resolve says why it is not sent', async () => {
    const rule = await ruleOf('acme');
    const startsAtMs = clock.nowMs();
    answer = () => answered(503);
    await world.postAs([{ rule, startsAtMs }]);
    await clock.advance(MIN);
    await world.postAs([{ rule, startsAtMs, endsAtMs: clock.nowMs() }]);
    await clock.advance(24 * 60 * MIN);
    const found = (await world.deliveries()).map(({ state: at, reason }) => `${at} ${reason}`);
    expect(found).toEqual(['dropped too_old', 'not_sent firing_never_delivered']);
  });

  it('a lease that ran out is taken again, with the same id and content', async () => {
    const rule = await ruleOf('acme');
    await world.stop();
    await world.postAs([{ rule }]);
    await state.commit({
      name: 'test.lease',
      statements: [
        {
          name: 'lease',
          sql: `UPDATE deliveries SET state = 'leased', lease_id = 'dead', due_at_ms = ?`,
          parameters: [clock.nowMs() + MIN],
          expect: 'one',
        },
      ],
    });
    await world.restart();
    await clock.advance(MIN);
    const [delivery] = await world.deliveries();
    expect(delivery).toMatchObject({ state: 'sent', attempts: 1 });
    expect(calls.map(({ id }) => id)).toEqual([delivery?.id]);
  });

  it('draining finishes what is under way and begins nothing', async () => {
    const rule = await ruleOf('acme');
    let release: (result: OutboundResult) => void = () => undefined;
    answer = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    await world.postAs([{ rule, labels: { n: '1' } }]);
    await clock.advance(100);
    const outbox = world.notifier.services.find(({ name }) => name === 'outbox');
    const drained = outbox?.drain(new AbortController().signal);
    await world.postAs([{ rule, labels: { n: '2' } }]);
    await clock.advance(1_000);
    release(answered(200));
    await drained;
    expect((await world.deliveries()).map(({ state: at }) => at)).toEqual(['sent', 'pending']);
  });

  it('an attempt broken off by the end of the process costs no waiting', async () => {
    const rule = await ruleOf('acme');
    answer = (_call, request) => hang(request);
    await world.postAs([{ rule }]);
    await clock.advance(100);
    await world.stop();
    expect(await world.deliveries()).toMatchObject([
      { state: 'pending', reason: 'service_stopping', due_at_ms: clock.nowMs() },
    ]);
  });

  it.each([
    ['switched off', { enabled: false }, 'channel_disabled'],
    ['no longer takes resolves', { sendResolved: false }, 'resolved_declined'],
  ])('a channel that is %s while a message waits', async (_name, changes, reason) => {
    const rule = await ruleOf('acme');
    const startsAtMs = clock.nowMs();
    await world.postAs([{ rule, startsAtMs }]);
    await clock.advance(1_000);
    answer = () => answered(503);
    await world.postAs([{ rule, startsAtMs, endsAtMs: clock.nowMs() }]);
    await clock.advance(500);
    const [channel] = world.channels.ofOwner('acme');
    if (!channel) throw new Error('no channel');
    await world.channels.replace({ ...channel, ...changes, revision: channel.revision + 1 });
    await clock.advance(MIN);
    const resolve = (await world.deliveries())[1];
    expect(resolve).toMatchObject({ state: 'not_sent', reason });
  });

  it('stores every attempt', async () => {
    const rule = await ruleOf('acme');
    answer = () => answered(calls.length < 3 ? 500 : 204);
    await world.postAs([{ rule }]);
    await clock.advance(MIN);
    const attempts = await state.all<Record<string, unknown>>({
      sql: 'SELECT outcome, status, reason, detail FROM delivery_attempts ORDER BY sequence',
      parameters: [],
    } as never);
    expect(attempts).toEqual([
      { outcome: 'retry', status: 500, reason: 'webhook_unavailable', detail: 'answered 500' },
      { outcome: 'retry', status: 500, reason: 'webhook_unavailable', detail: 'answered 500' },
      { outcome: 'sent', status: 204, reason: null, detail: 'answered 204' },
    ]);
  });
});
