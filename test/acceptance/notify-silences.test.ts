import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Rule } from '../../alerting/rules/rule.ts';
import type { SilenceDraft } from '../../alerting/silences/silence-draft.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundResult } from '../../platform/outbound/outbound.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Role } from '../../platform/tenancy/roles.ts';
import { type DirectState, openDirectState } from '../support/direct-state.ts';
import {
  adminOf,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  openNotifyWorld,
} from '../support/notify-world.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;
const OK: OutboundResult = {
  kind: 'answered',
  status: 200,
  headers: {},
  body: Buffer.alloc(0),
  isCut: false,
};
const PAGE = { limit: 50, cursor: null };
const ALL = { states: null, kind: null, ruleId: null, incidentId: null };
const acme = adminOf('acme');
const globex = adminOf('globex');
const person = (role: Role, path: string): Principal => {
  const [tenant = '', project = null, environment = null] = path.split('.');
  return {
    kind: 'user',
    id: path,
    name: path,
    bindings: [{ role, node: { tenant, project, environment } }],
  };
};

describe('silences', () => {
  let clock: VirtualClock;
  let state: DirectState;
  let world: NotifyWorld;
  let sent: { host: string; text: string }[];

  beforeEach(async () => {
    clock = new VirtualClock(Date.parse('2026-03-02T10:00:00Z'));
    state = openDirectState(NOTIFY_MIGRATIONS);
    sent = [];
    const send = async (request: { url: string; body?: string | Uint8Array }) => {
      const type = JSON.parse(String(request.body)).type.replace('incident.', '');
      const at = new Date(clock.nowMs()).toISOString().slice(11, 16);
      sent.push({ host: new URL(request.url).host, text: `${at} ${type}` });
      return OK;
    };
    world = await openNotifyWorld({ state, clock, outbound: { send } });
    await world.start();
  });
  afterEach(async () => {
    await world.stop();
    state.close();
  });

  const ruleFor = async (owner: string, name = 'Load'): Promise<Rule> => {
    const settings = { url: `https://${owner}.example/hook` };
    const { id } = await world.addChannel(owner, { kind: 'webhook', settings });
    return world.addRule(owner, { name, channels: [id] });
  };
  const fire = async (rule: Rule, namespace: string, labels = {}, hours = 200) => {
    await world.postAs([{ rule, namespace, labels, endsAtMs: clock.nowMs() + hours * HOUR }]);
    await clock.advance(1_000);
  };
  const resolve = async (rule: Rule, namespace: string, labels = {}) => {
    await world.postAs([{ rule, namespace, labels, startsAtMs: 0, endsAtMs: clock.nowMs() }]);
    await clock.advance(1_000);
  };
  const draft = (scope: string, changes: Partial<SilenceDraft> = {}): SilenceDraft => ({
    kind: 'silence',
    reason: 'planned work\nmore',
    scope,
    matchers: [{ name: 'alertname', operator: '=', value: 'Load' }],
    binding: null,
    schedule: { kind: 'once', startsAtMs: clock.nowMs(), endsAtMs: clock.nowMs() + 2 * HOUR },
    ...changes,
  });
  const create = (principal: Principal, owner: string, made: SilenceDraft, confirmBroad = false) =>
    world.silences.create({ principal, owner, draft: made, confirmBroad });
  const told = (owner: string) =>
    sent.filter(({ host }) => host === `${owner}.example`).map(({ text }) => text);
  const unsent = async (owner: string) => {
    const found: string[] = [];
    for (const { id } of await world.incidents(owner)) {
      for (const { kind, reason, detail } of await world.events(id)) {
        if (kind === 'notification_not_sent') found.push(`${reason} ${detail}`);
      }
    }
    return found;
  };

  it('are told at their end if it still fires, once and with one reason, of nobody else', async () => {
    const [own, other] = [await ruleFor('acme'), await ruleFor('globex')];
    const { id } = await create(acme, 'acme', draft('acme'));
    await create(acme, 'acme', draft('acme', { reason: 'a second one' }));
    await fire(own, 'acme-prod');
    await fire(other, 'globex-prod');
    expect(told('globex')).toEqual(['10:00 firing']);
    await clock.advance(3 * HOUR);
    expect(told('acme')).toEqual(['12:00 firing']);
    expect(await unsent('acme')).toEqual([`silenced ${id} planned work`]);
    expect(await unsent('globex')).toEqual([]);
  });

  it('a resolve is always told; who was told nothing is told nothing', async () => {
    const rule = await ruleFor('acme');
    await fire(rule, 'acme-prod');
    await create(acme, 'acme', draft('acme'));
    await fire(rule, 'acme-blog');
    await resolve(rule, 'acme-prod');
    await resolve(rule, 'acme-blog');
    await clock.advance(3 * HOUR);
    expect(told('acme')).toEqual(['10:00 firing', '10:00 resolved']);
  });

  it.each(['expire', 'remove', 'update'] as const)(
    '%s wakes at once what was held',
    async (way) => {
      const rule = await ruleFor('acme');
      const silence = await create(acme, 'acme', draft('acme'));
      await fire(rule, 'acme-prod');
      await world.restart();
      await clock.advance(10 * MIN);
      expect(told('acme')).toEqual([]);
      const { silences } = world;
      if (way === 'expire') await silences.expire(acme, 'acme', silence.id);
      else if (way === 'remove') await silences.remove(acme, 'acme', silence.id, null);
      else {
        const matchers = [{ name: 'alertname', operator: '=', value: 'Other' }] as const;
        const write = { principal: acme, owner: 'acme', draft: draft('acme', { matchers }) };
        await silences.update({ ...write, confirmBroad: false }, silence.id, 1);
      }
      await clock.advance(1_000);
      expect(told('acme')).toEqual(['10:10 firing']);
      const history = await silences.history(acme, 'acme', silence.id);
      const last = { expire: 'expired', remove: 'deleted', update: 'updated' }[way];
      expect(history.map(({ kind }) => kind)).toEqual([last, 'created']);
      await expect(silences.history(globex, 'globex', silence.id)).rejects.toThrow(
        'does not exist',
      );
    },
  );

  it('recur by the clock of their zone', async () => {
    const rule = await ruleFor('acme');
    const startsAtMs = clock.nowMs();
    // 10:00 UTC is 11:00 in Berlin.
    await create(
      acme,
      'acme',
      draft('acme', {
        schedule: {
          kind: 'recurring',
          cron: '0 12 * * *',
          zone: 'Europe/Berlin',
          durationMs: HOUR,
          startsAtMs,
          endsAtMs: null,
        },
      }),
    );
    await fire(rule, 'acme-prod');
    await clock.advance(70 * MIN);
    await fire(rule, 'acme-blog');
    await clock.advance(DAY);
    expect(told('acme')).toEqual(['10:00 firing', '12:00 firing']);
  });

  it('an entry of the blacklist lapses at its end: what still fires is told, of nobody else', async () => {
    const [own, other] = [await ruleFor('acme'), await ruleFor('globex')];
    await fire(own, 'acme-prod', { instance: 'a' });
    await fire(other, 'globex-prod', { instance: 'a' });
    const [incident] = await world.incidents('acme');
    const write = { principal: acme, owner: 'acme', ids: [incident?.id ?? ''] };
    const endsAtMs = clock.nowMs() + 2 * HOUR;
    const entry = { kind: 'blacklist', reason: 'known', endsAtMs } as const;
    await world.silences.createForAlerts({ ...write, ...entry });
    // A later episode: kept back, over a restart as well, until the entry is over.
    await resolve(own, 'acme-prod', { instance: 'a' });
    await clock.advance(MIN);
    await fire(own, 'acme-prod', { instance: 'a' });
    await world.restart();
    await clock.advance(HOUR);
    expect(told('acme')).toEqual(['10:00 firing', '10:00 resolved']);
    expect((await unsent('acme')).map((text) => text.split(' ')[0])).toEqual(['blacklisted']);
    await clock.advance(HOUR);
    expect(told('acme').slice(2)).toEqual(['12:00 firing']);
    expect(world.silences.muted(acme, 'acme')).toEqual([]);
    const [lapsed] = world.silences.list(acme, 'acme', ALL, PAGE).items;
    expect(lapsed).toMatchObject({ state: 'expired', silence: { kind: 'blacklist' } });
    expect(told('globex')).toEqual(['10:00 firing']);
  });

  it('the blacklist is for one alert in every episode; maintenance for a place', async () => {
    const rule = await ruleFor('acme');
    await fire(rule, 'acme-prod', { instance: 'a' });
    const [incident] = await world.incidents('acme');
    const key = world.silences.openIncident(acme, 'acme', incident?.id ?? '').key;
    expect(() => world.silences.openIncident(globex, 'globex', incident?.id ?? '')).toThrow();
    const binding = { kind: 'alert', key } as const;
    await create(acme, 'acme', draft('acme.shop.prod', { kind: 'blacklist', binding }));
    await resolve(rule, 'acme-prod', { instance: 'a' });
    await fire(rule, 'acme-prod', { instance: 'a' });
    await fire(rule, 'acme-prod', { instance: 'b' });
    expect(told('acme')).toEqual(['10:00 firing', '10:00 resolved', '10:00 firing']);
    await create(acme, 'acme', draft('acme.blog', { kind: 'maintenance', matchers: [] }));
    await fire(rule, 'acme-blog');
    expect(told('acme')).toHaveLength(3);
    expect((await unsent('acme')).map((text) => text.split(' ')[0]).sort()).toEqual([
      'blacklisted',
      'maintenance',
    ]);
    const kinds = world.silences
      .muted(acme, 'acme')
      .map(({ muting }) => muting.map(({ silence }) => silence.kind));
    expect(kinds.flat().sort()).toEqual(['blacklist', 'maintenance']);
    expect(world.silences.muted(globex, 'globex')).toEqual([]);
  });

  it('count only where their author may silence, and are seen only where they count', async () => {
    const rule = await ruleFor('acme');
    const shop = person('environment-admin', 'acme.shop.prod');
    const blog = person('environment-member', 'acme.blog.prod');
    const { id, places } = await create(shop, 'acme', draft('acme'));
    expect(places).toEqual([
      {
        kind: 'node',
        node: { tenant: 'acme', project: 'shop', environment: 'prod' },
        cluster: null,
      },
    ]);
    await fire(rule, 'acme-prod');
    await fire(rule, 'acme-blog');
    expect(told('acme')).toEqual(['10:00 firing']);
    const { silences } = world;
    expect(silences.list(shop, 'acme', ALL, PAGE).items).toHaveLength(1);
    expect(silences.list(blog, 'acme', ALL, PAGE).items).toHaveLength(0);
    expect(() => silences.get(blog, 'acme', id)).toThrow('does not exist');
    await expect(create(blog, 'acme', draft('acme'))).rejects.toThrow('no permission');
    await expect(create(shop, 'acme', draft('acme.blog'))).rejects.toThrow('no permission');
    await expect(create(globex, 'acme', draft('acme'))).rejects.toThrow('no permission');
    await expect(create(globex, 'globex', draft('acme'))).rejects.toThrow('no permission');
    const whole = await create(acme, 'acme', draft('acme', { reason: 'all of it' }));
    expect(silences.get(blog, 'acme', whole.id).silence.reason).toBe('all of it');
    await expect(silences.expire(shop, 'acme', whole.id)).rejects.toThrow('no permission');
    await expect(silences.expire(globex, 'globex', whole.id)).rejects.toThrow('does not exist');
  });

  it('what mutes much is refused until it is confirmed, and says what it would mute', async () => {
    const rule = await ruleFor('acme');
    await ruleFor('globex').then((other) => fire(other, 'globex-prod'));
    for (let index = 0; index < 21; index++)
      await fire(rule, 'acme-prod', { instance: `${index}` });
    await fire(rule, 'acme-blog');
    await resolve(rule, 'acme-blog');
    const write = { principal: acme, owner: 'acme', draft: draft('acme') };
    const { breadth, reasons, incidents, rules } = await world.silences.preview(write);
    expect(breadth).toEqual({ incidents: 21, ofIncidents: 21, rules: 1, ofRules: 1 });
    expect([reasons, incidents.length]).toEqual([['many_incidents'], 21]);
    expect(rules).toEqual([{ ruleId: rule.id, title: 'Load', muted: 22, alerts: 22 }]);
    await expect(create(acme, 'acme', draft('acme'))).rejects.toThrow(
      /mute 21 of 21 open incidents/,
    );
    await create(acme, 'acme', draft('acme'), true);
    const all = [{ name: 'alertname', operator: '=~', value: '.+' }] as const;
    await expect(create(globex, 'globex', draft('globex', { matchers: all }))).rejects.toThrow(
      /mutes all that fires/,
    );
  });

  it.each([
    ['no reason', { reason: ' ' }, '/reason'],
    ['nothing to match', { matchers: [] }, '/matchers'],
    [
      'a bad pattern',
      { matchers: [{ name: 'a', operator: '=~', value: '(' }] },
      '/matchers/0/value',
    ],
    [
      'a dear pattern',
      { matchers: [{ name: 'a', operator: '=~', value: '(a{30}){30}' }] },
      '/matchers',
    ],
    ['the past', { schedule: { kind: 'once', startsAtMs: 1, endsAtMs: 2 } }, '/schedule/endsAt'],
    ['a time that never comes', { schedule: recurring('0 0 30 2 *') }, '/schedule/cron'],
    ['seconds', { schedule: recurring('0 0 0 1 1 *') }, '/schedule/cron'],
    ['a rule of others', { binding: { kind: 'rule', ruleId: 'nobody' } }, '/rule'],
    ['a place that is not', { scope: 'acme.nowhere' }, '/scope'],
  ] as const)('%s is refused', async (_, changes, path) => {
    const refusal = await create(acme, 'acme', draft('acme', changes)).catch((thrown) => thrown);
    expect(refusal.details).toEqual([expect.objectContaining({ path })]);
  });
});

function recurring(cron: string) {
  const times = { durationMs: HOUR, startsAtMs: 0, endsAtMs: null };
  return { kind: 'recurring', cron, zone: 'UTC', ...times } as const;
}
