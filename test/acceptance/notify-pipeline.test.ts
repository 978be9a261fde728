import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listUnassigned } from '../../alerting/intake/unassigned-reader.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundResult } from '../../platform/outbound/outbound.ts';
import { type DirectState, openDirectState } from '../support/direct-state.ts';
import { NOBODY_TOLD } from '../support/notify-things.ts';
import {
  ENVIRONMENTS,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  openNotifyWorld,
} from '../support/notify-world.ts';

const MIN = 60_000;
const OK: OutboundResult = {
  kind: 'answered',
  status: 200,
  headers: {},
  body: Buffer.alloc(0),
  isCut: false,
};

describe('the pipeline, from post to webhook', () => {
  let clock: VirtualClock;
  let state: DirectState;
  let world: NotifyWorld;
  let sent: { url: string; type: string; id: string; incident: string; body: string }[];
  let answer: (url: string) => OutboundResult;

  beforeEach(async () => {
    clock = new VirtualClock(Date.parse('2026-03-01T12:00:00Z'));
    state = openDirectState(NOTIFY_MIGRATIONS);
    sent = [];
    answer = () => OK;
    const send = async ({
      url,
      body,
      headers,
    }: {
      url: string;
      body?: string | Uint8Array;
      headers?: Readonly<Record<string, string>>;
    }) => {
      const result = answer(url);
      const content = JSON.parse(String(body));
      if (result.kind === 'answered' && result.status < 300) {
        sent.push({
          url,
          type: content.type,
          id: headers?.['webhook-id'] ?? '',
          incident: content.incident.id,
          body: String(body),
        });
      }
      return result;
    };
    world = await openNotifyWorld({ state, clock, outbound: { send } });
    await world.start();
  });
  afterEach(async () => {
    await world.stop();
    state.close();
  });

  const hookFor = async (owner: string, changes = {}) => {
    const channel = await world.addChannel(owner, {
      kind: 'webhook',
      settings: { url: `https://${owner}.example/hook` },
      ...changes,
    });
    return channel.id;
  };
  const kinds = async (incidentId: string) =>
    (await world.events(incidentId)).map((e) => [e.kind, e.reason].filter(Boolean).join(' '));

  it('hears of an end by webhook when it is told, and not before', async () => {
    const rule = world.addRule('acme', { name: 'Load' });
    const alert = { rule, severity: 'warning', namespace: 'acme-prod' };
    await world.notifyAs([alert]);
    await clock.advance(3 * 24 * 60 * MIN);
    expect((await world.incidents('acme')).map(({ status }) => status)).toEqual(['firing']);
    await world.notifyAs([{ ...alert, endsAtMs: clock.nowMs() }]);
    expect((await world.incidents('acme'))[0]?.resolve_reason).toBe('resolved_by_source');
  });

  it('firing, refresh, level change, resolve: each tenant hears of its own', async () => {
    const acme = world.addRule('acme', { name: 'Load', channels: [await hookFor('acme')] });
    const globex = world.addRule('globex', { name: 'Load', channels: [await hookFor('globex')] });
    const start = clock.nowMs();
    const both = (severity: string, more = {}) => [
      { rule: acme, severity, namespace: 'acme-prod', startsAtMs: start, ...more },
      { rule: globex, severity, namespace: 'globex-prod', startsAtMs: start, ...more },
    ];
    expect(await world.postAs(both('warning'))).toEqual({ accepted: 2, errors: [] });
    await clock.advance(MIN);
    await world.postAs(both('warning'));
    await clock.advance(MIN);
    await world.postAs([...both('critical'), ...both('warning')]);
    await clock.advance(MIN);
    const over = { endsAtMs: clock.nowMs() };
    await world.postAs([...both('critical', over), ...both('warning', over)]);
    await clock.advance(MIN);
    for (const owner of ['acme', 'globex']) {
      const own = sent.filter(({ url }) => url.includes(owner));
      expect(own.map(({ type }) => type)).toEqual([
        'incident.firing',
        'incident.severity_raised',
        'incident.resolved',
      ]);
      expect(own.every(({ body }) => !body.includes(owner === 'acme' ? 'globex' : 'acme'))).toBe(
        true,
      );
      const [incident, ...others] = await world.incidents(owner);
      expect(others).toEqual([]);
      expect(incident).toMatchObject({
        status: 'resolved',
        severity: 'critical',
        resolve_reason: 'resolved_by_source',
      });
      expect(await kinds(incident?.id ?? '')).toEqual([
        'fired',
        'notification_queued firing',
        'delivery_succeeded',
        'severity_raised',
        'notification_queued severity_raised',
        'delivery_succeeded',
        'resolved resolved_by_source',
        'notification_queued resolved',
        'delivery_succeeded',
      ]);
      expect(incident?.labels).not.toContain('tocsin_rule');
    }
  });

  it('stopped for ten minutes and started: no notification', async () => {
    const rule = world.addRule('acme', { name: 'Load', channels: [await hookFor('acme')] });
    const startsAtMs = clock.nowMs();
    await world.postAs([{ rule, startsAtMs }]);
    await clock.advance(1_000);
    expect(sent).toHaveLength(1);
    await world.stop();
    await clock.advance(10 * MIN);
    await world.restart();
    await clock.advance(30_000);
    for (let minute = 0; minute < 10; minute++) {
      await world.postAs([{ rule, startsAtMs }]);
      await clock.advance(MIN);
    }
    expect(sent).toHaveLength(1);
    const [incident, ...others] = await world.incidents('acme');
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ status: 'firing' });
  });

  it('a Prometheus that is silent for ever: expired after readiness, with the reason', async () => {
    const rule = world.addRule('acme', { name: 'Load', channels: [await hookFor('acme')] });
    await world.postAs([{ rule }]);
    await clock.advance(7 * MIN);
    expect((await world.incidents('acme'))[0]).toMatchObject({ status: 'firing' });
    await clock.advance(3 * MIN);
    expect((await world.incidents('acme'))[0]).toMatchObject({
      status: 'resolved',
      resolve_reason: 'expired_source_silent',
    });
    expect(sent.map(({ type }) => type)).toEqual(['incident.firing', 'incident.resolved']);
  });

  it('a tenant that posts with its own token does not stand for the cluster’s silent sender', async () => {
    const rule = world.addRule('acme', { name: 'Load' });
    const environment = ENVIRONMENTS[2];
    await world.postAs([{ rule }]);
    for (let minute = 0; minute < 12; minute++) {
      await clock.advance(MIN);
      const token = { kind: 'environment-intake', environment } as const;
      await world.post(token, [{ labels: { alertname: 'Own' } }]);
      const [first] = await world.incidents('acme');
      if (minute < 6) expect(first?.status).toBe('firing');
    }
    expect(await world.incidents('acme')).toMatchObject([
      { resolve_reason: 'expired_source_silent' },
    ]);
  });

  it('one alert ends by its endsAt while the sender goes on talking', async () => {
    const rule = world.addRule('acme', { name: 'Load', channels: [] });
    const startsAtMs = clock.nowMs();
    const other = { rule, startsAtMs, labels: { instance: 'b' } };
    await world.postAs([{ rule, startsAtMs, labels: { instance: 'a' } }, other]);
    for (let minute = 0; minute < 8; minute++) {
      await clock.advance(MIN);
      await world.postAs([other]);
    }
    const found = await world.incidents('acme');
    expect(found.map((one) => [one.status, one.resolve_reason])).toEqual([
      ['resolved', 'expired'],
      ['firing', null],
    ]);
  });

  it('the resolve never overtakes a firing that is being retried, and follows once it is through', async () => {
    const rule = world.addRule('acme', { name: 'Load', channels: [await hookFor('acme')] });
    answer = () => ({ ...OK, status: 503 }) as OutboundResult;
    const startsAtMs = clock.nowMs();
    await world.postAs([{ rule, startsAtMs }]);
    await clock.advance(10_000);
    await world.postAs([{ rule, startsAtMs, endsAtMs: clock.nowMs() }]);
    await clock.advance(30_000);
    expect(sent).toEqual([]);
    answer = () => OK;
    await clock.advance(5 * MIN);
    expect(sent.map(({ type }) => type)).toEqual(['incident.firing', 'incident.resolved']);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(2);
  });

  it('a resolve whose firing was refused is stored as not sent', async () => {
    const rule = world.addRule('acme', { name: 'Load', channels: [await hookFor('acme')] });
    answer = () => ({ ...OK, status: 400 }) as OutboundResult;
    const startsAtMs = clock.nowMs();
    await world.postAs([{ rule, startsAtMs }]);
    await clock.advance(1_000);
    answer = () => OK;
    await world.postAs([{ rule, startsAtMs, endsAtMs: clock.nowMs() }]);
    await clock.advance(1_000);
    expect(sent).toEqual([]);
    const [incident] = await world.incidents('acme');
    expect(await kinds(incident?.id ?? '')).toEqual([
      'fired',
      'notification_queued firing',
      'delivery_dropped webhook_rejected',
      'resolved resolved_by_source',
      'notification_queued resolved',
      'notification_not_sent firing_never_delivered',
    ]);
  });

  it('410 switches the channel off; what is queued later says so', async () => {
    const channel = await hookFor('acme');
    const rule = world.addRule('acme', { name: 'Load', channels: [channel] });
    answer = () => ({ ...OK, status: 410 }) as OutboundResult;
    await world.postAs([{ rule, labels: { instance: 'a' } }]);
    await clock.advance(1_000);
    expect(world.channels.get('acme', channel)).toMatchObject({ disabledReason: 'webhook_gone' });
    await world.postAs([{ rule, labels: { instance: 'b' } }]);
    await clock.advance(1_000);
    const second = (await world.incidents('acme'))[1];
    expect(await kinds(second?.id ?? '')).toEqual([
      'fired',
      'notification_queued firing',
      'notification_not_sent channel_suspended',
    ]);
  });

  it('a declined resolve, a level that tells nobody, and an alert without a rule: stored reasons', async () => {
    const declining = world.addRule('acme', {
      name: 'A',
      channels: [await hookFor('acme', { sendResolved: false })],
    });
    const silent = world.addRule('acme', { name: 'B', levels: NOBODY_TOLD });
    const startsAtMs = clock.nowMs();
    const token = {
      kind: 'environment-intake',
      environment: {
        tenant: 'globex',
        project: 'shop',
        id: 'prod',
        title: '',
        cluster: 'east',
        namespace: 'globex-prod',
        kind: 'prod',
        bornAtMs: 0,
        readableFromMs: null,
      },
    } as const;
    await world.postAs([
      { rule: declining, startsAtMs },
      { rule: silent, startsAtMs },
    ]);
    await world.post(token, [{ severity: 'page', labels: { alertname: 'Own' } }]);
    await clock.advance(1_000);
    const endsAtMs = clock.nowMs();
    await world.postAs([
      { rule: declining, startsAtMs, endsAtMs },
      { rule: silent, startsAtMs, endsAtMs },
    ]);
    await clock.advance(1_000);
    const [first, second] = await world.incidents('acme');
    expect(await kinds(first?.id ?? '')).toContain('notification_not_sent resolved_declined');
    expect(await kinds(second?.id ?? '')).toEqual([
      'fired',
      'notification_not_sent no_channels',
      'resolved resolved_by_source',
      'notification_not_sent no_firing_queued',
    ]);
    const [own] = await world.incidents('globex');
    expect(own).toMatchObject({
      title: 'Own',
      severity: 'info',
      project: 'shop',
      environment: 'prod',
    });
    expect(await kinds(own?.id ?? '')).toEqual([
      'fired severity_unknown',
      'notification_queued firing',
      'delivery_dropped nobody_to_tell',
    ]);
  });

  it('a deleted rule ends its incidents with that reason, and people hear of it', async () => {
    const rule = world.addRule('acme', { name: 'Load', channels: [await hookFor('acme')] });
    await world.postAs([{ rule }]);
    await clock.advance(1_000);
    world.rules.delete(rule.id);
    await world.notifier.incidentCloser.closeForRule(rule.id, 'rule_deleted');
    await clock.advance(1_000);
    expect((await world.incidents('acme'))[0]).toMatchObject({
      status: 'resolved',
      resolve_reason: 'rule_deleted',
    });
    expect(sent.map(({ type }) => type)).toEqual(['incident.firing', 'incident.resolved']);
    await world.postAs([{ rule }]);
    expect(await world.incidents('acme')).toHaveLength(1);
  });

  it.each(['rule_disabled', 'environment_deleted'] as const)(
    'whoever got the firing is told the resolve, and why: %s',
    async (reason) => {
      const rule = world.addRule('acme', { name: 'Load', channels: [await hookFor('acme')] });
      await world.postAs([{ rule, namespace: 'acme-prod' }]);
      await clock.advance(1_000);
      world.rules.set(rule.id, { ...rule, enabled: false, channels: [] });
      const ender = world.notifier.incidentCloser;
      const environment = { tenant: 'acme', project: 'shop', id: 'prod' };
      if (reason === 'rule_disabled') await ender.closeForRule(rule.id, reason);
      else await ender.closeForEnvironment(environment);
      await clock.advance(1_000);
      expect(sent.map(({ type }) => type)).toEqual(['incident.firing', 'incident.resolved']);
      expect(JSON.stringify(sent[1])).toContain(reason);
    },
  );

  it('a narrowed rule ends only what it no longer covers', async () => {
    const rule = world.addRule('acme', { name: 'Load' });
    await world.postAs([
      { rule, namespace: 'acme-prod' },
      { rule, namespace: 'acme-blog' },
    ]);
    world.rules.set(rule.id, {
      ...rule,
      scope: {
        kind: 'node',
        node: { tenant: 'acme', project: 'shop', environment: null },
        cluster: null,
      },
    });
    await world.notifier.incidentCloser.closeForRule(rule.id, 'rule_narrowed');
    const found = await world.incidents('acme');
    expect(found.map((one) => [one.project, one.status])).toEqual([
      ['shop', 'firing'],
      ['blog', 'resolved'],
    ]);
  });

  it('the good alerts of a batch are taken, the others named', async () => {
    const rule = world.addRule('acme', { name: 'Load' });
    const answerOf = await world.postAs([
      { rule, startsAtMs: clock.nowMs(), endsAtMs: clock.nowMs() - MIN },
      { rule },
    ]);
    expect(answerOf).toEqual({
      accepted: 1,
      errors: ['alert 0: start time must be before end time'],
    });
    expect(await world.incidents('acme')).toHaveLength(1);
  });

  it('a rule that gets another name while it fires goes on with its incident', async () => {
    const rule = world.addRule('acme', { name: 'Load' });
    await world.postAs([{ rule }]);
    await world.postAs([{ rule, labels: { alertname: 'Load is high' } }]);
    expect(await world.incidents('acme')).toHaveLength(1);
  });

  it('unassigned alerts are listed once per label set, counted, without the MAC', async () => {
    const rule = world.addRule('acme', { name: 'Load' });
    await world.postAs([{ rule, namespace: 'globex-prod' }, { labels: { alertname: 'X' } }]);
    await clock.advance(MIN);
    await world.postAs([{ labels: { alertname: 'X', prometheus_replica: 'b' } }]);
    const page = await listUnassigned(state, { limit: 10, cursor: null });
    expect(page.items.map(({ reason, count }) => [reason, count])).toEqual([
      ['namespace_missing', 2],
      ['namespace_outside_rule_scope', 1],
    ]);
    expect(page.items[1]?.labels.get('tocsin_rule')).toBe(rule.id);
    const lastSeenAtMs = clock.nowMs();
    const seen = { firstSeenAtMs: lastSeenAtMs - MIN, lastSeenAtMs };
    expect(page.items[0]).toMatchObject(seen);
    expect(await world.incidents('globex')).toEqual([]);
  });
});
