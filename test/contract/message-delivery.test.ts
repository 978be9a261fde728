import { beforeEach, expect, it } from 'vitest';
import { CatchUp } from '../../alerting/deliveries/catch-up.ts';
import { DeliveryService } from '../../alerting/deliveries/delivery-service.ts';
import { LinkSettings } from '../../alerting/message-links/link-settings.ts';
import { type MessageLink, printLinkToken } from '../../alerting/message-links/link-token.ts';
import { MessageLinkService } from '../../alerting/message-links/message-link-service.ts';
import { parseNotification } from '../../alerting/notify/notification.ts';
import { ClaimSql, claimedDelivery } from '../../alerting/outbox/claim-sql.ts';
import { DeliverySql } from '../../alerting/outbox/delivery-sql.ts';
import { ReceiverLimits } from '../../alerting/outbox/limits/receiver-limits.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { derivedUlid } from '../../platform/ids/derived-ulid.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { parseKeyRing } from '../../platform/secrets/key-ring.ts';
import { createSecretBox } from '../../platform/secrets/secret-box.ts';
import type { State } from '../../platform/state/state.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  adminOf,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  notifyDirectory,
  openNotifyWorld,
} from '../support/notify-world.ts';
import { waitUntil } from '../support/wait-until.ts';

const KEY = Buffer.alloc(32, 9);
const HOUR_MS = 3_600_000;
const ROBOT = 'https://oapi.dingtalk.com/robot/send?access_token=one';

describeOnBothStates('messages on their way', (states) => {
  let state: State;
  let clock: VirtualClock;
  let world: NotifyWorld;

  beforeEach(async () => {
    state = await states.open(NOTIFY_MIGRATIONS);
    clock = new VirtualClock(Date.parse('2026-03-01T12:00:00Z'));
    const send = async () =>
      ({ kind: 'failed', reason: 'connect', cause: new Error('-') }) as const;
    world = await openNotifyWorld({ state, clock, outbound: { send } });
  });

  const parts = () => ({ state, clock, directory: notifyDirectory });
  const sealer = createSecretBox(parseKeyRing('A'.repeat(43).concat('='), 'test'));
  const plainLinks = {
    incident: (owner: string, id: string) => `https://t/${owner}/${id}`,
    rule: () => null,
  };

  async function raise(owner: string, count = 1, kind: 'webhook' | 'dingtalk' = 'webhook') {
    const url = kind === 'webhook' ? `https://${owner}.example/hook` : ROBOT;
    const { id: channelId } = await world.addChannel(owner, { kind, settings: { url } });
    const rule = await world.addRule(owner, { name: `Load of ${owner}`, channels: [channelId] });
    const alerts = Array.from({ length: count }, (_, n) => ({ rule, labels: { n: String(n) } }));
    await world.postAs(alerts);
    const incidents = await world.incidents(owner);
    const own = (await world.deliveries()).filter((one) => one.owner === owner);
    return { channelId, incidents, deliveries: own };
  }

  async function linkWorld() {
    const settings = await LinkSettings.open(state);
    const { history, incidents } = world.notifier;
    const links = new MessageLinkService({
      ...parts(),
      keys: () => [KEY],
      settings,
      incidents,
      acts: history.acts,
      silences: world.silences,
    });
    const acme = await raise('acme');
    await raise('globex');
    const link = (changed: Partial<MessageLink> = {}) =>
      printLinkToken(
        {
          action: 'acknowledge',
          language: 'en',
          owner: 'acme',
          incidentId: acme.incidents[0]?.id ?? '',
          deliveryId: acme.deliveries[0]?.id ?? '',
          expiresAtMs: clock.nowMs() + HOUR_MS,
          ...changed,
        },
        KEY,
      );
    return { links, settings, link, acme };
  }
  const told = async (view: Promise<{ kind: string; reason?: string }>) => {
    const { kind, reason } = await view;
    return reason ?? kind;
  };

  it('a link that is looked at changes nothing, one that is confirmed acts once and says by what', async () => {
    const { links, link, acme } = await linkWorld();
    const [before] = await world.incidents('acme');
    expect(await told(links.look(link()))).toBe('ready');
    expect(await told(links.look(link()))).toBe('ready');
    expect((await world.incidents('acme'))[0]).toEqual(before);
    expect(await told(links.confirm(link()))).toBe('ready');
    expect(await told(links.confirm(link()))).toBe('used');
    expect(await told(links.look(link({ expiresAtMs: clock.nowMs() + 5 * HOUR_MS })))).toBe('used');
    const name = `link of message ${acme.deliveries[0]?.id} to ${acme.deliveries[0]?.channel_name}`;
    expect((await world.incidents('acme'))[0]).toMatchObject({ acknowledged_by: name });
    expect((await world.incidents('globex'))[0]).toMatchObject({ acknowledged_by: null });
    const events = await world.events(before?.id ?? '');
    const line = events.find(({ kind }) => kind === 'acknowledged');
    expect(line).toMatchObject({ author_id: `link:${acme.deliveries[0]?.id}`, author_name: name });
    const queued = (await world.deliveries()).filter(({ purpose }) => purpose === 'acknowledged');
    expect(queued.map(({ owner, channel_id: id }) => [owner, id])).toEqual([
      ['acme', acme.channelId],
    ]);
    expect(JSON.parse(queued[0]?.payload ?? '')).toMatchObject({ said: { by: name, text: null } });
  });

  it('two at once: one acts', async () => {
    const { links, link } = await linkWorld();
    const both = await Promise.all([told(links.confirm(link())), told(links.confirm(link()))]);
    expect(both.sort()).toEqual(['ready', 'used']);
  });

  it('silences the incident and no other, for two hours', async () => {
    const { links, link, acme } = await linkWorld();
    expect(await told(links.confirm(link({ action: 'silence' })))).toBe('ready');
    const [silence] = world.silences.list(
      adminOf('acme'),
      'acme',
      { states: null, kind: null, ruleId: null, incidentId: null },
      { limit: 10, cursor: null },
    ).items;
    expect(silence?.silence.binding).toEqual({
      kind: 'incident',
      incidentId: acme.incidents[0]?.id,
    });
    expect(await told(links.confirm(link()))).toBe('ready');
  });

  it('one for all of a message acknowledges what fires of it, once, and nothing of anybody else', async () => {
    const { links, link, acme } = await linkWorld();
    const policy = world.addPolicy('acme', {
      ...{ name: 'Together', channels: [acme.channelId] },
      grouping: { by: ['namespace'], waitMs: 30_000, intervalMs: 300_000 },
    });
    const rule = world.addRule('acme', { name: 'Many', policy: policy.id });
    const alert = (n: number) => ({ rule, labels: { n: String(n) } });
    await world.postAs([alert(1), alert(2), alert(3)]);
    await world.start();
    const message = await waitUntil(
      async () => {
        await clock.advance(5_000);
        return (await world.deliveries()).find(({ incidents }) => Number(incidents) === 3);
      },
      { what: 'the message of the group', everyMs: 10 },
    );
    await world.stop();
    const about = { deliveryId: message?.id ?? '', incidentId: message?.incident_id ?? '' };
    const all = (changed: Partial<MessageLink> = {}) =>
      link({ action: 'acknowledge-all', ...about, ...changed });
    expect(await links.look(all())).toMatchObject({ kind: 'ready', incidents: { length: 3 } });
    expect(await told(links.look(all({ owner: 'globex' })))).toBe('unknown');
    await world.postAs([{ ...alert(2), startsAtMs: 0, endsAtMs: clock.nowMs() }]);
    expect(await links.look(all())).toMatchObject({ kind: 'ready', incidents: { length: 2 } });
    expect(await told(links.confirm(all()))).toBe('ready');
    expect(await told(links.confirm(all()))).toBe('used');
    const acknowledged = (owner: string) =>
      world
        .incidents(owner)
        .then((rows) =>
          rows.filter((row) => row.acknowledged_at_ms !== null).map(({ title }) => title),
        );
    expect(await acknowledged('acme')).toEqual(['Many', 'Many']);
    expect(await acknowledged('globex')).toEqual([]);
  });

  it.each<[string, Partial<MessageLink>, string]>([
    ['of another tenant for this incident', { owner: 'globex' }, 'unknown'],
    ['expired', { expiresAtMs: Date.parse('2026-03-01T11:59:59Z') }, 'expired'],
    ['of a message that is gone', { deliveryId: '01HZZZZZZZZZZZZZZZZZZZZZZ2' }, 'unknown'],
    ['of an incident that is gone', { incidentId: '01HZZZZZZZZZZZZZZZZZZZZZZ2' }, 'unknown'],
  ])('refuses one %s', async (_name, changed, reason) => {
    const { links, link } = await linkWorld();
    expect(await told(links.confirm(link(changed)))).toBe(reason);
    expect((await world.incidents('acme'))[0]).toMatchObject({ acknowledged_at_ms: null });
  });

  it('a forged one is unknown, and a tenant can switch them off for itself', async () => {
    const { links, link, settings } = await linkWorld();
    expect(await told(links.confirm(`${link().slice(0, -3)}abc`))).toBe('unknown');
    await settings.set('globex', false, 'root', clock.nowMs());
    expect(await told(links.look(link()))).toBe('ready');
    await settings.set('acme', false, 'root', clock.nowMs());
    expect(await told(links.confirm(link()))).toBe('switched_off');
    expect((await LinkSettings.open(state)).isEnabled('acme')).toBe(false);
  });

  async function kill(ids: readonly string[]) {
    for (const id of ids) {
      await state.commit({
        name: 'test.kill',
        statements: [
          {
            name: 'kill',
            sql: `UPDATE deliveries SET state = 'dropped', reason = 'webhook_rejected', finished_at_ms = 1
              WHERE id = '${id}'`,
            parameters: [],
            expect: 'one',
          },
        ],
      });
    }
  }
  const service = () => {
    const { channels, live: feed, wakeOutbox } = world.notifier;
    return new DeliveryService({
      ...parts(),
      ...{ channels, feed, wakeOutbox },
      suspensionOf: () => undefined,
    });
  };
  const dead = { state: 'dropped', channelId: null, reason: null, sinceMs: null } as const;
  const page = { limit: 50, cursor: null };

  it('dead letters are listed by tenant, and replayed with the same id by who may', async () => {
    const acme = await raise('acme', 3);
    const globex = await raise('globex');
    const ids = acme.deliveries.map(({ id }) => id);
    await kill([...ids, ...globex.deliveries.map(({ id }) => id)]);
    const list = await service().list(adminOf('acme'), 'acme', dead, { limit: 2, cursor: null });
    expect(list.items.map(({ id }) => id)).toEqual([...ids].reverse().slice(0, 2));
    expect(list.nextCursor).not.toBeNull();
    await expect(service().list(adminOf('globex'), 'acme', dead, page)).rejects.toThrow();
    expect(await service().replay(adminOf('globex'), 'globex', ids)).toEqual(
      ids.map((id) => ({ id, outcome: 'not_found' })),
    );
    const [first = '', second = ''] = ids;
    expect(await service().replay(adminOf('acme'), 'acme', [first, first])).toEqual([
      { id: first, outcome: 'queued' },
    ]);
    expect(await service().replay(adminOf('acme'), 'acme', [first])).toEqual([
      { id: first, outcome: 'not_dead' },
    ]);
    const rows = await world.deliveries();
    expect(rows.find(({ id }) => id === first)).toMatchObject({ state: 'pending', reason: null });
    expect(rows.find(({ id }) => id === second)).toMatchObject({ state: 'dropped' });
    const events = await world.events(rows.find(({ id }) => id === first)?.incident_id ?? '');
    expect(events.at(-1)).toMatchObject({ reason: 'replayed', author_name: 'admin of acme' });
  });

  it('who catches up sees what was queued late too, with whatever id', async () => {
    const { channelId, deliveries } = await raise('acme');
    await raise('globex');
    const catchUp = new CatchUp({
      ...{ ...parts(), sealer, timeZoneOf: () => 'UTC', links: plainLinks },
      ...{ kinds: world.notifier.kinds, channels: world.channels },
    });
    const read = (after: string) =>
      catchUp.read(adminOf('acme'), { scope: 'acme', channelId, after, limit: 10 });
    const [row] = deliveries;
    await clock.advance(10 * 60_000);
    const before = await read('');
    // As a digest of what has waited for long.
    const id = derivedUlid(clock.nowMs() - 5 * HOUR_MS, 'a digest');
    const notification = parseNotification(row?.payload ?? '');
    const late = { id, owner: 'acme', channelId, channelName: 'hook', notification };
    const about = { incidents: [], groupId: null, createdAtMs: clock.nowMs() };
    const statements = new DeliverySql(state.dialect).insert([{ ...late, ...about }]);
    await state.commit({ name: 'test', statements });
    const idsAfter = async (after: string) => (await read(after)).items.map((item) => item.id);
    expect(await idsAfter(before.next)).toEqual([id]);
    expect(await idsAfter(row?.id ?? '')).toEqual([id]);
    expect(await idsAfter(id)).toEqual([]);
    expect(await idsAfter('')).toEqual([row?.id, id]);
  });

  it('a receiver catches up from where it was, within its scope, without what acts', async () => {
    const acme = await raise('acme', 3);
    await raise('globex');
    const catchUp = new CatchUp({
      ...parts(),
      sealer,
      timeZoneOf: () => 'UTC',
      kinds: world.notifier.kinds,
      channels: world.channels,
      links: {
        ...plainLinks,
        acts: () => ({ acknowledge: 'https://act', silence: 'https://act' }),
      },
    });
    const ask = { scope: 'acme', channelId: acme.channelId, after: '', limit: 2 };
    const first = await catchUp.read(adminOf('acme'), ask);
    expect(first.hasMore).toBe(true);
    const rest = await catchUp.read(adminOf('acme'), { ...ask, after: first.next });
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(
      acme.deliveries.map(({ id }) => id),
    );
    expect(first.items[0]?.body).toMatchObject({
      version: '1',
      type: 'incident.firing',
      owner: 'acme',
    });
    expect(JSON.stringify(first.items)).not.toContain('https://act');
    expect(JSON.stringify(first.items)).not.toContain('acme.example');
    const denied = catchUp.read(adminOf('globex'), ask);
    await expect(denied).rejects.toMatchObject({ kind: 'scope_denied' });
    const foreign = catchUp.read(adminOf('globex'), { ...ask, scope: 'globex' });
    await expect(foreign).rejects.toMatchObject({ kind: 'not_found' });
    const part = await catchUp.read(adminOf('acme'), { ...ask, scope: 'acme.blog.prod' });
    expect(part.items).toEqual([]);
    const nobody: Principal = { kind: 'user', id: 'x', name: 'x', bindings: [] };
    await expect(catchUp.read(nobody, ask)).rejects.toMatchObject({ kind: 'scope_denied' });
  });

  it('what finds no place waits, and more than the bound is joined, of one tenant each', async () => {
    await raise('acme', 30, 'dingtalk');
    await raise('globex', 10, 'dingtalk');
    const limits = new ReceiverLimits({
      ...parts(),
      sealer,
      timeZoneOf: () => 'UTC',
      links: plainLinks,
      logger: createLogger({ level: 'silent' }),
      kinds: world.notifier.kinds,
      channel: (owner, id) => world.channels.get(owner, id),
      ladderOf: () => ['critical', 'warning'],
      feed: world.notifier.live,
      ratesOf: () => undefined,
      digestAbove: 10,
    });
    const claims = new ClaimSql(state.dialect);
    const claim = async () => {
      const statements = [
        claims.claim({
          nowMs: clock.nowMs(),
          leaseId: world.newId(),
          leaseUntilMs: clock.nowMs() + HOUR_MS,
          free: 100,
          perChannel: 100,
          saturated: [],
        }),
      ];
      const outcome = await state.commit({ name: 'test.claim', statements });
      if (outcome.kind !== 'committed') throw new Error('not claimed');
      const claimed = outcome.results.flatMap(({ rows }) => rows.map(claimedDelivery));
      return limits.admit(claimed.sort((a, b) => (a.id < b.id ? -1 : 1)));
    };
    const first = await claim();
    expect(first).toHaveLength(20);
    expect(first.filter(({ owner }) => owner === 'globex')).toHaveLength(10);
    const waiting = (await world.deliveries()).filter(({ state: at }) => at === 'pending');
    expect(waiting.map(({ reason, attempts }) => [reason, Number(attempts)])).toEqual(
      Array.from({ length: 20 }, () => ['receiver_limit', 0]),
    );
    expect(await claim()).toEqual([]);
    await clock.advance(61_000);
    expect(await claim()).toEqual([]);
    const [digest, ...none] = await claim();
    expect(none).toEqual([]);
    expect(digest).toMatchObject({ owner: 'acme', digestOf: 20, incidents: 20, attempts: 1 });
    const joined = (await world.deliveries()).filter(({ digest_id: id }) => id === digest?.id);
    expect(joined.map(({ state: at, owner }) => [at, owner])).toEqual(
      Array.from({ length: 20 }, () => ['joined', 'acme']),
    );
  });
});
