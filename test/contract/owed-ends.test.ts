import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Channel } from '../../alerting/channels/channel.ts';
import { DeliveryService } from '../../alerting/deliveries/delivery-service.ts';
import { InboxSql } from '../../alerting/inbox/inbox-sql.ts';
import { usersOf } from '../../alerting/inbox/personal-messages.ts';
import { IncidentRetention } from '../../alerting/incidents/history/retention.ts';
import type { Policy } from '../../alerting/policies/policy.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import type { NotifyTables } from '../../alerting/tables-notify.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundRequest, OutboundResult } from '../../platform/outbound/outbound.ts';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { State, Statement } from '../../platform/state/state.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  adminOf,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  notifyDirectory,
  openNotifyWorld,
} from '../support/notify-world.ts';
import { waitUntil } from '../support/wait-until.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;
const GROUPED = { by: [], waitMs: 1_000, intervalMs: 1_000 };

/** Every firing that was delivered gets its resolved, and what is not sent has a stored reason. */
describeOnBothStates('ends that are owed', (states) => {
  let state: State;
  let clock: VirtualClock;
  let world: NotifyWorld;
  let status: number;
  let heard: string[];
  let send: (request: OutboundRequest) => Promise<OutboundResult>;

  beforeEach(async () => {
    state = await states.open(NOTIFY_MIGRATIONS);
    clock = new VirtualClock(Date.parse('2026-03-01T12:00:00Z'));
    status = 200;
    heard = [];
    send = async ({ url, body }: OutboundRequest): Promise<OutboundResult> => {
      const { incident, others = [] } = JSON.parse(String(body));
      const said = [incident, ...others].map((one) => `${one.labels.pod} ${one.status}`);
      const host = new URL(url).host.replace('.example', '');
      if (status < 300) heard.push(`${host}: ${said.join(', ')}`);
      return { kind: 'answered', status, headers: {}, body: Buffer.alloc(0), isCut: false };
    };
    world = await openNotifyWorld({ state, clock, outbound: { send: (request) => send(request) } });
    await world.start();
  });
  afterEach(() => world.stop());

  const ruleOf = async (owner: string, policy: Partial<Policy> = {}) => {
    const settings = { url: `https://${owner}.example/hook` };
    const hook = await world.addChannel(owner, { kind: 'webhook', settings });
    const { id } = world.addPolicy(owner, { name: 'P', channels: [hook.id], ...policy });
    return world.addRule(owner, { name: 'Load', policy: id });
  };
  const fire = (rule: Rule, ...pods: readonly string[]) =>
    world.postAs(
      pods.map((pod) => ({ rule, labels: { pod }, endsAtMs: clock.nowMs() + 2_000 * HOUR })),
    );
  const end = (rule: Rule, ...pods: readonly string[]) =>
    world.postAs(
      pods.map((pod) => ({ rule, labels: { pod }, startsAtMs: 0, endsAtMs: clock.nowMs() })),
    );
  const until = <T>(what: string, check: () => Promise<T> | T) =>
    waitUntil(
      async () => {
        await clock.advance(1_000);
        return check();
      },
      { what, everyMs: 5 },
    );
  const hears = (count: number) => until(`${count} messages`, () => heard.length >= count);
  const outcomes = async (owner: string) =>
    (await world.deliveries())
      .filter((one) => one.owner === owner)
      .map((one) => `${one.purpose} ${one.state} ${one.reason ?? ''}`.trim());
  const rowsOf = (table: 'delivery_incidents' | 'delivery_attempts') =>
    state.all(builderFor<NotifyTables>(state.dialect).selectFrom(table).selectAll().compile());
  const retire = (archived: object[] = []) => {
    const archive = {
      add: async (line: object) => void archived.push(line),
      settle: async () => undefined,
      close: async () => undefined,
    };
    const retention = new IncidentRetention({ state, keepMs: HOUR, openArchive: () => archive });
    return retention.pass(clock.nowMs(), new AbortController().signal);
  };

  it('a message about several stays until the last of its incidents goes', async () => {
    const rule = await ruleOf('acme', { grouping: GROUPED });
    const other = await ruleOf('globex', { grouping: GROUPED });
    await fire(rule, 'a', 'b');
    await fire(other, 'a', 'b');
    await hears(2);
    await end(rule, 'a');
    await hears(3);
    await clock.advance(2 * HOUR);
    const archived: object[] = [];
    expect(await retire(archived)).toMatchObject({ gone: 1 });
    expect(archived).toContainEqual(
      expect.objectContaining({ kind: 'delivery', purpose: 'firing' }),
    );
    await end(rule, 'b');
    await hears(4);
    expect(heard.at(-1)).toBe('acme: b resolved');
    await clock.advance(2 * HOUR);
    expect(await retire()).toMatchObject({ gone: 1 });
    expect(await outcomes('acme')).toEqual([]);
    expect(await outcomes('globex')).toEqual(['firing sent']);
    expect(await rowsOf('delivery_incidents')).toHaveLength(2);
    expect(await rowsOf('delivery_attempts')).toHaveLength(1);
  });

  const service = () => {
    const { channels, live: feed, wakeOutbox } = world.notifier;
    const parts = { state, clock, directory: notifyDirectory, channels, feed, wakeOutbox };
    return new DeliveryService({ ...parts, suspensionOf: () => undefined });
  };
  const admin = adminOf('acme');

  it('a dead letter that is sent again after the end of what it says is followed by the end', async () => {
    const rule = await ruleOf('acme');
    const other = await ruleOf('globex');
    status = 400;
    await fire(rule, 'a');
    await fire(other, 'a');
    await until('dead letters', async () =>
      (await world.deliveries()).every(({ state: is }) => is === 'dropped'),
    );
    await end(rule, 'a');
    await until('the end', async () => (await outcomes('acme')).length === 2);
    await until('its reason', async () =>
      (await outcomes('acme')).includes('resolved not_sent firing_never_delivered'),
    );
    status = 200;
    const [firing] = (await world.deliveries()).filter(({ owner }) => owner === 'acme');
    await service().replay(admin, 'acme', [firing?.id ?? '']);
    await hears(2);
    expect(heard).toEqual(['acme: a firing', 'acme: a resolved']);
    await until('both', async () => (await outcomes('acme'))[1] === 'resolved sent');
    expect(await outcomes('globex')).toEqual(['firing dropped webhook_rejected']);
  });

  it('so is one of several, of which one is over and was left out of the message that said so', async () => {
    const rule = await ruleOf('acme', { grouping: GROUPED });
    status = 400;
    await fire(rule, 'a');
    await until('a dead letter', async () => (await outcomes('acme'))[0]?.includes('dropped'));
    status = 200;
    await fire(rule, 'b');
    await hears(1);
    await end(rule, 'a', 'b');
    await hears(2);
    expect(heard).toEqual(['acme: b firing', 'acme: b resolved']);
    const [firing] = await world.deliveries();
    await service().replay(admin, 'acme', [firing?.id ?? '']);
    await hears(4);
    expect(heard.slice(2)).toEqual(['acme: a firing', 'acme: a resolved']);
  });

  it('a suspended channel that people switch on sends what is still true, and gives up the rest with a reason', async () => {
    const rule = await ruleOf('acme');
    const { channels } = world.notifier;
    const [{ id }] = channels.list(admin, 'acme', { limit: 1, cursor: null }).items as [Channel];
    await channels.disable('acme', id, 'receiver_failing');
    await fire(rule, 'a', 'b');
    await until(
      'what is kept',
      async () =>
        (await outcomes('acme')).filter((one) => one === 'firing not_sent channel_suspended')
          .length === 2,
    );
    await end(rule, 'a');
    await until('the end too', async () =>
      (await outcomes('acme')).includes('resolved not_sent channel_suspended'),
    );
    const put = (enabled: boolean) => {
      const { name, revision } = channels.get(admin, 'acme', id);
      const draft = { kind: 'webhook', name, sendResolved: true, language: 'en' } as const;
      return channels.update(admin, 'acme', id, { ...draft, enabled, settings: {} }, revision);
    };
    await put(true);
    await hears(1);
    await until('the reason', async () =>
      (await outcomes('acme')).includes('resolved not_sent firing_never_delivered'),
    );
    expect(heard).toEqual(['acme: b firing']);
    expect(await outcomes('acme')).toContain('firing not_sent discarded');
    await channels.disable('acme', id, 'receiver_failing');
    await end(rule, 'b');
    await until('the end of the other', async () =>
      (await outcomes('acme')).includes('resolved not_sent channel_suspended'),
    );
    await put(false);
    expect(await outcomes('acme')).toContain('resolved not_sent discarded');
  });

  it('what a suspended digest says goes with it when the channel is resumed', async () => {
    const rule = await ruleOf('acme');
    status = 400;
    await fire(rule, 'a', 'b');
    await until('both', async () =>
      (await world.deliveries()).every(({ state: is }) => is === 'dropped'),
    );
    const { channels } = world.notifier;
    const [channel] = channels.list(admin, 'acme', { limit: 1, cursor: null }).items;
    await channels.disable('acme', channel?.id ?? '', 'receiver_failing');
    // As a digest of the second leaves them that met the suspended channel.
    const db = builderFor<NotifyTables>(state.dialect).updateTable('deliveries');
    const [digest, joined] = await world.deliveries();
    const whole = { state: 'not_sent', reason: 'channel_suspended', digest_of: 1 } as const;
    const part = { state: 'not_sent', reason: 'digested', digest_id: digest?.id ?? '' } as const;
    const statements = [
      statement(
        'test',
        db
          .set(whole)
          .where('id', '=', digest?.id ?? '')
          .compile(),
      ),
      statement(
        'test',
        db
          .set(part)
          .where('id', '=', joined?.id ?? '')
          .compile(),
      ),
    ];
    await state.commit({ name: 'test', statements });
    status = 200;
    await service().resume(admin, 'acme', channel?.id ?? '', 'send');
    await hears(1);
    const both = 'firing sent,firing sent digested';
    await until('the digest', async () => String(await outcomes('acme')) === both);
  });

  it('a channel that declines firings hears of the notes, acknowledgements and ends that it has chosen', async () => {
    const rule = await ruleOf('acme');
    const settings = { url: 'https://quiet.example/hook' };
    const quiet = { kind: 'webhook', settings, declines: ['firing', 'note'] } as const;
    const { id } = await world.addChannel('acme', quiet);
    world.policies.set(rule.policy ?? '', {
      ...(world.policies.get(rule.policy ?? '') as Policy),
      channels: [id],
    });
    await fire(rule, 'a');
    const caller = { principal: admin, owner: 'acme' };
    const [incident] = await world.incidents('acme');
    const { acts } = world.notifier.history;
    await acts.act(caller, incident?.id ?? '', { kind: 'acknowledge', note: null });
    await acts.act(caller, incident?.id ?? '', { kind: 'note', text: 'hm' });
    await hears(1);
    await end(rule, 'a');
    await hears(2);
    expect(heard).toEqual(['quiet: a firing', 'quiet: a resolved']);
    const reasons = (await world.events(incident?.id ?? '')).flatMap(({ kind, reason }) =>
      kind === 'notification_not_sent' ? [reason] : [],
    );
    expect(reasons).toEqual(['firing_declined', 'note_declined']);
  });

  it('a wall clock that is set back over a restart lets no end overtake its firing', async () => {
    const rule = await ruleOf('acme');
    status = 503;
    await fire(rule, 'a');
    await until('an attempt', async () => (await rowsOf('delivery_attempts')).length > 0);
    await world.stop();
    clock = new VirtualClock(clock.nowMs() - HOUR);
    status = 200;
    world = await openNotifyWorld({ state, clock, outbound: { send: (request) => send(request) } });
    await world.start();
    await world.notifier.incidentCloser.closeForRule(rule.id, 'rule_deleted');
    expect((await outcomes('acme')).map((one) => one.split(' ')[0])).toEqual([
      'firing',
      'resolved',
    ]);
    const db = builderFor<NotifyTables>(state.dialect).updateTable('deliveries');
    const due = statement('test', db.set({ due_at_ms: clock.nowMs() }).compile());
    await state.commit({ name: 'test', statements: [due] });
    await hears(2);
    expect(heard).toEqual(['acme: a firing', 'acme: a resolved']);
  });

  it('PagerDuty has one incident for each of ours, also for acts and in groups; what was told in a group before is ended with the last of it', async () => {
    const events: string[] = [];
    send = async ({ body }) => {
      const { event_action: action, dedup_key: key } = JSON.parse(String(body));
      events.push(`${action} ${names.get(key) ?? key}`);
      const answer = Buffer.from('{"status":"success"}');
      return { kind: 'answered', status: 202, headers: {}, body: answer, isCut: false };
    };
    const names = new Map<string, string>();
    const key = (id: string, name: string) =>
      names.set(
        `tocsin-${createHash('sha256').update(`acme/${id}`).digest('hex').slice(0, 40)}`,
        name,
      );
    const settings = { routingKey: 'R'.repeat(32) };
    const { id: channel } = await world.addChannel('acme', { kind: 'pagerduty', settings });
    const { id: policy } = world.addPolicy('acme', {
      ...{ name: 'P', channels: [channel], grouping: GROUPED },
    });
    const rule = world.addRule('acme', { name: 'Load', policy });
    await fire(rule, 'a', 'b');
    for (const { id, labels } of await world.incidents('acme')) key(id, JSON.parse(labels).pod);
    key('group', 'group');
    await until('both', () => events.length === 2);
    // As the version before this one has told the second.
    const db = builderFor<NotifyTables>(state.dialect).updateTable('deliveries');
    const grouped = statement('test', db.set({ group_id: 'group' }).compile());
    await state.commit({ name: 'test', statements: [grouped] });
    const incident = (await world.incidents('acme')).find(({ labels }) => labels.includes('"b"'));
    const caller = { principal: admin, owner: 'acme' };
    await world.notifier.history.acts.act(caller, incident?.id ?? '', {
      ...{ kind: 'acknowledge', note: null },
    });
    await until('the acknowledgement', () => events.length === 3);
    await end(rule, 'a');
    await until('the first end', () => events.length === 4);
    await end(rule, 'b');
    await until('the last end', () => events.length === 6);
    expect(events.slice(0, 2).sort()).toEqual(['trigger a', 'trigger b']);
    expect(events.slice(2)).toEqual(['acknowledge b', 'resolve a', 'resolve b', 'resolve group']);
  });

  it('a message for Alertmanagers says that others of its group still fire, and all have ended with the last', async () => {
    const bodies: string[] = [];
    send = async ({ body }) => {
      const { status: group, notification_reason: reason } = JSON.parse(String(body));
      bodies.push(`${group}: ${reason}`);
      return { kind: 'answered', status, headers: {}, body: Buffer.alloc(0), isCut: false };
    };
    const settings = { url: 'https://acme.example/v4', format: 'alertmanager-v4' };
    const { id: channel } = await world.addChannel('acme', { kind: 'webhook', settings });
    const grouping = { ...GROUPED, waitMs: 5_000 };
    const policy = world.addPolicy('acme', { name: 'P', channels: [channel], grouping });
    const rule = world.addRule('acme', { name: 'Load', policy: policy.id });
    await fire(rule, 'a', 'b');
    await until('both', () => bodies.length === 1);
    await end(rule, 'a');
    await until('the first end', () => bodies.length === 2);
    await end(rule, 'b');
    await until('the last end', () => bodies.length === 3);
    expect(bodies).toEqual([
      'firing: first notification',
      'firing: some alerts resolved',
      'resolved: all alerts resolved',
    ]);
  });

  it('who is owed an end stays known, however full the inbox is and however long it fires', async () => {
    const rule = await ruleOf('acme', { grouping: GROUPED });
    await fire(rule, 'a', 'b');
    await hears(1);
    const [message] = await world.deliveries();
    const incidents = await world.incidents('acme');
    const sql = new InboxSql(state.dialect);
    const place = { owner: 'acme', project: null, environment: null, ruleId: null };
    const about = { purpose: 'firing', title: 't', severity: 'warning', readAtMs: null } as const;
    const entry = (id: string, incidentId: string | null, userId: string) => ({
      ...{ ...place, ...about, id, incidentId, userId, channelId: null, reportId: null, said: '' },
      atMs: clock.nowMs(),
    });
    const first = message?.incident_id ?? '';
    const filling = Array.from({ length: 510 }, () => entry(world.newId(), null, 'ann'));
    const keepNewest = sql.keepNewest('ann', clock.nowMs());
    const filled = filling.flatMap((one) => [sql.insert(one), keepNewest]);
    const commit = (statements: readonly Statement[]) => state.commit({ name: 'test', statements });
    await commit([
      sql.insert(entry('01000000000000000000000000', null, 'ann')),
      sql.insert(entry(message?.id ?? '', first, 'ann')),
      sql.mailed(message?.id ?? '', 'bob', first, clock.nowMs()),
      ...filled,
    ]);
    const told = async ({ id: incidentId }: { readonly id: string }) => [
      ...(await usersOf(state, sql.readersOf(incidentId))),
      ...(await usersOf(state, sql.mailedAbout(incidentId))),
    ];
    const listed = await state.all(sql.ofUser('ann'));
    expect(listed).toHaveLength(500);
    expect(await state.all(sql.unreadOf('ann'))).toHaveLength(500);
    expect(listed.map(({ id }) => id)).not.toContain(message?.id);
    expect(await state.all(sql.crowded())).toEqual([{ user_id: 'ann' }]);
    await end(rule, incidents[0]?.id === first ? JSON.parse(incidents[0].labels).pod : 'b');
    const later = clock.nowMs() + 100 * 24 * HOUR;
    await commit([...sql.prune(later, later), sql.dropBeyond('ann', later)]);
    expect(await Promise.all(incidents.map(told))).toEqual([
      ['ann', 'bob'],
      ['ann', 'bob'],
    ]);
    await end(rule, 'a', 'b');
    await commit([...sql.prune(later, later), sql.dropBeyond('ann', later)]);
    expect(await Promise.all(incidents.map(told))).toEqual([[], []]);
  });
});
