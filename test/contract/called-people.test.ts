import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Contact } from '../../alerting/people/contact.ts';
import { PeopleSql } from '../../alerting/people/people-sql.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundResult } from '../../platform/outbound/outbound.ts';
import type { State } from '../../platform/state/state.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Role } from '../../platform/tenancy/roles.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import { addPerson, removeFromTenant } from '../support/notify-people.ts';
import {
  adminOf,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  openNotifyWorld,
} from '../support/notify-world.ts';
import { waitUntil } from '../support/wait-until.ts';

const HOUR = 3_600_000;
const OK: OutboundResult = {
  kind: 'answered',
  status: 200,
  headers: {},
  body: Buffer.from('ok'),
  isCut: false,
};
const SLACK = 'https://hooks.slack.com/services/T/B/acme';
const WECOM = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=acme';
const GATEWAY = 'https://sms.example/send';
const NIGHT = {
  zone: 'UTC',
  weekly: [{ weekdays: [], times: [{ fromMinute: 12 * 60, toMinute: 13 * 60 }] }],
  passes: ['critical'],
};
const PAGE = { limit: 50, cursor: null };

describeOnBothStates('members who are called by name', (states) => {
  let state: State;
  let clock: VirtualClock;
  let world: NotifyWorld;
  let sent: { readonly url: string; readonly body: string }[];
  let slack: string;
  let gateway: string;
  /** How often a picture was begun that never comes. */
  let drawn: number;

  beforeEach(async () => {
    state = await states.open(NOTIFY_MIGRATIONS);
    clock = new VirtualClock(Date.parse('2026-03-02T12:00:00Z'));
    sent = [];
    const send = async (request: { readonly url: string; readonly body?: string | Uint8Array }) => {
      sent.push({ url: request.url, body: String(request.body) });
      return request.url === WECOM ? { ...OK, body: Buffer.from('{"errcode":0}') } : OK;
    };
    drawn = 0;
    const draw = () => {
      drawn += 1;
      return new Promise<null>(() => undefined);
    };
    world = await openNotifyWorld({ state, clock, outbound: { send }, panelImage: { draw } });
    await world.start();
    slack = (await world.addChannel('acme', { kind: 'slack', settings: { url: SLACK } })).id;
    gateway = (await world.addChannel('acme', { kind: 'webhook', settings: { url: GATEWAY } })).id;
    await join('ann', 'environment-admin', 'acme.shop.prod');
    await join('bob', 'environment-admin', 'acme.shop.prod');
    await join('eve', 'tenant-admin', 'globex');
  });
  afterEach(() => world.stop());

  const who = new Map<string, Principal>();
  async function join(id: string, role: Role, node: string) {
    const [tenant = '', project = null, environment = null] = node.split('.');
    const bindings = [{ role, node: { tenant, project, environment } }];
    who.set(id, { kind: 'user', id, name: id, bindings });
    await addPerson(state, { id, role, node });
  }
  async function choose(id: string, contacts: readonly Contact[], quietHours: typeof NIGHT | null) {
    const { personal } = world.notifier;
    const { revision } = await personal.get(who.get(id) ?? adminOf('acme'));
    const choice = { quietHours, subscriptions: [], contacts };
    return personal.replace(who.get(id) ?? adminOf('acme'), choice, revision);
  }
  const members = (through: readonly string[], owner = 'acme') =>
    world.addChannel(owner, { kind: 'members', settings: { roles: [], place: '', through } });
  const tell = async (rule: Rule, severity: string, end = clock.nowMs() + 90 * HOUR) => {
    await world.postAs([{ rule, namespace: 'acme-prod', severity, endsAtMs: end }]);
    await clock.advance(1_000);
    await waitUntil(
      async () => {
        await clock.advance(1_000);
        return (await world.deliveries()).every(
          ({ state: at }) => at !== 'leased' && at !== 'pending',
        );
      },
      { what: 'all deliveries to settle', everyMs: 10 },
    );
  };
  const calls = (url: string) =>
    sent.filter((one) => one.url === url).map(({ body }) => JSON.parse(body));
  const reasons = async () => {
    const lines = await Promise.all(
      (await world.incidents('acme')).map(({ id }) => world.events(id)),
    );
    return lines
      .flat()
      .filter(({ kind, channel_id: id }) => kind === 'notification_not_sent' && id !== null)
      .map(({ reason }) => reason);
  };
  const slackOf = (id: string, ...severities: string[]): Contact => ({
    kind: 'slack-user',
    value: `U0${id.toUpperCase()}1234`,
    severities,
  });
  const phoneOf = (value: string): Contact => ({ kind: 'phone', value, severities: ['critical'] });

  it('by what each chose at that severity; who left is called no more; the end goes where the beginning went', async () => {
    await choose('ann', [slackOf('ann'), phoneOf('+8613800000001')], null);
    await choose('bob', [slackOf('bob', 'critical')], null);
    await choose('eve', [slackOf('eve'), phoneOf('+8613800000009')], null);
    const channel = await members([slack, gateway]);
    const rule = world.addRule('acme', { name: 'Load', channels: [channel.id] });
    await tell(rule, 'warning');
    expect(calls(SLACK).map(({ text }) => text.match(/<@\w+>/g))).toEqual([['<@U0ANN1234>']]);
    expect(calls(GATEWAY)).toEqual([]);
    expect(await reasons()).toEqual(['no_contact']);
    await tell(rule, 'critical');
    expect(
      calls(SLACK)
        .at(-1)
        ?.text.match(/<@\w+>/g),
    ).toEqual(['<@U0ANN1234>', '<@U0BOB1234>']);
    const phone = { name: 'ann', contacts: [{ kind: 'phone', value: '+8613800000001' }] };
    const reached = calls(GATEWAY)[0]?.members;
    expect(reached?.[0]?.contacts).toContainEqual(phone.contacts[0]);
    expect(JSON.stringify(sent)).not.toContain('U0EVE1234');
    expect(JSON.stringify(sent)).not.toContain('+8613800000009');

    await removeFromTenant(state, 'ann');
    const { channels } = world.notifier;
    const draft = { ...channel, settings: { roles: [], place: '', through: [] } };
    await channels.update(adminOf('acme'), 'acme', channel.id, draft, channel.revision);
    const before = sent.length;
    await tell(rule, 'warning', clock.nowMs());
    await tell(rule, 'critical', clock.nowMs());
    const after = sent.slice(before);
    expect(after.map(({ url }) => url).sort()).toEqual([SLACK, GATEWAY].sort());
    expect(JSON.stringify(after)).not.toContain('U0ANN1234');
    expect(JSON.stringify(after)).toContain('U0BOB1234');
    expect(await reasons()).not.toContain('firing_never_delivered');
  });

  it.each([
    ['to a channel of chats', 0],
    ['through it to members', 1],
  ])(
    'a message whose picture does not come in time is sent once, and says so: %s',
    async (_, called) => {
      const mine: Contact = { kind: 'wecom-user', value: 'ann', severities: [] };
      await choose('ann', [mine], null);
      const chat = await world.addChannel('acme', { kind: 'wecom', settings: { url: WECOM } });
      const target = called === 0 ? chat : await members([chat.id]);
      await tell(world.addRule('acme', { name: 'Load', channels: [target.id] }), 'warning');
      await clock.advance(HOUR);
      expect(calls(WECOM).map(({ msgtype }) => msgtype)).toEqual(['markdown']);
      expect(sent[0]?.body.match(/<@ann>/g) ?? []).toHaveLength(called);
      expect(drawn).toBe(1);
      const [incident] = await world.incidents('acme');
      const ends = (await world.events(incident?.id ?? '')).filter(
        ({ kind, detail }) =>
          kind === 'delivery_succeeded' && String(detail).includes('without its picture'),
      );
      expect(ends.map(({ detail }) => detail)).toEqual([
        expect.stringContaining('there was no time for it'),
      ]);
    },
  );

  it('not in quiet hours, but for severities that pass them', async () => {
    await choose('ann', [slackOf('ann')], NIGHT);
    const channel = await members([slack]);
    const rule = world.addRule('acme', { name: 'Load', channels: [channel.id] });
    await tell(rule, 'warning');
    expect([sent.length, await reasons()]).toEqual([0, ['no_contact']]);
    await tell(rule, 'critical');
    expect(calls(SLACK)).toHaveLength(1);
  });

  it('through channels of the owner that can call; one that is named stays', async () => {
    const theirs = await world.addChannel('globex', { kind: 'slack', settings: { url: SLACK } });
    const mail = await world.addChannel('acme', {
      kind: 'websocket',
      settings: {},
    });
    for (const wrong of [theirs.id, mail.id, '01HZZZZZZZZZZZZZZZZZZZZZZ2']) {
      await expect(members([wrong])).rejects.toMatchObject({ kind: 'invalid' });
    }
    await members([slack]);
    const { channels } = world.notifier;
    const remove = channels.delete(adminOf('acme'), 'acme', slack, null);
    await expect(remove).rejects.toMatchObject({ kind: 'conflict' });
    await channels.delete(adminOf('acme'), 'acme', gateway, null);
  });

  it('what is said of contacts is checked and read back; a user who is deleted leaves nothing behind', async () => {
    const wrong = [{ kind: 'slack-user', value: '!channel', severities: [] }] as const;
    await expect(choose('ann', wrong, null)).rejects.toMatchObject({ kind: 'invalid' });
    const contacts = [slackOf('ann'), phoneOf('12345')];
    expect((await choose('ann', contacts, NIGHT)).contacts).toEqual(contacts);
    await choose('bob', [slackOf('bob')], null);
    const channel = await members([slack]);
    await tell(world.addRule('acme', { name: 'Load', channels: [channel.id] }), 'critical');
    const inbox = () =>
      world.notifier.inbox.list(who.get('ann') ?? adminOf('acme'), PAGE).then(({ items }) => items);
    expect(await inbox()).toHaveLength(1);
    const statements = new PeopleSql(state.dialect).forget('ann');
    expect(await state.commit({ name: 'test.forget', statements })).toMatchObject({
      kind: 'committed',
    });
    await world.notifier.peopleForgotten();
    expect(await inbox()).toEqual([]);
    const { personal } = world.notifier;
    const left = await personal.get(who.get('ann') ?? adminOf('acme'));
    expect(left).toMatchObject({ contacts: [], quietHours: null, revision: 0 });
    expect((await personal.get(who.get('bob') ?? adminOf('acme'))).contacts).toHaveLength(1);
  });
});
