import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RuleAnswer } from '../../alerting/ruler/ask-query.ts';
import { expandRuleTemplate } from '../../alerting/ruler/template/rule-template.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import { EmbeddedSink } from '../../alerting/sinks/embedded-sink.ts';
import { RuleReconciler } from '../../alerting/sinks/reconciler.ts';
import { StatusBook } from '../../alerting/sinks/status-book.ts';
import { FailingRules } from '../../alerting/watch/failing-rules.ts';
import { RuleWatch } from '../../alerting/watch/rule-watch.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { type DirectState, openDirectState } from '../support/direct-state.ts';
import {
  CLUSTER_TOKEN,
  MAC_KEY,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  notifyDirectory,
  openNotifyWorld,
} from '../support/notify-world.ts';
import { testCluster, testLevel } from '../support/rule-fixture.ts';
import { RulerWorld } from '../support/ruler-world.ts';

const SEC = 1_000;
const MIN = 60_000;
const east = testCluster('east', { ruleSink: { kind: 'embedded' } });
const logger = createLogger({ level: 'silent' });
const broken: RuleAnswer = { kind: 'failed', failure: 'execution', message: 'many-to-many' };
const away: RuleAnswer = { kind: 'failed', failure: 'unavailable', message: 'cannot be reached' };

/** Our ruler, delivery, pipeline and watch of two tenants, under a clock moved by hand. */
describe('rules that are not evaluated', () => {
  let ruling: RulerWorld;
  let state: DirectState;
  let world: NotifyWorld;
  let statuses: StatusBook;
  let parts: { stop(): Promise<void> }[];
  let sent: { url: string; type: string; title: string }[];
  /** What the data source answers about each tenant: a number, nothing, or a failure. */
  let answers: Record<string, number | null | RuleAnswer>;

  beforeEach(async () => {
    ruling = new RulerWorld(Date.parse('2026-03-01T12:00:00Z'));
    const { clock } = ruling;
    state = openDirectState(NOTIFY_MIGRATIONS);
    sent = [];
    answers = { acme: 50, globex: 50 };
    const rules = {
      get: (id: string) => world.rules.get(id),
      all: () => [...world.rules.values()],
    };
    statuses = await StatusBook.open(state);
    const failing = new FailingRules(rules, statuses, clock);
    world = await openNotifyWorld({
      state,
      clock,
      isHeld: (incident) => failing.holds(incident),
      outbound: {
        send: async ({ url, body }) => {
          const { type, incident } = JSON.parse(String(body));
          sent.push({ url, type, title: incident.title });
          return {
            kind: 'answered',
            status: 200,
            headers: {},
            body: Buffer.alloc(0),
            isCut: false,
          };
        },
      },
    });
    ruling.templates = async (text, data) => {
      const alertName = data.labels.get('alertname') ?? '';
      return (await expandRuleTemplate(text, { ...data, nowMs: clock.nowMs(), alertName })).text;
    };
    ruling.intake = async (_cluster, alerts) => {
      await world.notifier.pipeline.receive(CLUSTER_TOKEN, alerts);
    };
    await startAll();
  });
  afterEach(async () => {
    for (const part of parts.reverse()) await part.stop();
    await world.stop();
    state.close();
  });

  async function startAll(): Promise<void> {
    const { clock } = ruling;
    const rules = {
      get: (id: string) => world.rules.get(id),
      all: () => [...world.rules.values()],
    };
    const ruler = ruling.ruler();
    const reconciler = new RuleReconciler({
      rules,
      directory: notifyDirectory,
      clusters: { all: () => [east] },
      statuses,
      macKey: MAC_KEY,
      sinkFor: () => new EmbeddedSink('east', ruler),
      clock,
      logger,
      random: () => 0,
    });
    const watch = new RuleWatch({
      rules,
      statuses,
      pipeline: world.notifier.pipeline,
      ladderOf: () => ['critical', 'warning', 'info'],
      languageOf: (owner) => (owner === 'globex' ? 'zh' : 'en'),
      clock,
      logger,
      random: () => 0,
    });
    await world.start();
    await ruler.start();
    await reconciler.start();
    await watch.loop.start();
    parts = [watch.loop, reconciler, ruler];
  }

  async function ruleOf(owner: string, change: Partial<Rule>): Promise<Rule> {
    const hook = await world.addChannel(owner, {
      kind: 'webhook',
      settings: { url: `https://${owner}.example/hook` },
    });
    const rule = world.addRule(owner, {
      name: 'Load',
      expression: 'load',
      levels: [testLevel()],
      intervalMs: 10 * SEC,
      channels: [hook.id],
      ...change,
    });
    const namespaces = owner === 'acme' ? '=~"acme-blog|acme-prod"' : '="globex-prod"';
    ruling.answers.set(`(load{namespace${namespaces}}) > 10`, () => {
      const answer = answers[owner] ?? null;
      if (typeof answer === 'object' && answer !== null) return answer;
      return answer === null ? [] : [[`load namespace=${owner}-prod`, answer]];
    });
    return rule;
  }
  const pass = (ms: number) => ruling.clock.advance(ms);
  const stateOf = async (owner: string) =>
    (await world.incidents(owner)).map((one) =>
      [one.title, one.status, one.resolve_reason].filter(Boolean).join(' '),
    );
  const told = (owner: string) =>
    sent.filter(({ url }) => url.includes(owner)).map(({ type, title }) => `${type} ${title}`);

  it('keep their incidents until they are evaluated again, and their owner is told', async () => {
    await ruleOf('acme', {});
    await ruleOf('globex', { onError: 'ignore' });
    await pass(6 * MIN);
    expect(await stateOf('acme')).toEqual(['Load firing']);
    answers = { acme: broken, globex: broken };
    await pass(15 * MIN);
    expect(await stateOf('acme')).toEqual(['Load firing', 'Rule fails: Load firing']);
    expect(await stateOf('globex')).toEqual([
      'Load resolved expired_source_silent',
      '规则求值失败：Load firing',
    ]);
    const [, trouble] = await world.incidents('acme');
    expect(trouble).toMatchObject({
      severity: 'warning',
      cluster: 'east',
      labels: '{"tocsin_rule_trouble":"failing"}',
    });
    expect(JSON.parse(trouble?.annotations ?? '')).toMatchObject({
      summary: 'The rule “Load” cannot be evaluated on cluster east: it raises no alerts there.',
      description: expect.stringMatching(/^many-to-many\nOpen the rule/),
    });
    const events = await world.events(trouble?.id ?? '');
    expect(events.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['fired', null],
      // Its author, and the tenant's admins: nobody here is a person.
      ['notification_queued', 'firing'],
      ['delivery_dropped', 'nobody_to_tell'],
    ]);
    answers = { acme: null, globex: 50 };
    await pass(3 * MIN);
    expect(await stateOf('acme')).toEqual([
      'Load resolved resolved_by_source',
      'Rule fails: Load resolved recovered',
    ]);
    expect((await stateOf('globex')).at(-1)).toBe('Load firing');
    expect(told('acme').map((text) => text.split(' ')[0])).toEqual([
      'incident.firing',
      'incident.resolved',
    ]);
  });

  it('tell their own channels when they ask for it', async () => {
    await ruleOf('acme', { onError: 'alert' });
    await ruleOf('globex', {});
    answers = { acme: away, globex: away };
    await pass(8 * MIN);
    expect(told('acme')).toEqual(['incident.firing Rule fails: Load']);
    expect(await stateOf('globex')).toEqual([]);
    expect(await stateOf('_platform')).toEqual(['Rules without data: east firing']);
    answers = { acme: null, globex: null };
    await pass(3 * MIN);
    expect(told('acme').at(-1)).toBe('incident.resolved Rule fails: Load');
    expect(await stateOf('_platform')).toEqual(['Rules without data: east resolved recovered']);
  });

  it('raise nothing for a while after a start, nor for a moment, nor because of one', async () => {
    await ruleOf('acme', {});
    answers = { acme: broken };
    await pass(2 * MIN + 30 * SEC);
    expect(await stateOf('acme')).toEqual([]);
    answers = { acme: null };
    await pass(5 * MIN);
    answers = { acme: broken };
    await pass(50 * SEC);
    answers = { acme: null };
    await pass(50 * SEC);
    for (const part of parts.reverse()) await part.stop();
    await pass(20 * MIN);
    await world.restart();
    await startAll();
    await pass(10 * MIN);
    expect(await stateOf('acme')).toEqual([]);
  });

  it('stay in trouble over a restart, and end it when they are disabled or deleted', async () => {
    const acme = await ruleOf('acme', {});
    const globex = await ruleOf('globex', {});
    answers = { acme: broken, globex: broken };
    await pass(8 * MIN);
    for (const part of parts.reverse()) await part.stop();
    statuses = await StatusBook.open(state);
    await world.restart();
    await startAll();
    await pass(5 * MIN);
    expect(await stateOf('acme')).toEqual(['Rule fails: Load firing']);
    world.rules.set(acme.id, { ...acme, enabled: false, revision: 2 });
    world.rules.delete(globex.id);
    await pass(1 * MIN);
    expect(await stateOf('acme')).toEqual(['Rule fails: Load resolved rule_disabled']);
    expect(await stateOf('globex')).toEqual(['规则求值失败：Load resolved rule_deleted']);
  });

  it('say when their delivery is refused, and not when a sink is away', async () => {
    await ruleOf('acme', {
      expression: 'load',
      levels: [testLevel({ condition: { operator: '>', threshold: Number.NaN } })],
    });
    await ruleOf('globex', {});
    await pass(8 * MIN);
    expect(await stateOf('acme')).toEqual(['Rule refused: Load firing']);
    expect(await stateOf('globex')).toEqual(['Load firing']);
    statuses.recordSink('edge', 'cannot be connected to', ruling.clock.nowMs());
    await pass(3 * MIN);
    expect(await stateOf('_platform')).toEqual(['Rules not delivered: edge firing']);
    statuses.recordSink('edge', null, ruling.clock.nowMs());
    await pass(2 * MIN);
    expect(await stateOf('_platform')).toEqual(['Rules not delivered: edge resolved recovered']);
  });
});
