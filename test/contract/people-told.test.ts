import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Rule } from '../../alerting/rules/rule.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Role } from '../../platform/tenancy/roles.ts';
import type { TenancyTables } from '../../platform/tenancy/tables.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import { addPerson, removeFromTenant } from '../support/notify-people.ts';
import { NOTIFY_MIGRATIONS, type NotifyWorld, openNotifyWorld } from '../support/notify-world.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { waitUntil } from '../support/wait-until.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;
const PAGE = { limit: 50, cursor: null };
const NIGHT = {
  zone: 'Europe/Berlin',
  weekly: [{ weekdays: [], times: [{ fromMinute: 22 * 60, toMinute: 7 * 60 }] }],
  passes: ['critical'],
};

const as = (id: string, role: Role, node: string): Principal => {
  const [tenant = '', project = null, environment = null] = node.split('.');
  return {
    kind: 'user',
    id,
    name: id,
    bindings: [{ role, node: { tenant, project, environment } }],
  };
};

describeOnBothStates('people who are told', (states) => {
  let smtp: SmtpSink;
  let clock: VirtualClock;
  let state: State;
  let world: NotifyWorld;

  beforeAll(async () => {
    smtp = await startSmtpSink();
  });
  afterAll(() => smtp.stop());
  beforeEach(async () => {
    smtp.clear();
    clock = new VirtualClock(Date.parse('2026-03-02T12:00:00Z'));
    state = await states.open(NOTIFY_MIGRATIONS);
    const relay = { tls: 'none', ca: null, user: null, password: null } as const;
    const times = { connectTimeoutMs: 5_000, socketTimeoutMs: 5_000 };
    const from = { from: 'alerts@tocsin.example', fromName: 'tocsin' };
    const mailRelay = { host: smtp.host, port: smtp.port, ...relay, ...from, ...times };
    const outbound = { send: () => Promise.reject(new Error('no webhooks here')) };
    world = await openNotifyWorld({ state, clock, outbound, mailRelay });
    await world.start();
    await addPerson(state, person('ann', 'environment-admin', 'acme.shop.prod'));
    await addPerson(state, person('bob', 'environment-admin', 'acme.blog.prod'));
    await addPerson(state, person('tom', 'tenant-member', 'acme'));
    await addPerson(state, person('eve', 'tenant-admin', 'globex'));
  });
  afterEach(() => world.stop());

  const person = (id: string, role: Role, node: string) => ({
    id,
    role,
    node,
    email: `${id}@example.org`,
  });
  const members = (settings: Record<string, string | readonly string[]>, owner = 'acme') =>
    world.addChannel(owner, { kind: 'members', settings });
  const fire = (rule: Rule, namespace = 'acme-prod', severity = 'warning') =>
    world.postAs([{ rule, namespace, severity, endsAtMs: clock.nowMs() + 90 * HOUR }]);
  const end = (rule: Rule, namespace = 'acme-prod', severity = 'warning') =>
    world.postAs([{ rule, namespace, severity, startsAtMs: 0, endsAtMs: clock.nowMs() }]);
  const inboxOf = async (id: string, role: Role, node: string) =>
    (await world.notifier.inbox.list(as(id, role, node), PAGE)).items.map(({ purpose }) => purpose);
  /** The same message again, after an attempt that was broken off, counts once. */
  const mailed = () => {
    const byId = new Map(smtp.mails.map((mail) => [mail.headers.get('message-id'), mail]));
    return [...byId.values()].map(({ to, subject }) => `${to.join()} ${subject}`);
  };
  const settled = async () => {
    await clock.advance(1_000);
    await waitUntil(
      async () =>
        (await world.deliveries()).every(({ state: at }) => at !== 'leased' && at !== 'pending'),
      { what: 'all deliveries to settle', everyMs: 10 },
    );
  };
  const lines = async () => {
    const [incident] = await world.incidents('acme');
    const events = await world.events(incident?.id ?? '');
    return events
      .filter(({ kind }) => kind === 'notification_not_sent')
      .map(({ reason, detail }) => `${reason} ${detail}`);
  };

  it('members by role and place: who joins gets the next, who leaves gets nothing, with its reason', async () => {
    const all = await members({ roles: ['environment-admin'], place: '' });
    const rule = world.addRule('acme', { name: 'Load', channels: [all.id] });
    await fire(rule);
    await settled();
    // Bob holds the role in a place from where he does not see it; Tom holds another role.
    expect(mailed()).toHaveLength(1);
    expect(mailed()[0]).toContain('ann@example.org');
    expect(await inboxOf('ann', 'environment-admin', 'acme.shop.prod')).toEqual(['firing']);
    expect(await inboxOf('tom', 'tenant-member', 'acme')).toEqual([]);

    await removeFromTenant(state, 'ann');
    await addPerson(state, person('zoe', 'environment-admin', 'acme.shop.prod'));
    await fire(rule, 'acme-prod', 'critical');
    await settled();
    expect(mailed()).toHaveLength(2);
    expect(mailed()[1]).toContain('zoe@example.org');
    expect(await lines()).toEqual(['no_longer_member ann']);
    await end(rule);
    await end(rule, 'acme-prod', 'critical');
    await settled();
    expect(mailed().filter((one) => one.includes('ann@'))).toHaveLength(1);
    expect(mailed().filter((one) => one.includes('zoe@'))).toHaveLength(2);
    expect(await lines()).toEqual(['no_longer_member ann']);
  });

  it('a place of another tenant cannot be named, and nobody of another tenant is told', async () => {
    const everybody = await members({ place: 'shop' });
    const rule = world.addRule('acme', { name: 'Load', channels: [everybody.id] });
    await fire(rule);
    await settled();
    expect(mailed().map((one) => one.split(' ')[0])).toEqual(['ann@example.org']);
    const wrong = [
      { place: 'shop.prod.x' },
      { place: 'globex%' },
      { roles: ['tenant-admin'], place: 'shop' },
      { roles: ['king'] },
      { by: 'pigeon' },
    ];
    for (const settings of wrong) {
      await expect(members(settings)).rejects.toMatchObject({ kind: 'invalid' });
    }
    const theirs = await members({}, 'globex');
    const other = world.addRule('globex', { name: 'Load', channels: [theirs.id] });
    await fire(other, 'globex-prod');
    await settled();
    expect(mailed().map((one) => one.split(' ')[0])).toEqual([
      'ann@example.org',
      'eve@example.org',
    ]);
  });

  it('quiet hours hold mails, severities pass, and what fires still is told at their end', async () => {
    await world.notifier.personal.replace(
      as('ann', 'environment-admin', 'acme.shop.prod'),
      { quietHours: NIGHT, subscriptions: [] },
      0,
    );
    const admins = await members({ roles: ['environment-admin'], place: 'shop.prod' });
    const minor = world.addRule('acme', { name: 'Minor', channels: [admins.id] });
    const brief = world.addRule('acme', { name: 'Brief', channels: [admins.id] });
    await clock.advance(10 * HOUR); // 23:00 in Berlin
    await fire(brief);
    await settled();
    expect(await lines()).toEqual(['quiet_hours ann, until 2026-03-03T06:00:00.000Z']);
    await end(brief);
    await fire(minor);
    await settled();
    expect(mailed()).toEqual([]);
    expect(await inboxOf('ann', 'environment-admin', 'acme.shop.prod')).toHaveLength(3);
    await fire(minor, 'acme-prod', 'critical');
    await settled();
    expect(mailed()).toHaveLength(1);
    await world.restart();
    await clock.advance(Date.parse('2026-03-03T05:59:50Z') - clock.nowMs());
    expect(mailed()).toHaveLength(1);
    await waitUntil(
      async () => {
        await clock.advance(1_000);
        return mailed().length === 2;
      },
      { what: 'the mail at the end of quiet hours', everyMs: 25 },
    );
    expect(mailed()[1]).toContain('Minor');
    await settled();
    const brief1 = (await world.incidents('acme')).find(({ title }) => title.includes('Brief'));
    const reasons = (await world.events(brief1?.id ?? '')).map(({ reason }) => reason);
    expect(reasons).toContain('resolved_before_told');
    await end(minor);
    await end(minor, 'acme-prod', 'critical');
    await settled();
    expect(mailed()).toHaveLength(3);
  });

  it('subscribers are told without being named, of what they may see alone', async () => {
    const { personal } = world.notifier;
    const tom = as('tom', 'tenant-member', 'acme');
    const bob = as('bob', 'environment-admin', 'acme.blog.prod');
    const wish = { severities: ['warning'], inbox: true, mail: false };
    await expect(
      personal.replace(tom, { quietHours: null, subscriptions: [{ node: 'globex', ...wish }] }, 0),
    ).rejects.toMatchObject({ kind: 'invalid' });
    await personal.replace(
      tom,
      { quietHours: null, subscriptions: [{ node: 'acme', ...wish }] },
      0,
    );
    await personal.replace(
      bob,
      { quietHours: null, subscriptions: [{ node: 'acme', ...wish }] },
      0,
    );
    const rule = world.addRule('acme', {
      name: 'Load',
      policy: world.addPolicy('acme', { name: 'P', channels: [] }).id,
    });
    await fire(rule);
    await fire(world.addRule('globex', { name: 'Load' }), 'globex-prod');
    await settled();
    expect(await inboxOf('tom', 'tenant-member', 'acme')).toEqual(['firing']);
    expect(await inboxOf('bob', 'environment-admin', 'acme.blog.prod')).toEqual([]);
    await end(rule);
    await settled();
    expect(await inboxOf('tom', 'tenant-member', 'acme')).toEqual(['resolved', 'firing']);
    await expect(
      personal.replace(tom, { quietHours: null, subscriptions: [] }, 0),
    ).rejects.toMatchObject({ kind: 'precondition_failed' });
  });

  it('an address is mailed nothing but its code before it is confirmed', async () => {
    const { personal } = world.notifier;
    const ann = as('ann', 'environment-admin', 'acme.shop.prod');
    const tom = as('tom', 'tenant-member', 'acme');
    await personal.addAddress(ann, 'ann@Home.Example', 'zh');
    const mail = await smtp.waitFor(({ to }) => to.includes('ann@home.example'));
    const [code = ''] = /\d{8}/.exec(mail.subject) ?? [];
    await expect(personal.addAddress(ann, 'ann@home.example', 'en')).rejects.toMatchObject({
      kind: 'limited',
    });
    const channel = await members({ roles: ['environment-admin'], place: 'shop.prod' });
    await fire(world.addRule('acme', { name: 'First', channels: [channel.id] }));
    await settled();
    expect(mailed().at(-1)).toContain('ann@example.org');
    await expect(personal.confirm(tom, 'ann@home.example', code)).rejects.toMatchObject({
      kind: 'not_found',
    });
    await expect(personal.confirm(ann, 'ann@home.example', '00000000')).rejects.toMatchObject({
      kind: 'invalid',
    });
    expect((await personal.confirm(ann, 'ann@home.example', code)).addresses).toEqual([
      { address: 'ann@home.example', confirmed: true, severities: [] },
    ]);
    await fire(world.addRule('acme', { name: 'Second', channels: [channel.id] }));
    await settled();
    expect(mailed().at(-1)).toContain('ann@home.example');
    for (const [at, wrong] of [...Array(6).keys()].entries()) {
      if (at === 0) {
        await clock.advance(2 * MIN);
        await personal.addAddress(tom, 'tom@home.example', 'en');
      }
      const kind = wrong < 5 ? 'invalid' : 'limited';
      const attempt = personal.confirm(tom, 'tom@home.example', `0000000${wrong}`);
      await expect(attempt).rejects.toMatchObject({ kind });
    }
    const token = {
      kind: 'token',
      id: 'x',
      name: 'x',
      node: null,
      permissions: new Set<never>(),
    } as const;
    await expect(personal.get(token)).rejects.toMatchObject({ kind: 'scope_denied' });
  });

  it('a restart forgets no subscription, and users who are gone are told nothing', async () => {
    const { personal } = world.notifier;
    const tom = as('tom', 'tenant-member', 'acme');
    const wish = { node: 'acme.shop', severities: [], inbox: true, mail: true };
    await personal.replace(tom, { quietHours: null, subscriptions: [wish] }, 0);
    await world.restart();
    await fire(world.addRule('acme', { name: 'One' }));
    await settled();
    expect(mailed().filter((one) => one.startsWith('tom@'))).toHaveLength(1);
    const db = builderFor<TenancyTables>(state.dialect);
    const off = db.updateTable('users').set({ disabled: 1 }).where('id', '=', 'tom');
    await state.commit({ name: 'test.off', statements: [statement('off', off.compile())] });
    await fire(world.addRule('acme', { name: 'Two' }));
    await settled();
    expect(mailed().filter((one) => one.startsWith('tom@'))).toHaveLength(1);
  });
});
