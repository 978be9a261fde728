import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Policy } from '../../alerting/policies/policy.ts';
import { ClockSql } from '../../alerting/repeats/clock-sql.ts';
import type { Route } from '../../alerting/routing/route-tree.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundResult } from '../../platform/outbound/outbound.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { type DirectState, openDirectState } from '../support/direct-state.ts';
import { addAuthor, addPerson } from '../support/notify-people.ts';
import {
  ENVIRONMENTS,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  openNotifyWorld,
  type TestAlert,
} from '../support/notify-world.ts';

const SECOND = 1_000;
const MIN = 60 * SECOND;
const HOUR = 60 * MIN;
const OK: OutboundResult = {
  kind: 'answered',
  status: 200,
  headers: {},
  body: Buffer.alloc(0),
  isCut: false,
};

interface Told {
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Sent {
  readonly host: string;
  readonly id: string;
  /** Seconds since the beginning. */
  readonly at: number;
  readonly body: {
    readonly type: string;
    readonly incident: Told;
    readonly others?: readonly Told[];
  };
}

describe('incidents told in groups', () => {
  let clock: VirtualClock;
  let beganMs: number;
  let state: DirectState;
  let world: NotifyWorld;
  let sent: Sent[];
  let answer: OutboundResult;

  beforeEach(async () => {
    clock = new VirtualClock(Date.parse('2026-03-02T10:00:00Z'));
    beganMs = clock.nowMs();
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
        host: new URL(request.url).host.replace('.example', ''),
        id: request.headers?.['webhook-id'] ?? '',
        at: Math.floor((clock.nowMs() - beganMs) / SECOND),
        body: JSON.parse(String(request.body)),
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

  const hook = async (owner: string, settings: Readonly<Record<string, string>> = {}) => {
    const url = { url: `https://${owner}.example/hook` };
    return (await world.addChannel(owner, { kind: 'webhook', settings: { ...url, ...settings } }))
      .id;
  };
  const grouped = (owner: string, channels: readonly string[], change: Partial<Policy> = {}) => {
    const grouping = { by: ['namespace'], waitMs: 30 * SECOND, intervalMs: 5 * MIN };
    const policy = world.addPolicy(owner, { name: 'P', channels, grouping, ...change });
    return world.addRule(owner, { name: `Load ${owner}`, policy: policy.id });
  };
  const alert = (rule: Rule, pod: string, change: Partial<TestAlert> = {}): TestAlert => ({
    rule,
    namespace: rule.owner === 'acme' ? 'acme-prod' : 'globex-prod',
    labels: { pod },
    endsAtMs: clock.nowMs() + 48 * HOUR,
    ...change,
  });
  const over = (rule: Rule, pod: string) =>
    alert(rule, pod, { startsAtMs: 0, endsAtMs: clock.nowMs() });
  /** `30 firing a, firing b` */
  const told = (host: string) =>
    sent
      .filter((one) => one.host === host)
      .map(({ at, body }) => {
        const said = [body.incident, ...(body.others ?? [])].map(
          ({ status, labels }) => `${status} ${labels.pod}`,
        );
        return `${at} ${said.join(', ')}`;
      });
  const lines = async (owner: string, pod: string) => {
    const incidents = await world.incidents(owner);
    const its = incidents.find(({ labels }) => JSON.parse(labels).pod === pod);
    return world.events(its?.id ?? '');
  };

  it('a storm is one message, and each incident has its lines about it', async () => {
    const rule = grouped('acme', [await hook('acme')]);
    const other = grouped('globex', [await hook('globex')]);
    await world.postAs([
      alert(rule, 'a'),
      alert(rule, 'b', { severity: 'critical' }),
      alert(other, 'x'),
    ]);
    await clock.advance(10 * SECOND);
    await world.postAs([alert(rule, 'c')]);
    await clock.advance(25 * SECOND);
    expect(told('acme')).toEqual(['30 firing b, firing a, firing c']);
    expect(told('globex')).toEqual(['30 firing x']);
    const delivery = (await world.deliveries()).find(({ owner }) => owner === 'acme');
    expect(JSON.parse(delivery?.payload ?? '').group).toMatchObject({ firing: 3, resolved: 0 });
    for (const pod of ['a', 'b', 'c']) {
      const its = await lines('acme', pod);
      expect(its.map(({ kind, reason }) => `${kind} ${reason}`)).toEqual([
        'fired null',
        'notification_grouped firing',
        'notification_queued firing',
        'delivery_succeeded null',
      ]);
      expect(its.slice(2).map((line) => line.delivery_id)).toEqual([delivery?.id, delivery?.id]);
    }
    expect(JSON.stringify(sent.filter(({ host }) => host === 'acme'))).not.toContain('globex');
  });

  it('resolves and what is new wait for the interval, across a restart', async () => {
    const rule = grouped('acme', [await hook('acme')]);
    await world.postAs([alert(rule, 'a'), alert(rule, 'b')]);
    await clock.advance(35 * SECOND);
    await world.postAs([over(rule, 'a'), alert(rule, 'c')]);
    await world.restart();
    await clock.advance(20 * SECOND);
    await world.postAs([over(rule, 'b'), over(rule, 'c')]);
    await clock.advance(10 * MIN);
    expect(told('acme')).toEqual(['30 firing a, firing b', '330 resolved a, resolved b']);
    const reasons = (await lines('acme', 'c')).map(({ reason }) => reason);
    expect(reasons).toContain('resolved_before_told');
    const clocks = new ClockSql('sqlite').due(Number.MAX_SAFE_INTEGER, 10);
    expect(await state.all(clocks)).toEqual([]);
  });

  it('a receiver that is down gets all in order, each once', async () => {
    const rule = grouped('acme', [await hook('acme')]);
    answer = { ...OK, status: 503 };
    await world.postAs([alert(rule, 'a'), alert(rule, 'b')]);
    await clock.advance(MIN);
    await world.postAs([over(rule, 'a'), alert(rule, 'c')]);
    await clock.advance(40 * MIN);
    await world.postAs([over(rule, 'b')]);
    await clock.advance(20 * MIN);
    answer = OK;
    await clock.advance(10 * MIN);
    expect(told('acme').map((text) => text.replace(/^\d+ /, ''))).toEqual([
      'firing a, firing b',
      'firing c, resolved a',
      'resolved b',
    ]);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(3);
    const failed = async (pod: string) =>
      (await lines('acme', pod)).filter(({ kind }) => kind === 'delivery_failed').length;
    expect([(await failed('a')) > 5, await failed('b')]).toEqual([true, 1]);
  });

  it('a resolve whose firing never arrived is left out of its group', async () => {
    const id = await hook('acme');
    const rule = grouped('acme', [id]);
    await world.postAs([alert(rule, 'a')]);
    answer = { ...OK, status: 404 };
    await clock.advance(MIN);
    answer = OK;
    await world.postAs([alert(rule, 'b')]);
    await clock.advance(6 * MIN);
    await world.postAs([over(rule, 'a'), over(rule, 'b')]);
    await clock.advance(6 * MIN);
    expect(told('acme').map((text) => text.replace(/^\d+ /, ''))).toEqual([
      'firing b',
      'resolved b',
    ]);
    expect((await lines('acme', 'a')).at(-1)).toMatchObject({
      kind: 'notification_not_sent',
      reason: 'firing_never_delivered',
    });
  });

  it('two of the same service do not tell a group twice', async () => {
    const rule = grouped('acme', [await hook('acme')]);
    await world.postAs([alert(rule, 'a'), alert(rule, 'b')]);
    const pipeline = world.notifier.pipeline;
    const second = await openNotifyWorld({ state, clock, outbound: { send: async () => OK } });
    for (const [id, one] of world.rules) second.rules.set(id, one);
    for (const [id, one] of world.policies) second.policies.set(id, one);
    await clock.advance(29 * SECOND);
    const sql = new ClockSql('sqlite');
    const { readDue } = await import('../../alerting/repeats/read-due.ts');
    const due = await readDue(state, sql, clock.nowMs() + MIN);
    await Promise.all([pipeline.repeat(due), second.notifier.pipeline.repeat(due)]);
    expect(await world.deliveries()).toHaveLength(1);
  });

  it('the tree says who hears of what nobody else speaks for, and the form of Alertmanager', async () => {
    const route = (id: string, change: Partial<Route>): Route => ({
      id,
      parent: 'root',
      name: id,
      matchers: [],
      continues: false,
      receiver: { kind: 'inherit' },
      grouping: 'inherit',
      repeat: 'inherit',
      windows: 'inherit',
      ...change,
    });
    const channels = [await hook('acme', { format: 'alertmanager-v4' })];
    world.setRoutes('acme', [
      route('root', { parent: null, receiver: { kind: 'nobody' } }),
      route('shop', {
        matchers: [{ name: 'project', operator: '=', value: 'shop' }],
        receiver: { kind: 'channels', channels },
        grouping: { by: ['alertname'], waitMs: 10 * SECOND, intervalMs: MIN },
      }),
    ]);
    const rule = world.addRule('acme', { name: 'Bare' });
    const named = ['p', 'q'].map((pod) => alert(rule, pod, { labels: { pod, alertname: 'Bare' } }));
    const [, blog] = ENVIRONMENTS;
    const own = { kind: 'environment-intake', environment: blog } as const;
    await world.post(own, [{ labels: { alertname: 'Theirs' } }]);
    await world.postAs(named);
    await clock.advance(15 * SECOND);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body).toMatchObject({
      version: '4',
      groupKey: expect.stringContaining('route:shop:{alertname="Bare"}'),
      groupLabels: { alertname: 'Bare' },
      commonLabels: { alertname: 'Bare', severity: 'warning' },
      truncatedAlerts: 0,
      status: 'firing',
      alerts: [{ labels: { pod: 'p' } }, { labels: { pod: 'q' } }],
    });
    const theirs = (await world.incidents('acme')).find(({ title }) => title === 'Theirs');
    const reasons = (await world.events(theirs?.id ?? '')).map(({ reason }) => reason);
    expect(reasons).toContain('no_channels');
  });

  it('that a source is silent, and that it is back, is told with the group, as is what flaps', async () => {
    const flapping = { changes: 2, withinMs: HOUR, quietMs: HOUR };
    const rule = grouped('acme', [await hook('acme')], { flapping });
    const told = (...pods: readonly string[]) =>
      world.notifyAs(pods.map((pod) => alert(rule, pod, { endsAtMs: null })));
    await told('a', 'b');
    await clock.advance(13 * HOUR);
    await told('a', 'b');
    await clock.advance(10 * MIN);
    const said = () => sent.map(({ body }) => [body.type, 1 + (body.others ?? []).length]);
    expect(said()).toEqual([
      ['incident.firing', 2],
      ['incident.stale', 2],
      ['incident.firing', 2],
    ]);
    expect((await world.deliveries()).map((row) => row.state)).toEqual(['sent', 'sent', 'sent']);
    const begin = () =>
      world.postAs(['c', 'd'].map((pod) => alert(rule, pod, { startsAtMs: clock.nowMs() })));
    await begin();
    await clock.advance(MIN);
    await world.postAs([over(rule, 'c'), over(rule, 'd')]);
    await clock.advance(MIN);
    await begin();
    await clock.advance(10 * MIN);
    // Both episodes: what flaps, and what had ended before.
    expect(said().at(-1)).toEqual(['incident.flapping', 4]);
    expect(new Set((await world.deliveries()).map((row) => row.state))).toEqual(new Set(['sent']));
  });

  it('the default receiver gets one entry for a group, and its end', async () => {
    const rule = grouped('acme', []);
    await addPerson(state, { id: 'ann', role: 'tenant-member', node: 'acme' });
    await addAuthor(state, rule, 'ann');
    await world.postAs([alert(rule, 'a'), alert(rule, 'b')]);
    await clock.advance(MIN);
    await world.postAs([over(rule, 'b')]);
    await clock.advance(6 * MIN);
    const ann: Principal = {
      kind: 'user',
      id: 'ann',
      name: 'ann',
      bindings: [
        { role: 'tenant-member', node: { tenant: 'acme', project: null, environment: null } },
      ],
    };
    const { items } = await world.notifier.inbox.list(ann, { limit: 50, cursor: null });
    expect(items.map(({ purpose, title }) => `${purpose} ${title}`)).toEqual([
      'resolved Load acme',
      'firing Load acme (+1)',
    ]);
  });
});
