import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Rule } from '../../alerting/rules/rule.ts';
import { readRuleLabel } from '../../alerting/rules/rule-mac.ts';
import { createRuleSink } from '../../alerting/sinks/create-rule-sink.ts';
import { DesiredRules } from '../../alerting/sinks/desired-rules.ts';
import type { RuleFile, RuleSink } from '../../alerting/sinks/rule-sink.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { createOutbound, type Outbound } from '../../platform/outbound/outbound.ts';
import { outboundMetrics } from '../../platform/outbound/outbound-metrics.ts';
import { resolveRuleSink } from '../../platform/tenancy/rule-sink-settings.ts';
import { enforcementWith } from '../support/backends.ts';
import { noKubernetes, noNotifications } from '../support/no-kubernetes.ts';
import {
  acmeRuleId,
  testCluster,
  testDirectory,
  testLevel,
  testMacKey,
  testRule,
  umbrellaRule,
  umbrellaRuleId,
} from '../support/rule-fixture.ts';
import { ScriptedRuler } from '../support/scripted-ruler.ts';

const { signal } = new AbortController();
const tenantHeader = { name: 'X-Scope-OrgID', value: 'tenant', platform: 'ops' } as const;
const acmeGroup = `tocsin.lab.acme.${acmeRuleId}`;
const umbrellaGroup = `tocsin.lab.umbrella.${umbrellaRuleId}`;
const logRuleId = '01J00000000000000000000T0G';
const logRule = (change: Partial<Rule> = {}) =>
  testRule({
    id: logRuleId,
    language: 'logql',
    expression: 'sum(count_over_time({app="shop"} |= "error" [5m]))',
    levels: [testLevel()],
    ...change,
  });

describe('the sink that speaks to rulers', () => {
  let mimir: ScriptedRuler;
  let loki: ScriptedRuler;
  let outbound: Outbound;
  let clock: VirtualClock;
  let sink: RuleSink | null;
  const cluster = (change: object = {}) =>
    testCluster('lab', {
      metricsUrl: `${mimir.backend.url}/prometheus`,
      enforcement: enforcementWith({ tenantHeader }),
      logs: {
        url: loki.backend.url,
        enforcement: enforcementWith({ tenantHeader }),
        holdsAudit: false,
      },
      ruleSink: resolveRuleSink({ kind: 'ruler-api', ...change }),
    });
  const files = (...rules: readonly Rule[]): readonly RuleFile[] => {
    const lab = cluster();
    const present = new DesiredRules(testMacKey).on(lab, rules, testDirectory(), [lab], 0);
    return [...present.values()].flatMap((one) => (one.kind === 'file' ? [one.file] : []));
  };
  const newSink = (change: object = {}) =>
    createRuleSink(cluster(change), {
      outbound,
      ownsLabel: (id, value) => readRuleLabel(testMacKey, id, value) !== undefined,
      ruler: { assign: () => new Map(), runners: () => [] },
      directory: () => testDirectory(),
      clock,
      kubernetes: noKubernetes,
      notifications: noNotifications,
    });
  const reconcile = async (desired: readonly RuleFile[]) => {
    const report = await sink?.reconcile(desired, signal);
    if (!report) throw new Error('there is no sink');
    return report;
  };
  const kinds = async (desired: readonly RuleFile[]) => {
    const { rules } = await reconcile(desired);
    return Object.fromEntries([...rules].map(([id, outcome]) => [id, outcome.kind]));
  };

  beforeAll(() => {
    outbound = createOutbound({
      policy: 'administrator',
      timeoutMs: 5_000,
      maxBytes: 1_000_000,
      clock: new VirtualClock(),
      metrics: outboundMetrics(createMetrics({ version: 'test', withProcessMetrics: false })),
    });
  });
  afterAll(() => outbound.close());
  beforeEach(async () => {
    mimir = await ScriptedRuler.start({
      configPath: '/prometheus/config/v1/rules',
      statePath: '/prometheus/api/v1/rules',
    });
    loki = await ScriptedRuler.start({
      configPath: '/loki/api/v1/rules',
      statePath: '/prometheus/api/v1/rules',
      dropsKeepFiring: true,
    });
    clock = new VirtualClock();
    sink = newSink();
  });
  afterEach(() => Promise.all([mimir.backend.stop(), loki.backend.stop()]));

  it('gives each tenant its rules, metrics to one ruler and logs to the other', async () => {
    const all = files(testRule(), umbrellaRule(), logRule());
    const running = {
      [acmeRuleId]: 'running',
      [umbrellaRuleId]: 'running',
      [logRuleId]: 'running',
    };
    expect(await kinds(all)).toEqual(running);
    expect(mimir.names('acme')).toEqual([acmeGroup]);
    expect(mimir.names('umbrella')).toEqual([umbrellaGroup]);
    expect(loki.names('acme')).toEqual([`tocsin.lab.acme.${logRuleId}`]);
    expect(loki.names('umbrella')).toEqual([]);
    expect(mimir.group('umbrella', umbrellaGroup)?.rules.map(({ expr }) => expr)).toEqual([
      '(jobs_waiting{namespace="umbrella-prod"}) > 100',
      '(jobs_waiting{namespace="umbrella-prod"}) > 10',
    ]);
    expect([...mimir.changes()].sort()).toEqual(['POST acme', 'POST umbrella']);
    sink = newSink();
    expect(await kinds(all)).toEqual(running);
    expect([...mimir.changes(), ...loki.changes().slice(1)]).toEqual([]);
  });

  it('gives rules that record, and takes them away again', async () => {
    const record = { levels: [], annotations: new Map<string, string>() };
    const all = files(
      testRule({ ...record, record: 'acme:jobs:sum', expression: 'sum(jobs_waiting)' }),
      umbrellaRule({ ...record, record: 'umbrella:jobs:sum', expression: 'sum(jobs_waiting)' }),
      logRule({ ...record, record: 'acme:errors:count' }),
    );
    expect(Object.values(await kinds(all))).toEqual(['running', 'running', 'running']);
    const [name = ''] = mimir.names('umbrella');
    expect(name.startsWith(`${umbrellaGroup}.`)).toBe(true);
    expect(mimir.group('umbrella', name)?.rules).toEqual([
      {
        record: 'umbrella:jobs:sum',
        expr: 'sum(jobs_waiting{namespace="umbrella-prod"})',
        labels: { component: 'queue', namespace: 'umbrella-prod' },
      },
    ]);
    const [first] = mimir.names('acme');
    mimir.place('acme', { name: `${first?.slice(0, -1)}_`, rules: [] });
    expect(await kinds(files(testRule()))).toEqual({ [acmeRuleId]: 'running' });
    expect(mimir.names('umbrella')).toEqual([]);
    expect(mimir.names('acme')).toEqual([acmeGroup, `${first?.slice(0, -1)}_`]);
    expect(loki.names('acme')).toEqual([]);
  });

  it('sends what changed, repairs drift, and removes groups of its own only', async () => {
    await kinds(files(testRule(), umbrellaRule()));
    mimir.changes();
    const theirs = { name: 'tocsin.lab.acme.theirs', rules: [] };
    mimir.place('acme', theirs);
    mimir.place('acme', { name: 'other', rules: [] });
    const former = mimir.group('umbrella', umbrellaGroup);
    if (!former) throw new Error('there is no group');
    mimir.place('umbrella', { ...former, interval: '7m' });
    await kinds(files(testRule({ expression: 'jobs_failed', revision: 2 }), umbrellaRule()));
    expect([...mimir.changes()].sort()).toEqual(['POST acme', 'POST umbrella']);
    expect(mimir.group('umbrella', umbrellaGroup)?.interval).toBe('1s');
    sink = newSink();
    expect(await kinds([])).toEqual({});
    expect([...mimir.changes()].sort()).toEqual(['DELETE acme', 'DELETE umbrella']);
    expect(mimir.names('acme')).toEqual(['other', 'tocsin.lab.acme.theirs']);
  });

  it('says what the ruler refuses, keeps the version before, and tries again later', async () => {
    await kinds(files(testRule(), umbrellaRule()));
    const bad = files(testRule({ expression: 'refuse_me', revision: 2 }), umbrellaRule());
    const { rules, problem } = await reconcile(bad);
    expect(problem).toBeNull();
    expect(rules.get(acmeRuleId)).toEqual({
      kind: 'failed',
      message:
        'the ruler refuses this rule: could not parse expression; the version before it stays in force',
    });
    expect(rules.get(umbrellaRuleId)?.kind).toBe('running');
    expect(mimir.group('acme', acmeGroup)?.rules[0]?.expr).toContain('jobs_waiting');
    mimir.changes();
    expect((await kinds(bad))[acmeRuleId]).toBe('failed');
    expect(mimir.changes()).toEqual([]);
    await clock.advance(10 * 60_000);
    await kinds(bad);
    expect(mimir.changes()).toEqual(['POST acme']);
  });

  it('waits when one tenant is throttled, serves the other, and heeds Retry-After', async () => {
    mimir.failing.set('acme', { status: 429, retryAfter: '60' });
    const both = files(testRule(), umbrellaRule());
    const first = await reconcile(both);
    expect(first.problem).toBe('the ruler answered 429: too many requests');
    expect(first.rules.get(acmeRuleId)?.kind).toBe('waiting');
    expect(first.rules.get(umbrellaRuleId)?.kind).toBe('running');
    mimir.failing.clear();
    mimir.changes();
    const second = await reconcile(both);
    expect(second.problem).toBe('the ruler asked to be left alone for a while');
    expect(second.rules.get(umbrellaRuleId)?.kind).toBe('unseen');
    expect(mimir.backend.seen).toEqual([]);
    await clock.advance(60_000);
    expect(await kinds(both)).toEqual({ [acmeRuleId]: 'running', [umbrellaRuleId]: 'running' });
  });

  it('says what a ruler does not keep, without giving it again and again', async () => {
    const rule = logRule({ levels: [testLevel({ keepFiringForMs: 60_000 })] });
    const { rules } = await reconcile(files(rule));
    expect(rules.get(logRuleId)).toEqual({
      kind: 'delivered',
      message:
        'the ruler took this rule, but holds another: how long level 1 goes on firing differs',
    });
    loki.changes();
    expect(await kinds(files(rule))).toEqual({ [logRuleId]: 'delivered' });
    expect(loki.changes()).toEqual([]);
  });

  it('follows a rule to its first evaluation', async () => {
    mimir.evaluatedAt = null;
    const { rules } = await reconcile(files(testRule()));
    const never = { kind: 'running', evaluation: { lastEvaluationAtMs: null } };
    expect(rules.get(acmeRuleId)).toMatchObject(never);
    mimir.evaluatedAt = '2026-01-01T00:00:00Z';
    const seen = await sink?.observe(signal);
    expect(seen?.rules.get(acmeRuleId)).toMatchObject({
      evaluation: { health: 'ok', lastEvaluationAtMs: Date.UTC(2026, 0, 1) },
    });
  });

  it('says when no ruler is at its path', async () => {
    sink = newSink({ metricsPath: '/elsewhere' });
    const { rules, problem } = await reconcile(files(testRule()));
    expect(problem).toContain('there is no ruler at its path (404: 404 page not found)');
    expect(rules.get(acmeRuleId)?.kind).toBe('waiting');
  });
});
