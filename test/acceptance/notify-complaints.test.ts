import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Policy } from '../../alerting/policies/policy.ts';
import type { TimeWindow } from '../../alerting/policies/time-window.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import { COMPLAINTS, COVERED_ELSEWHERE } from '../support/complaints.data.ts';
import { adminOf, alertJson, CLUSTER_TOKEN, type TestAlert } from '../support/notify-world.ts';
import { inRepository } from '../support/repository.ts';
import { openToldWorld, type ToldWorld } from '../support/told-world.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;
const NIGHT: TimeWindow = {
  ...{ name: 'night', kind: 'mute', weekdays: [], monthDays: [], months: [], zone: 'UTC' },
  times: [{ fromMinute: 20 * 60, toMinute: 6 * 60 }],
};
const GROUPED = { by: ['namespace'], waitMs: 30_000, intervalMs: 5 * MIN };

/** Threads of others, and what people say there; see the reference on notifiers. */
describe('what users of other notifiers have complained of since 2015', () => {
  let one: ToldWorld;
  beforeEach(async () => {
    one = await openToldWorld('2026-03-02T10:00:00Z');
  });
  afterEach(() => one.close());
  afterAll(() => {
    const lines = COVERED_ELSEWHERE.map(({ threads, file }) => `  ${threads}: ${file}`);
    process.stdout.write(`complaints that other tests cover:\n${lines.join('\n')}\n`);
  });

  const alert = (rule: Rule, pod = 'a', change: Partial<TestAlert> = {}): TestAlert => ({
    rule,
    namespace: rule.owner === 'acme' ? 'acme-prod' : 'globex-prod',
    labels: { pod },
    endsAtMs: one.clock.nowMs() + 100 * HOUR,
    ...change,
  });
  const over = (rule: Rule, pod = 'a') =>
    alert(rule, pod, { startsAtMs: 0, endsAtMs: one.clock.nowMs() });
  const ruleWith = async (owner: string, policy: Partial<Policy> = {}) => {
    const channels = [await one.hook(owner)];
    const { id } = one.world.addPolicy(owner, { name: 'P', channels, ...policy });
    return one.world.addRule(owner, { name: 'Load', policy: id });
  };
  const post = (...alerts: readonly TestAlert[]) => one.world.postAs(alerts);
  const repeat = (mode: 'interval' | 'doubling' | 'once', everyMs: number, max: number | null) => ({
    repeat: { mode, everyMs, max },
  });
  const silence = (
    value: string,
    minutes: number,
    operator: '=' | '=~' = '=',
    confirmBroad = true,
  ) =>
    one.world.silences.create({
      principal: adminOf('acme'),
      owner: 'acme',
      confirmBroad,
      draft: {
        ...{ kind: 'silence', reason: 'work', scope: 'acme', binding: null },
        matchers: [{ name: 'pod', operator, value }],
        schedule: {
          kind: 'once',
          startsAtMs: one.clock.nowMs(),
          endsAtMs: one.clock.nowMs() + minutes * MIN,
        },
      },
    });

  it('#226, #889, #2060, grafana#87007, oncall#3060, alerta#278: the end of what was silenced or muted meanwhile never comes', async () => {
    const rule = await ruleWith('acme', { windows: [NIGHT] });
    await post(alert(rule, 'a'), alert(rule, 'b'));
    await one.clock.advance(MIN);
    await silence('a', 12 * 60);
    await one.clock.advance(MIN);
    await post(over(rule, 'a'));
    await one.clock.advance(11 * HOUR);
    await post(over(rule, 'b'));
    await one.clock.advance(MIN);
    expect(one.told('acme').slice(2)).toEqual([
      '10:02 resolved: resolved a',
      '21:02 resolved: resolved b',
    ]);
  });

  it('#2370, #2805, grafana#68162: the end is lost with a restart between both', async () => {
    const rule = await ruleWith('acme');
    await post(alert(rule));
    await one.clock.advance(MIN);
    await one.world.restart();
    await post(over(rule));
    await one.world.restart();
    await one.clock.advance(MIN);
    expect(one.told('acme')).toEqual(['10:00 firing: firing a', '10:01 resolved: resolved a']);
  });

  it('#2570: the end goes to whoever is a receiver by then, not to who was told', async () => {
    const rule = await ruleWith('acme');
    await post(alert(rule));
    await one.clock.advance(MIN);
    const other = await one.hook('acme', 'other');
    one.world.rules.set(rule.id, { ...rule, channels: [other], policy: null });
    await post(over(rule));
    await one.clock.advance(MIN);
    expect([one.told('acme').length, one.told('other').length]).toEqual([2, 0]);
  });

  it('#642, #676, #917, #2166, #2647, #3370: what is said again is rounded up to the interval of the group', async () => {
    const rule = await ruleWith('acme', {
      grouping: GROUPED,
      ...repeat('interval', 7 * MIN, null),
    });
    await post(alert(rule));
    await one.clock.advance(22 * MIN);
    expect(
      one.heard.map(({ atMs }) => (atMs - Date.parse('2026-03-02T10:00:00Z')) / 1_000),
    ).toEqual([30, 450, 870, 1_290]);
  });

  it.each([
    ['decays', 'doubling', 10 * MIN, null, ['10:00', '10:10', '10:30', '11:10', '12:30']],
    ['ends after two', 'interval', 10 * MIN, 2, ['10:00', '10:10', '10:20']],
    ['is said once', 'once', 0, null, ['10:00']],
  ] as const)(
    '#317, #860, #935, #986, #1806, #2595, #2890, nightingale#952: repeats cannot be stopped or slowed: %s',
    async (_name, mode, everyMs, max, times) => {
      const rule = await ruleWith('acme', repeat(mode, everyMs, max));
      await post(alert(rule));
      await one.clock.advance(4 * HOUR);
      expect(one.told('acme').map((line) => line.slice(0, 5))).toEqual(times);
    },
  );

  it('#1195, #1642, #2686, #3059: for one that is new the whole group is sent again', async () => {
    const rule = await ruleWith('acme', { grouping: GROUPED });
    await post(alert(rule, 'a'), alert(rule, 'b'));
    await one.clock.advance(10 * MIN);
    await post(alert(rule, 'c'), over(rule, 'b'));
    await one.clock.advance(10 * MIN);
    expect(one.told('acme')).toEqual([
      '10:00 firing: firing a, firing b',
      '10:10 firing: firing c, resolved b',
    ]);
  });

  it('#2320: what fires and ends within the interval tells of old alerts only', async () => {
    const rule = await ruleWith('acme', { grouping: GROUPED });
    await post(alert(rule, 'a'));
    await one.clock.advance(MIN);
    await post(alert(rule, 'b'));
    await one.clock.advance(MIN);
    await post(over(rule, 'b'));
    await one.clock.advance(HOUR);
    expect(one.told('acme')).toEqual(['10:00 firing: firing a']);
    expect(await one.unsent('acme', 'b')).toEqual(['resolved_before_told']);
  });

  it('#1063: who does not want ends is not told when it fires again', async () => {
    const channels = [await one.hook('acme', 'acme', { sendResolved: false })];
    const rule = one.world.addRule('acme', { name: 'Load', channels });
    for (let round = 0; round < 2; round++) {
      await post(alert(rule, 'a', { startsAtMs: one.clock.nowMs() }));
      await one.clock.advance(MIN);
      await post(over(rule));
      await one.clock.advance(10 * MIN);
    }
    expect(one.told('acme')).toEqual(['10:00 firing: firing a', '10:11 firing: firing a']);
  });

  it('#2496, #2896, #3367, grafana#50266, grafana#80996: nothing is said when a mute or a silence ends and it still fires', async () => {
    const rule = await ruleWith('acme', { windows: [NIGHT] });
    await silence('b', 30);
    await post(alert(rule, 'b'));
    await one.clock.advance(11 * HOUR);
    await post(alert(rule, 'a'));
    await one.clock.advance(12 * HOUR);
    expect(one.told('acme')).toEqual(['10:30 firing: firing b', '06:00 firing: firing a']);
    expect([await one.unsent('acme', 'a'), await one.unsent('acme', 'b')]).toEqual([
      ['mute_window'],
      ['silenced'],
    ]);
  });

  it('#1769, #3492, #4962, karma#1347: a silence mutes more than was meant, and everybody', async () => {
    const acme = await ruleWith('acme');
    const globex = await ruleWith('globex');
    for (let n = 0; n < 21; n++) await post(alert(acme, `p${n}`), alert(globex, `p${n}`));
    await expect(silence('.+', 60, '=~', false)).rejects.toThrow(/mute 21 of 21/);
    await silence('.+', 60, '=~');
    await post(alert(acme, 'late'), alert(globex, 'late'));
    await one.clock.advance(MIN);
    const isTold = (owner: string) => one.told(owner).some((line) => line.endsWith(' late'));
    expect([isTold('acme'), isTold('globex')]).toEqual([false, true]);
  });

  it('karma#625: nothing can be silenced that does not fire yet', async () => {
    const rule = await ruleWith('acme');
    await silence('soon', 60);
    await post(alert(rule, 'soon'));
    await one.clock.advance(MIN);
    expect(await one.unsent('acme', 'soon')).toEqual(['silenced']);
  });

  it('#2145, #2932, #3359, #3743: when a receiver is out of order, nobody else is told', async () => {
    const second = await one.hook('acme', 'second');
    const escalation = [{ afterMs: 15 * MIN, channels: [second] }];
    const rule = await ruleWith('acme', { escalation });
    one.answer((host) => (host === 'acme' ? 429 : 200));
    await post(alert(rule));
    await one.clock.advance(20 * MIN);
    expect([one.told('acme'), one.told('second')]).toEqual([[], ['10:15 escalated: firing a']]);
    expect(one.attempts.filter(({ host }) => host === 'acme').length).toBeGreaterThan(5);
  });

  it('#172, #560, #1677, #1976, #2049, #2223, grafana#110782: no history, and no reason why nothing came', async () => {
    const rule = await ruleWith('acme');
    one.answer(() => 400);
    await post(alert(rule));
    await one.clock.advance(MIN);
    await post(over(rule));
    await one.clock.advance(MIN);
    one.world.rules.delete(rule.id);
    const [incident] = await one.world.incidents('acme');
    const lines = await one.world.events(incident?.id ?? '');
    expect(lines.map(({ kind, reason }) => `${kind} ${reason}`)).toEqual([
      'fired null',
      'notification_queued firing',
      'delivery_dropped webhook_rejected',
      'resolved resolved_by_source',
      'notification_queued resolved',
      'notification_not_sent firing_never_delivered',
    ]);
  });

  it('grafana#45459, grafana#70462, grafana#72766, grafana#74212: an end says nothing of what it was about', async () => {
    const rule = await ruleWith('acme');
    await post(alert(rule));
    await one.clock.advance(MIN);
    const bare = { ...alertJson(over(rule), one.clock.nowMs()), annotations: {} };
    await one.world.notifier.pipeline.receive(CLUSTER_TOKEN, [bare]);
    await one.clock.advance(MIN);
    const [, end] = one.heard.map(({ body }) => JSON.parse(body));
    expect(end.incident.annotations).toEqual({ summary: 'warning of Load' });
  });

  it('grafana#53990, grafana#55938, grafana#81198, karma#1878: two of a pair of senders, two messages', async () => {
    const rule = await ruleWith('acme');
    for (const replica of ['0', '1']) {
      await post(alert(rule, 'a', { labels: { pod: 'a', prometheus_replica: replica } }));
      await one.clock.advance(MIN);
    }
    expect(one.told('acme')).toEqual(['10:00 firing: firing a']);
  });

  it('grafana#111704: a rule tells one receiver only', async () => {
    const channels = [await one.hook('acme', 'first'), await one.hook('acme', 'second')];
    const rule = one.world.addRule('acme', { name: 'Load', channels });
    await post(alert(rule));
    await one.clock.advance(MIN);
    expect([one.told('first').length, one.told('second').length]).toEqual([1, 1]);
  });

  it('grafana#35925, mimir#7278, loki#5847: receivers are seen, and told, across tenants', async () => {
    const foreign = await one.hook('globex');
    const rule = one.world.addRule('acme', { name: 'Load', channels: [foreign] });
    await post(alert(rule));
    await one.clock.advance(MIN);
    expect(one.heard).toEqual([]);
    expect(await one.unsent('acme', 'a')).toEqual(['channel_deleted']);
  });

  it('keep#958: what only says something else is taken for another alert, and another for the same', async () => {
    const rule = await ruleWith('acme');
    const json = alertJson(alert(rule), one.clock.nowMs());
    const post = (change: object) =>
      one.world.notifier.pipeline.receive(CLUSTER_TOKEN, [{ ...json, ...change }]);
    await post({});
    await post({ annotations: { summary: 'now at 97 %' }, generatorURL: 'http://other:9090/' });
    expect(await one.world.incidents('acme')).toHaveLength(1);
    await one.world.postAs([alert(rule, 'b')]);
    expect(await one.world.incidents('acme')).toHaveLength(2);
  });

  it('a source that posts its state each minute is taken for a stream of events', async () => {
    const rule = await ruleWith('acme');
    const startsAtMs = one.clock.nowMs();
    for (let minute = 0; minute < 60; minute++) {
      await post(alert(rule, 'a', { startsAtMs }));
      await one.clock.advance(MIN);
    }
    const [incident] = await one.world.incidents('acme');
    expect([one.heard.length, (await one.world.events(incident?.id ?? '')).length]).toEqual([1, 3]);
  });

  it('amtool posts the year 1, and it is taken for a time; vmalert writes seven digits of a second', async () => {
    const rule = await ruleWith('acme');
    const json = alertJson(alert(rule), one.clock.nowMs());
    const zero = '0001-01-01T00:00:00.000Z';
    const startsAt = '2026-03-02T09:59:00.1234567Z';
    const labels = { ...(json as { labels: object }).labels, pod: 'b' };
    await one.world.notifier.pipeline.receive(CLUSTER_TOKEN, [
      { ...json, startsAt: zero, endsAt: zero },
      { ...json, labels, startsAt },
    ]);
    await one.clock.advance(MIN);
    expect(one.told('acme').sort()).toEqual(['10:00 firing: firing a', '10:00 firing: firing b']);
    const started = (await one.world.incidents('acme')).map((row) => Number(row.started_at_ms));
    expect(started.sort()).toEqual([
      Date.parse('2026-03-02T09:59:00.123Z'),
      Date.parse('2026-03-02T10:00:00Z'),
    ]);
  });

  it('oncall#3870: who has taken it on is reminded all the same, and cannot say otherwise', async () => {
    const rules = [
      await ruleWith('acme', repeat('interval', 10 * MIN, null)),
      await ruleWith('globex', repeat('interval', 10 * MIN, null)),
    ];
    await post(...rules.flatMap((rule) => [alert(rule, 'a'), alert(rule, 'b')]));
    await one.clock.advance(MIN);
    const { acts } = one.world.notifier.history;
    const taken = (await one.world.incidents('acme')).find(({ labels }) => labels.includes('"a"'));
    const caller = { principal: adminOf('acme'), owner: 'acme' };
    await acts.act(caller, taken?.id ?? '', { kind: 'acknowledge', note: null });
    await one.clock.advance(10 * MIN);
    // Of this one alone, and of nobody else's.
    const acknowledged = '10:01 acknowledged: firing a';
    expect(one.told('acme').slice(2)).toEqual([acknowledged, '10:10 repeat: firing b']);
    expect(one.told('globex')).toHaveLength(4);
    await acts.act(caller, taken?.id ?? '', { kind: 'unacknowledge', note: null });
    await one.clock.advance(10 * MIN);
    const again = one.told('acme').slice(4);
    expect(again.filter((line) => line.endsWith('repeat: firing a'))).toHaveLength(1);
  });

  it('all that the reference names is named by a test', () => {
    const titles = readFileSync(inRepository(`test/acceptance/notify-complaints.test.ts`), 'utf8');
    const named = [titles, ...COVERED_ELSEWHERE.map(({ threads }) => threads)].join('\n');
    const known = new Set(named.match(/[a-z]*#\d+/g));
    const missing = Object.entries(COMPLAINTS).flatMap(([theme, threads]) =>
      threads.split(' ').flatMap((thread) => (known.has(thread) ? [] : [`${theme}: ${thread}`])),
    );
    expect(missing).toEqual([]);
  });

  const covered = COVERED_ELSEWHERE.map(
    (one) => [`${one.threads}: ${one.complaint}`, one] as const,
  );
  it.each(covered)('%s', (_name, { file, test }) => {
    // The test that fails if we had it is there, by that name.
    expect(readFileSync(inRepository(file), 'utf8')).toContain(test);
  });
});
