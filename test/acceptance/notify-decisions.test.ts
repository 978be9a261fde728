import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EscalationSql } from '../../alerting/escalation/escalation-sql.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundResult } from '../../platform/outbound/outbound.ts';
import { createSecretToken } from '../../platform/security/secret-token.ts';
import { type DirectState, openDirectState } from '../support/direct-state.ts';
import { NOBODY_TOLD } from '../support/notify-things.ts';
import {
  adminOf,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  openNotifyWorld,
} from '../support/notify-world.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;
const TEN = Date.parse('2026-03-02T10:00:00Z');
const OK: OutboundResult = {
  kind: 'answered',
  status: 200,
  headers: {},
  body: Buffer.alloc(0),
  isCut: false,
};

describe('inhibition, acknowledgement, escalation and flapping', () => {
  let clock: VirtualClock;
  let state: DirectState;
  let world: NotifyWorld;
  let sent: string[];

  beforeEach(async () => {
    clock = new VirtualClock(TEN);
    state = openDirectState(NOTIFY_MIGRATIONS);
    sent = [];
    const send = async (request: { url: string; body?: string | Uint8Array }) => {
      const { type, incident } = JSON.parse(String(request.body));
      const host = new URL(request.url).host.replace('.example', '');
      const at = new Date(clock.nowMs()).toISOString().slice(11, 16);
      sent.push(`${at} ${host} ${incident.title} ${type.replace('incident.', '')}`);
      return OK;
    };
    world = await openNotifyWorld({ state, clock, outbound: { send } });
    await world.start();
  });
  afterEach(async () => {
    await world.stop();
    state.close();
  });

  const hook = async (owner: string, host = owner) => {
    const settings = { url: `https://${host}.example/hook` };
    return (await world.addChannel(owner, { kind: 'webhook', settings })).id;
  };
  const posted = (rule: Rule, labels: Record<string, string> = {}) => {
    const namespace = rule.owner === 'acme' ? 'acme-prod' : 'globex-prod';
    return { rule, namespace, labels, endsAtMs: clock.nowMs() + 48 * HOUR };
  };
  const over = (rule: Rule, labels: Record<string, string> = {}) => ({
    ...posted(rule, labels),
    startsAtMs: 0,
    endsAtMs: clock.nowMs(),
  });
  const unsent = async (owner: string, title: string) => {
    const incident = (await world.incidents(owner)).find((one) => one.title === title);
    const events = await world.events(incident?.id ?? '');
    return events
      .filter(({ kind }) => kind === 'notification_not_sent')
      .map(({ reason, detail }) => [reason, detail].filter(Boolean).join(' '));
  };

  it('a source keeps targets of its tenant back, and they are told within seconds of its end', async () => {
    const [acme, globex] = await Promise.all([hook('acme'), hook('globex')]);
    const rulesOf = (owner: string, channel: string) =>
      ['NodeDown', 'PodDown'].map((name) => world.addRule(owner, { name, channels: [channel] }));
    const [node, pod] = rulesOf('acme', acme);
    const [, foreignPod] = rulesOf('globex', globex);
    if (!node || !pod || !foreignPod) throw new Error('no rules');
    world.addInhibition('acme', {
      name: 'node first',
      source: ['alertname="NodeDown"'],
      target: ['alertname="PodDown"'],
      equal: ['node'],
    });
    const n1 = { node: 'n1' };
    // In one post, and the target first.
    await world.postAs([posted(pod, n1), posted(foreignPod, n1), posted(node, n1)]);
    await clock.advance(HOUR);
    expect(sent.toSorted()).toEqual(['10:00 acme NodeDown firing', '10:00 globex PodDown firing']);
    const [source] = (await world.incidents('acme')).filter(({ title }) => title === 'NodeDown');
    expect(await unsent('acme', 'PodDown')).toEqual([
      `inhibited node first: NodeDown (${source?.id})`,
    ]);
    await world.restart();
    await world.postAs([over(node, n1)]);
    await clock.advance(10_000);
    expect(sent.slice(2).toSorted()).toEqual([
      '11:00 acme NodeDown resolved',
      '11:00 acme PodDown firing',
    ]);
    await world.postAs([over(pod, n1)]);
    await clock.advance(MIN);
    expect(sent.at(-1)).toBe('11:00 acme PodDown resolved');
  });

  it('what was inhibited for its whole life is told to nobody, not even its end', async () => {
    const channels = [await hook('acme')];
    const node = world.addRule('acme', { name: 'NodeDown', channels });
    const pod = world.addRule('acme', { name: 'PodDown', channels });
    const names = { source: ['alertname="NodeDown"'], target: ['alertname="PodDown"'] };
    world.addInhibition('acme', { name: 'node first', ...names });
    await world.postAs([posted(node), posted(pod)]);
    await world.postAs([over(pod)]);
    await world.postAs([over(node)]);
    await clock.advance(HOUR);
    expect(sent).toEqual(['10:00 acme NodeDown firing', '10:00 acme NodeDown resolved']);
  });

  it('escalates step by step until somebody acknowledges; all who were told are told of the end', async () => {
    const [first, second, third] = await Promise.all(
      ['first', 'second', 'third'].map((host) => hook('acme', host)),
    );
    if (!first || !second || !third) throw new Error('no channels');
    const repeat = { mode: 'interval', everyMs: HOUR, max: null } as const;
    const escalation = [
      { afterMs: 10 * MIN, channels: [second] },
      { afterMs: 30 * MIN, channels: [third] },
    ];
    const policy = world.addPolicy('acme', { name: 'P', channels: [first], repeat, escalation });
    const rule = world.addRule('acme', { name: 'Load', policy: policy.id });
    await world.postAs([posted(rule)]);
    await clock.advance(5 * MIN);
    await world.restart();
    await clock.advance(10 * MIN);
    expect(sent).toEqual(['10:00 first Load firing', '10:10 second Load escalated']);
    const [incident] = await world.incidents('acme');
    const admin = { principal: adminOf('acme'), owner: 'acme' };
    const act = { kind: 'acknowledge', note: null } as const;
    await world.notifier.history.acts.act(admin, incident?.id ?? '', act);
    await clock.advance(2 * HOUR);
    expect(sent.splice(2).toSorted()).toEqual([
      '10:15 first Load acknowledged',
      '10:15 second Load acknowledged',
    ]);
    expect(await unsent('acme', 'Load')).toEqual(['acknowledged', 'acknowledged']);
    // A raise is told all the same.
    await world.postAs([{ ...posted(rule), severity: 'critical' }]);
    await clock.advance(MIN);
    expect(sent.slice(2)).toEqual(['12:15 first Load severity_raised']);
    await world.postAs([over(rule), { ...over(rule), severity: 'critical' }]);
    await clock.advance(HOUR);
    expect(sent.slice(3).toSorted()).toEqual([
      '12:16 first Load resolved',
      '12:16 second Load resolved',
    ]);
    const left = new EscalationSql('sqlite').due(Number.MAX_SAFE_INTEGER, 10);
    expect(await state.all(left)).toEqual([]);
  });

  it('a heartbeat that stops is an incident of its owner until it is back', async () => {
    const policyFor = async (owner: string) =>
      world.addPolicy(owner, { name: 'P', channels: [await hook(owner)] }).id;
    const [acme, globex] = [await policyFor('acme'), await policyFor('globex')];
    const [own, other] = [createSecretToken(), createSecretToken()];
    const backup = { name: 'Backup', environment: 'shop.prod' };
    const [mine, theirs] = [
      world.addHeartbeat('acme', { ...backup, policy: acme, tokenHash: own.hash }),
      world.addHeartbeat('globex', { ...backup, policy: globex, tokenHash: other.hash }),
    ];
    const watchdog = { kind: 'alert', matchers: ['alertname="Watchdog"'] } as const;
    world.addHeartbeat('acme', { name: 'Prometheus', ...watchdog, policy: acme });
    const always = world.addRule('acme', { name: 'Watchdog', levels: NOBODY_TOLD });
    const beat = async (minutes: number, isAlive = true) => {
      for (let minute = 0; minute < minutes; minute++) {
        if (isAlive) {
          expect(world.ping(mine, own.token)).toBe(true);
          await world.postAs([posted(always)]);
        }
        expect(world.ping(theirs, other.token)).toBe(true);
        await clock.advance(MIN);
      }
    };
    await beat(10);
    expect(world.ping(mine, other.token)).toBe(false);
    expect(world.ping('nobody', own.token)).toBe(false);
    expect(sent).toEqual([]);
    await beat(5, false);
    // We were away: nobody can know whether it came meanwhile, so its time begins anew.
    await world.stop();
    await clock.advance(HOUR);
    await world.restart();
    await beat(5, false);
    expect(sent).toEqual([]);
    await beat(2, false);
    expect(sent.toSorted()).toEqual(['11:21 acme Backup firing', '11:21 acme Prometheus firing']);
    await world.restart();
    await beat(3, false);
    expect(sent).toHaveLength(2);
    await beat(1);
    expect(sent.slice(2).toSorted()).toEqual([
      '11:25 acme Backup resolved',
      '11:25 acme Prometheus resolved',
    ]);
    const [incident] = (await world.incidents('acme')).filter(({ title }) => title === 'Backup');
    expect(incident).toMatchObject({ environment: 'prod', resolve_reason: 'recovered' });
  });

  it('what a webhook no longer tells of is stale, not over', async () => {
    const [acme, globex] = [await hook('acme'), await hook('globex')];
    const rule = world.addRule('acme', { name: 'Disk', channels: [acme] });
    const foreign = world.addRule('globex', { name: 'Disk', channels: [globex] });
    const told = (one: Rule) => ({ ...posted(one), endsAtMs: null, startsAtMs: TEN });
    await world.notifyAs([told(rule), told(foreign)]);
    for (let hours = 0; hours < 24; hours += 4) {
      await clock.advance(4 * HOUR);
      await world.notifyAs([told(foreign)]);
    }
    const row = async () => (await world.incidents('acme'))[0];
    expect(sent.slice(2)).toEqual(['22:00 acme Disk stale']);
    expect(await row()).toMatchObject({ status: 'firing' });
    expect((await row())?.stale_since_ms).not.toBeNull();
    // Neither a restart nor the next silence says it again; the source does.
    await world.restart();
    await clock.advance(5 * HOUR);
    expect(sent).toHaveLength(3);
    await world.notifyAs([told(rule), told(foreign)]);
    await clock.advance(MIN);
    expect(sent.slice(3)).toEqual(['15:00 acme Disk repeat']);
    expect((await row())?.stale_since_ms).toBeNull();
    await world.notifyAs([{ ...told(rule), endsAtMs: clock.nowMs() }]);
    await clock.advance(MIN);
    expect(sent.slice(4)).toEqual(['15:01 acme Disk resolved']);
  });

  it('events of a cluster are incidents of the tenant that they are about, until it is quiet', async () => {
    const policyFor = async (owner: string) =>
      world.addPolicy(owner, { name: 'P', channels: [await hook(owner)] }).id;
    world.addEventRule('acme', { name: 'Falls', policy: await policyFor('acme') });
    world.addEventRule('globex', { name: 'Theirs', policy: await policyFor('globex') });
    const happens = (namespace: string) =>
      world.happens([
        {
          kind: 'event',
          cluster: 'east',
          namespace,
          atMs: clock.nowMs(),
          object: {
            type: 'Warning',
            reason: 'BackOff',
            involvedObject: { kind: 'Pod', name: 'p' },
          },
        },
      ]);
    await happens('acme-prod');
    await clock.advance(8 * MIN);
    await happens('acme-prod');
    await clock.advance(8 * MIN);
    expect(sent).toEqual(['10:00 acme Falls firing']);
    await world.restart();
    await clock.advance(5 * MIN);
    expect(sent.slice(1)).toEqual(['10:21 acme Falls resolved']);
    const [incident] = await world.incidents('acme');
    expect(incident).toMatchObject({ environment: 'prod', severity: 'warning', rule_id: null });
    expect(await world.incidents('globex')).toEqual([]);
  });

  it('an alert that flaps is told of once, and again when it is quiet and still fires', async () => {
    const flapping = { changes: 3, withinMs: 10 * MIN, quietMs: 8 * MIN };
    const policy = world.addPolicy('acme', { name: 'P', channels: [await hook('acme')], flapping });
    const rule = world.addRule('acme', { name: 'Link', policy: policy.id });
    const foreign = world.addRule('globex', { name: 'Link', channels: [await hook('globex')] });
    const change = async (post: (rule: Rule) => ReturnType<typeof posted>) => {
      const begun = { startsAtMs: clock.nowMs() };
      await world.postAs([rule, foreign].map((one) => ({ ...begun, ...post(one) })));
      await clock.advance(MIN);
    };
    for (let round = 0; round < 3; round++) {
      await change(posted);
      await change(over);
    }
    await world.restart();
    await change(posted);
    await clock.advance(10 * MIN);
    await change(over);
    const told = sent.filter((line) => line.includes('acme'));
    expect(told.map((line) => line.replace('acme Link ', ''))).toEqual([
      '10:00 firing',
      '10:01 resolved',
      '10:02 firing',
      '10:03 resolved',
      '10:04 flapping',
      '10:05 resolved',
      '10:14 firing',
      '10:17 resolved',
    ]);
    expect(sent.filter((line) => line.includes('globex'))).toHaveLength(8);
  });
});
