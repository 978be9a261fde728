import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LinkSettings } from '../../alerting/message-links/link-settings.ts';
import { printLinkToken } from '../../alerting/message-links/link-token.ts';
import { MessageLinkService } from '../../alerting/message-links/message-link-service.ts';
import type { Policy } from '../../alerting/policies/policy.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import { builderFor, statement } from '../../platform/state/builder.ts';
import { routeOf } from '../support/notify-things.ts';
import { adminOf, notifyDirectory, type TestAlert } from '../support/notify-world.ts';
import { openToldWorld, type ToldWorld } from '../support/told-world.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;

/** What holds for an incident changes while it is open: receivers, routes, severity, silences. */
describe('who is told when things change while an incident is open', () => {
  let one: ToldWorld;
  beforeEach(async () => {
    one = await openToldWorld('2026-03-02T10:00:00Z');
  });
  afterEach(() => one.close());

  const alert = (rule: Rule, pod = 'a', change: Partial<TestAlert> = {}): TestAlert => ({
    rule,
    namespace: rule.owner === 'acme' ? 'acme-prod' : 'globex-prod',
    labels: { pod },
    endsAtMs: one.clock.nowMs() + 100 * HOUR,
    ...change,
  });
  const post = (...alerts: readonly TestAlert[]) => one.world.postAs(alerts);
  const policyOf = (owner: string, channel: string, more: Partial<Policy>) =>
    one.world.addPolicy(owner, { name: 'P', channels: [channel], ...more });
  const silenceFor = (minutes: number) =>
    one.world.silences.create({
      principal: adminOf('acme'),
      owner: 'acme',
      confirmBroad: true,
      draft: {
        ...{ kind: 'silence', reason: 'work', scope: 'acme', binding: null },
        matchers: [{ name: 'pod', operator: '=', value: 'a' }],
        schedule: {
          kind: 'once',
          startsAtMs: one.clock.nowMs(),
          endsAtMs: one.clock.nowMs() + minutes * MIN,
        },
      },
    });

  it('a silence that is ended early lets the steps to more people go on, not only the message', async () => {
    const first = await one.hook('acme', 'first');
    const second = await one.hook('acme', 'second');
    const escalation = [{ afterMs: 10 * MIN, channels: [second] }];
    const { id: policy } = policyOf('acme', first, { escalation });
    const silence = await silenceFor(6 * 60);
    await post(alert(one.world.addRule('acme', { name: 'Load', policy })));
    await one.clock.advance(15 * MIN);
    await one.world.silences.expire(adminOf('acme'), 'acme', silence.id);
    await one.clock.advance(HOUR);
    expect(one.told('first')).toEqual(['10:15 firing: firing a']);
    expect(one.told('second')).toEqual(['10:25 escalated: firing a']);
  });

  it('a severity whose route has steps begins them, and one that has them already does not', async () => {
    const [low, high, boss] = [
      await one.hook('acme', 'low'),
      await one.hook('acme', 'high'),
      await one.hook('acme', 'boss'),
    ];
    const escalation = [{ afterMs: 10 * MIN, channels: [boss] }];
    const { id: policy } = policyOf('acme', high, { escalation });
    one.world.setRoutes('acme', [
      routeOf('root', { parent: null, receiver: { kind: 'channels', channels: [low] } }),
      routeOf('critical', {
        matchers: [{ name: 'severity', operator: '=', value: 'critical' }],
        receiver: { kind: 'policy', policy },
      }),
    ]);
    const rule = one.world.addRule('acme', { name: 'Load' });
    const always = one.world.addRule('acme', { name: 'Always', policy });
    await post(alert(rule), alert(always, 'b'));
    await one.clock.advance(30 * MIN);
    await post(
      alert(rule, 'a', { severity: 'critical' }),
      alert(always, 'b', { severity: 'critical' }),
    );
    await one.clock.advance(HOUR);
    expect(one.told('boss')).toEqual(['10:10 escalated: firing b', '10:40 escalated: firing a']);
  });

  it('who is named while it is silenced is told at its end, and who no longer is, is not', async () => {
    const [old, next, kept] = [
      await one.hook('acme', 'old'),
      await one.hook('acme', 'next'),
      await one.hook('acme', 'kept'),
    ];
    const rule = one.world.addRule('acme', { name: 'Load', channels: [old, kept] });
    const foreign = one.world.addRule('globex', {
      name: 'Load',
      channels: [await one.hook('globex')],
    });
    await silenceFor(30);
    await post(alert(rule), alert(foreign));
    await one.clock.advance(MIN);
    one.world.rules.set(rule.id, { ...rule, channels: [kept, next] });
    await one.clock.advance(5 * HOUR);
    expect(one.told('old')).toEqual([]);
    expect(one.told('kept')).toEqual(['10:30 firing: firing a']);
    expect(one.told('next')).toEqual(['10:30 firing: firing a']);
    expect(await one.unsent('acme', 'a')).toEqual(['silenced', 'silenced', 'not_a_receiver']);
    await post(alert(rule, 'a', { startsAtMs: 0, endsAtMs: one.clock.nowMs() }));
    await one.clock.advance(MIN);
    expect(one.told('next').at(-1)).toBe('15:01 resolved: resolved a');
    expect(one.told('globex')).toEqual(['10:00 firing: firing a']);
  });

  it('what a silence of its severity keeps back is told when it has another one', async () => {
    const rule = one.world.addRule('acme', { name: 'Load', channels: [await one.hook('acme')] });
    const startsAtMs = one.clock.nowMs();
    await one.world.silences.create({
      principal: adminOf('acme'),
      owner: 'acme',
      confirmBroad: true,
      draft: {
        ...{ kind: 'silence', reason: 'work', scope: 'acme', binding: null },
        matchers: [{ name: 'severity', operator: '=', value: 'critical' }],
        schedule: { kind: 'once', startsAtMs, endsAtMs: startsAtMs + 6 * HOUR },
      },
    });
    await post(alert(rule, 'a', { severity: 'critical' }), alert(rule, 'b'));
    await one.clock.advance(MIN);
    expect(one.told('acme')).toEqual(['10:00 firing: firing b']);
    await post(
      alert(rule, 'a', { severity: 'critical', startsAtMs: 0, endsAtMs: one.clock.nowMs() }),
      alert(rule, 'a'),
    );
    await one.clock.advance(MIN);
    expect(one.told('acme')).toEqual(['10:00 firing: firing b', '10:01 firing: firing a']);
  });

  it('a link silences the alert of a project that belongs to no environment, and no other', async () => {
    const channels = [await one.hook('acme')];
    const rule = one.world.addRule('acme', { name: 'Load', channels });
    await post(alert(rule), alert(rule, 'b'));
    await one.clock.advance(MIN);
    const query = sql`UPDATE incidents SET project = 'shop', environment = NULL`.compile(
      builderFor('sqlite'),
    );
    await one.state.commit({ name: 'test', statements: [statement('test', query)] });
    await one.world.restart();
    const [incident] = (await one.world.incidents('acme')).filter(({ labels }) =>
      labels.includes('"a"'),
    );
    const [delivery] = await one.world.deliveries();
    const { notifier, silences } = one.world;
    const key = Buffer.alloc(32, 1);
    const links = new MessageLinkService({
      ...{ state: one.state, clock: one.clock, keys: () => [key], silences },
      settings: await LinkSettings.open(one.state),
      incidents: notifier.incidents,
      acts: notifier.history.acts,
    });
    const token = printLinkToken(
      {
        ...{ action: 'silence', language: 'en', owner: 'acme' },
        incidentId: incident?.id ?? '',
        deliveryId: delivery?.id ?? '',
        expiresAtMs: one.clock.nowMs() + HOUR,
      },
      key,
    );
    expect((await links.confirm(token)).kind).toBe('ready');
    const muted = silences.muted(adminOf('acme'), 'acme');
    expect(muted.map(({ incident: { id } }) => id)).toEqual([incident?.id]);
  });

  it('alerts that no rule of ours raised are damped by the policy of their route', async () => {
    const { id: policy } = policyOf('acme', await one.hook('acme'), {
      flapping: { changes: 3, withinMs: 10 * MIN, quietMs: 8 * MIN },
    });
    one.world.setRoutes('acme', [
      routeOf('root', { parent: null, receiver: { kind: 'policy', policy } }),
    ]);
    const environment = notifyDirectory().environments.find(({ tenant }) => tenant === 'acme');
    if (environment === undefined) throw new Error('acme has no environment');
    const token = { kind: 'environment-intake', environment } as const;
    const link = (startsAtMs: number, endsAtMs: number) =>
      one.world.post(token, [{ labels: { alertname: 'Link', pod: 'a' }, startsAtMs, endsAtMs }]);
    for (let times = 0; times < 5; times++) {
      await link(one.clock.nowMs(), one.clock.nowMs() + HOUR);
      await one.clock.advance(MIN);
      await link(0, one.clock.nowMs());
      await one.clock.advance(MIN);
    }
    await one.clock.advance(HOUR);
    expect(one.told('acme')).toEqual([
      '10:00 firing: firing a',
      '10:01 resolved: resolved a',
      '10:02 firing: firing a',
      '10:03 resolved: resolved a',
      '10:04 flapping: firing a',
      '10:05 resolved: resolved a',
    ]);
  });
});
