import { afterEach, beforeEach, expect, it } from 'vitest';
import { DeliveryService } from '../../alerting/deliveries/delivery-service.ts';
import { InboxSql } from '../../alerting/inbox/inbox-sql.ts';
import { reportNotice } from '../../alerting/inbox/report-notice.ts';
import { openSuspension } from '../../alerting/suspension/suspension-watch.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundResult } from '../../platform/outbound/outbound.ts';
import type { State } from '../../platform/state/state.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Role } from '../../platform/tenancy/roles.ts';
import type { HandlerContext } from '../../web/server/register-api.ts';
import { channelHandlers } from '../../web/server/resources/channel-handlers.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import { addPerson } from '../support/notify-people.ts';
import {
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
  body: Buffer.alloc(0),
  isCut: false,
};
const GONE: OutboundResult = { ...OK, status: 410 };
const PAGE = { limit: 50, cursor: null };
const personOf = (id: string, role: Role, node: string): Principal => {
  const [tenant = '', project = null, environment = null] = node.split('.');
  const bindings = [{ role, node: { tenant, project, environment } }];
  return { kind: 'user', id, name: id, bindings };
};
const ann = personOf('ann', 'tenant-admin', 'acme');
const pat = personOf('pat', 'project-admin', 'acme.shop');
const zoe = personOf('zoe', 'project-admin', 'acme.blog');
const tom = personOf('tom', 'tenant-member', 'acme');
const eve = personOf('eve', 'tenant-admin', 'globex');

describeOnBothStates('a channel that the service has switched off', (states) => {
  let state: State;
  let clock: VirtualClock;
  let world: NotifyWorld;
  let answer: OutboundResult;
  let calls: number;

  beforeEach(async () => {
    state = await states.open(NOTIFY_MIGRATIONS);
    clock = new VirtualClock(Date.parse('2026-03-01T12:00:00Z'));
    answer = GONE;
    calls = 0;
    const send = async () => {
      calls += 1;
      return answer;
    };
    world = await openNotifyWorld({ state, clock, outbound: { send } });
    await world.start();
    for (const { id, bindings } of [ann, pat, zoe, tom, eve] as readonly UserPrincipal[]) {
      const [{ role, node } = NO_BINDING] = bindings;
      const path = [node?.tenant, node?.project, node?.environment].filter(Boolean).join('.');
      await addPerson(state, { id, role, node: path });
    }
  });
  afterEach(() => world.stop());

  const service = () => {
    const { channels, live: feed, wakeOutbox, pipeline } = world.notifier;
    return new DeliveryService({
      ...{ state, clock, directory: notifyDirectory, channels, feed, wakeOutbox },
      suspensionOf: (channel) => openSuspension(pipeline, channel),
    });
  };
  const draft = {
    kind: 'webhook',
    name: 'hook',
    enabled: true,
    sendResolved: true,
    language: 'en',
    settings: { url: 'https://acme.example/hook' },
  } as const;
  /** Made by an administrator of a project; its receiver has answered 410, and another message waits. */
  async function suspend() {
    const { channels } = world.notifier;
    const { id } = await channels.create(pat, 'acme', draft);
    await world.addChannel('globex', { kind: 'webhook', settings: draft.settings });
    const rule = world.addRule('acme', { name: 'Load', channels: [id] });
    await world.postAs([{ rule, labels: { n: '1' } }]);
    await clock.advance(1_000);
    await waitUntil(async () => channels.get(pat, 'acme', id).disabledReason !== null, {
      what: 'the channel to be switched off',
      everyMs: 10,
    });
    await world.postAs([{ rule, labels: { n: '2' } }]);
    const notice = await waitUntil(
      async () => {
        await clock.advance(1_000);
        const waiting = (await world.deliveries()).some(
          ({ reason }) => reason === 'channel_suspended',
        );
        const about = (await world.incidents('acme')).find(({ title }) => title === 'hook');
        return waiting && (await inboxOf(pat)).length > 0 && about;
      },
      { what: 'the notice', everyMs: 10 },
    );
    return { id, rule, notice: notice.id };
  }
  const inboxOf = async (who: Principal) =>
    (await world.notifier.inbox.list(who, PAGE)).items.map(
      ({ purpose, title }) => `${purpose} ${title}`,
    );
  const waitingOf = async (id: string) =>
    (await world.deliveries()).find(({ channel_id: of, requeued_at_ms: at, reason }) => {
      return of === id && (at !== null || reason === 'channel_suspended' || reason === 'discarded');
    });
  const linesOf = async (incidentId: string) =>
    (await world.events(incidentId)).map(({ kind, reason, detail, author_name: by }) =>
      [kind, reason, detail, by].filter((part) => part !== null).join(' '),
    );

  it('shares the inbox with reports that could not be sent, while one may read dashboards there', async () => {
    const sql = new InboxSql(state.dialect);
    const [runId, reportId] = ['01J0000000000000000000000R', '01J0000000000000000000000S'];
    const said = 'The service was down.';
    const about = { runId, reportId, owner: 'acme', name: 'Daily', atMs: clock.nowMs(), said };
    for (const userId of [ann.id, eve.id, ann.id]) {
      const statements = reportNotice(sql, { userId, ...about });
      await state.commit({ name: 'test', statements });
    }
    const { items } = await world.notifier.inbox.list(ann, PAGE);
    expect(items).toEqual([
      expect.objectContaining({
        title: 'Daily',
        reportId,
        said,
        incidentId: null,
        channelId: null,
      }),
    ]);
    expect(await inboxOf(eve)).toEqual([]);
  });

  it('is told to those who may change it, who made it included, and to nobody else', async () => {
    const { id } = await suspend();
    expect(await inboxOf(ann)).toEqual(['firing hook']);
    expect(await inboxOf(pat)).toEqual(['firing hook']);
    expect((await world.notifier.inbox.list(pat, PAGE)).items[0]).toMatchObject({ channelId: id });
    expect(await world.notifier.inbox.unread(pat)).toBe(1);
    expect([await inboxOf(zoe), await inboxOf(tom), await inboxOf(eve)]).toEqual([[], [], []]);
    await service().resume(pat, 'acme', id, 'discard');
    await waitUntil(
      async () => {
        await clock.advance(1_000);
        return (await inboxOf(pat)).length === 2;
      },
      { what: 'the end of the notice', everyMs: 10 },
    );
    expect(await inboxOf(pat)).toEqual(['resolved hook', 'firing hook']);
    expect(await inboxOf(eve)).toEqual([]);
  });

  it('resumed: what waited is sent with its own id, and timelines say who did it', async () => {
    const { id, notice } = await suspend();
    const waiting = await waitingOf(id);
    answer = OK;
    calls = 0;
    expect(await service().resume(ann, 'acme', id, 'send')).toMatchObject({
      enabled: true,
      disabledReason: null,
    });
    expect(await linesOf(notice)).toContain('channel_resumed waiting_sent 1 ann');
    expect(await linesOf(waiting?.incident_id ?? '')).toContain(
      'notification_queued channel_resumed ann',
    );
    await waitUntil(
      async () => {
        await clock.advance(1_000);
        return (await world.deliveries()).some(
          (one) => one.id === waiting?.id && one.state === 'sent',
        );
      },
      { what: 'what waited to be sent', everyMs: 10 },
    );
    expect(calls).toBe(1);
    await waitUntil(
      async () => {
        await clock.advance(1_000);
        return (await linesOf(notice)).some((line) => line.startsWith('resolved recovered'));
      },
      { what: 'the end of the notice in its timeline', everyMs: 10 },
    );
    // Asked again it is on already.
    expect(await service().resume(ann, 'acme', id, 'discard')).toMatchObject({ enabled: true });
    expect((await linesOf(notice)).filter((line) => line.includes('channel_resumed'))).toHaveLength(
      1,
    );
  });

  it('discarded: nothing of it is ever sent, and another suspension does not find it', async () => {
    const { id } = await suspend();
    const waiting = await waitingOf(id);
    answer = OK;
    calls = 0;
    await service().resume(pat, 'acme', id, 'discard');
    expect(await linesOf(waiting?.incident_id ?? '')).toContain(
      'notification_not_sent discarded pat',
    );
    await clock.advance(60_000);
    expect(calls).toBe(0);
    await world.notifier.channels.disable('acme', id, 'receiver_failing');
    await service().resume(pat, 'acme', id, 'send');
    expect(await waitingOf(id)).toMatchObject({ state: 'not_sent', reason: 'discarded' });
  });

  it('is not resumed by who may not change it, nor by people of another tenant', async () => {
    const { id } = await suspend();
    const resume = (who: Principal, owner: string) => service().resume(who, owner, id, 'send');
    for (const who of [zoe, tom, eve]) {
      await expect(resume(who, 'acme')).rejects.toMatchObject({ kind: 'scope_denied' });
    }
    await expect(resume(eve, 'globex')).rejects.toMatchObject({ kind: 'not_found' });
    expect(await waitingOf(id)).toMatchObject({ reason: 'channel_suspended' });
    const { channels } = world.notifier;
    const off = { ...draft, enabled: false };
    await channels.update(ann, 'acme', id, off, channels.get(ann, 'acme', id).revision);
    await expect(resume(ann, 'acme')).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('is resumed by a test that succeeds with what is stored, over the API, by who may change it', async () => {
    const { id } = await suspend();
    const { channels, incidents } = world.notifier;
    const handlers = channelHandlers({
      ...{ channels, incidents, clock, directory: notifyDirectory },
      deliveries: service(),
      channelKinds: [],
    });
    const test = (who: Principal, owner: string, body: Partial<typeof draft> | object = {}) =>
      handlers['channels.test'](
        { params: { owner }, query: { channel: id }, body: { ...REQUEST, ...body } },
        { caller: () => ({ principal: who }) } as unknown as HandlerContext,
      );
    expect(await test(ann, 'acme')).toMatchObject({ outcome: 'failed' });
    expect(channels.get(ann, 'acme', id).enabled).toBe(false);
    answer = OK;
    await expect(test(eve, 'globex')).rejects.toMatchObject({ kind: 'not_found' });
    await expect(test(tom, 'acme')).rejects.toMatchObject({ kind: 'scope_denied' });
    // Other settings prove nothing about the stored ones.
    await test(ann, 'acme', { url: 'https://acme.example/other' });
    expect(channels.get(ann, 'acme', id).enabled).toBe(false);
    expect(await test(pat, 'acme')).toMatchObject({ outcome: 'sent' });
    expect(channels.get(ann, 'acme', id)).toMatchObject({ enabled: true, updatedBy: 'pat' });
    expect((await waitingOf(id))?.requeued_at_ms).not.toBeNull();
  });
});

type UserPrincipal = Extract<Principal, { kind: 'user' }>;
const NO_BINDING = { role: 'tenant-member', node: null } as const;
const REQUEST = {
  kind: 'webhook',
  name: 'hook',
  sendResolved: true,
  language: 'en',
  enabled: true,
  url: 'https://acme.example/hook',
} as const;
