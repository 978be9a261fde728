import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import type { Batch, State } from '../../platform/state/state.ts';
import {
  testCluster,
  testDirectory,
  testMacKey,
  testRule,
  umbrellaRule,
} from '../../test/support/rule-fixture.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleCluster } from '../rules/rule-cluster.ts';
import { RuleReconciler } from './reconciler.ts';
import type { RuleFile, RuleOutcome, RuleSink, SinkReport } from './rule-sink.ts';
import { StatusBook } from './status-book.ts';

/** A sink that keeps what it is given and says about it what it is told to. */
class FakeSink implements RuleSink {
  calls: string[] = [];
  files: readonly RuleFile[] = [];
  problem: string | null = null;
  fault: Error | null = null;
  lastEvaluationAtMs: number | null = 1;

  async reconcile(desired: readonly RuleFile[]): Promise<SinkReport> {
    this.calls.push('reconcile');
    if (this.fault) throw this.fault;
    const reloaded = desired !== this.files;
    this.files = desired;
    return this.#report(reloaded);
  }

  async observe(): Promise<SinkReport> {
    this.calls.push('observe');
    return this.#report(false);
  }

  take(): readonly string[] {
    return this.calls.splice(0);
  }

  #report(reloaded: boolean): SinkReport {
    const { lastEvaluationAtMs, problem } = this;
    const evaluation = {
      health: 'ok',
      state: 'inactive',
      lastEvaluationAtMs,
      lastError: null,
      isUnavailable: false,
      levels: [],
    } as const;
    const outcome: RuleOutcome = problem
      ? { kind: 'unseen', message: problem }
      : { kind: 'running', evaluation };
    return { rules: new Map(this.files.map((file) => [file.ruleId, outcome])), problem, reloaded };
  }
}

describe('delivery of rules', () => {
  let clock: VirtualClock;
  let clusters: RuleCluster[];
  let rules: Rule[];
  let directory = testDirectory();
  let sinks: Map<string, FakeSink>;
  let batches: Batch[];
  let statuses: StatusBook;
  let reconciler: RuleReconciler;

  const sink = (id: string) => sinks.get(id) ?? new FakeSink();
  const expressions = (id: string) => sink(id).files.map((file) => file.group.rules[0]?.expr);

  beforeEach(async () => {
    clock = new VirtualClock();
    clusters = [testCluster('lab'), testCluster('edge')];
    rules = [testRule({ scopeText: 'acme' }), umbrellaRule()];
    directory = testDirectory();
    sinks = new Map();
    batches = [];
    const state: State = {
      dialect: 'sqlite',
      commit: async (batch) => {
        batches.push(batch);
        return { kind: 'committed', results: [] };
      },
      all: async () => [],
      first: async () => undefined,
    };
    statuses = await StatusBook.open(state);
    reconciler = new RuleReconciler({
      rules: { all: () => rules, get: (id) => rules.find((rule) => rule.id === id) },
      directory: () => directory,
      clusters: { all: () => clusters },
      statuses,
      macKey: testMacKey,
      sinkFor: (cluster) => {
        if (cluster.ruleSink.kind === 'none') return null;
        const made = new FakeSink();
        sinks.set(cluster.id, made);
        return made;
      },
      clock,
      logger: createLogger({ level: 'silent' }),
      random: () => 0,
    });
    await reconciler.start();
    await clock.advance(0);
  });

  it('gives each cluster its own rules', () => {
    expect(expressions('lab')).toEqual([
      '(jobs_waiting{namespace=~"acme-dev|acme-prod"}) > 100',
      '(jobs_waiting{namespace="umbrella-prod"}) > 100',
    ]);
    expect(expressions('edge')).toEqual(['(jobs_waiting{namespace="acme-blog"}) > 100']);
    const [acme = testRule()] = rules;
    expect(statuses.of(acme).map(({ cluster, stage }) => [cluster, stage])).toEqual([
      ['edge', 'evaluated'],
      ['lab', 'evaluated'],
    ]);
  });

  it('repairs drift every 30 s and is quiet in between', async () => {
    sink('lab').take();
    await clock.advance(29_000);
    expect(sink('lab').take()).toEqual([]);
    await clock.advance(1_000);
    expect(sink('lab').take()).toEqual(['reconcile']);
  });

  it('begins at once after a change, but reloads at most once a second', async () => {
    sink('lab').take();
    await clock.advance(5_000);
    for (const revision of [2, 3, 4]) {
      rules = [testRule({ scopeText: 'acme', revision, name: `name ${revision}` }), umbrellaRule()];
      reconciler.wake();
      await clock.advance(10);
    }
    expect(sink('lab').take()).toEqual(['reconcile']);
    await clock.advance(1_000);
    expect(sink('lab').take()).toEqual(['reconcile']);
    expect(sink('lab').files[0]?.group.rules[0]).toMatchObject({ alert: 'name 4' });
  });

  it('looks every second right after a change, then every ten, until all are evaluated', async () => {
    sink('lab').lastEvaluationAtMs = null;
    rules = [testRule({ scopeText: 'acme', revision: 2 }), umbrellaRule()];
    reconciler.wake();
    await clock.advance(1_500);
    sink('lab').take();
    await clock.advance(10_000);
    expect(
      sink('lab')
        .take()
        .filter((call) => call === 'observe').length,
    ).toBeGreaterThanOrEqual(9);
    await clock.advance(30_000);
    sink('lab').take();
    await clock.advance(60_000);
    expect(sink('lab').take().length).toBeLessThanOrEqual(8);
    sink('lab').lastEvaluationAtMs = 5;
    await clock.advance(10_000);
    expect(statuses.of(rules[0] ?? testRule())[1]?.stage).toBe('evaluated');
  });

  it('writes the status only when it says something else', async () => {
    batches.length = 0;
    await clock.advance(300_000);
    expect(batches).toEqual([]);
    sink('lab').problem = 'down';
    await clock.advance(31_000);
    const names = batches.flatMap((batch) => batch.statements.map((statement) => statement.name));
    expect(names).toEqual(['rule_status.upsert', 'rule_status.upsert']);
  });

  it('tries again with growing delays while there is a problem', async () => {
    sink('lab').problem = 'down';
    await clock.advance(30_000);
    sink('lab').take();
    await clock.advance(10_000);
    const early = sink('lab').take().length;
    expect(early).toBeGreaterThan(2);
    await clock.advance(120_000);
    expect(sink('lab').take().length).toBeLessThan(8);
    const lab = statuses.of(rules[1] ?? umbrellaRule())[0];
    expect(lab).toMatchObject({ stage: 'evaluated', message: 'down' });
    sink('lab').problem = null;
    await clock.advance(31_000);
    expect(statuses.of(rules[1] ?? umbrellaRule())[0]?.message).toBeNull();
  });

  it('of one cluster is not held up by another', async () => {
    sink('lab').fault = new Error('broken on purpose');
    rules = [testRule({ scopeText: 'acme', revision: 2, name: 'new' }), umbrellaRule()];
    reconciler.wake();
    await clock.advance(2_000);
    expect(sink('edge').files[0]?.group.rules[0]).toMatchObject({ alert: 'new' });
    sink('lab').fault = null;
    await clock.advance(2_000);
    expect(sink('lab').files[0]?.group.rules[0]).toMatchObject({ alert: 'new' });
  });

  it('follows environments that go and come', async () => {
    const left = directory.environments.filter((one) => one.namespace !== 'acme-blog');
    directory = testDirectory(2, left);
    reconciler.wake();
    await clock.advance(1_000);
    expect(expressions('edge')).toEqual([]);
    expect(statuses.of(rules[0] ?? testRule()).map((status) => status.cluster)).toEqual(['lab']);
    directory = testDirectory(3);
    await clock.advance(31_000);
    expect(expressions('edge')).toHaveLength(1);
  });

  it('says of disabled and refused rules what they are', async () => {
    const enforcement = {
      ...testCluster('lab').enforcement,
      namespaceLabel: null,
      tenantLabel: 'team',
    };
    clusters = [testCluster('lab', { enforcement }), testCluster('edge')];
    const disabled = umbrellaRule({ enabled: false, revision: 2 });
    const refused = testRule({ scopeText: 'acme.shop.dev', revision: 2 });
    rules = [refused, disabled];
    reconciler.wake();
    await clock.advance(31_000);
    expect(statuses.of(disabled)[0]).toMatchObject({ stage: 'disabled', message: null });
    expect(statuses.of(refused)[0]).toMatchObject({
      stage: 'failed',
      message: expect.stringContaining('cannot be told from the rest'),
    });
    expect(sink('lab').files).toEqual([]);
  });

  it('is accepted only, where a cluster has no sink', async () => {
    const before = sink('lab');
    clusters = [testCluster('lab', { ruleSink: { kind: 'none' } }), testCluster('edge')];
    reconciler.wake();
    await clock.advance(1_000);
    expect(before.files).toEqual([]);
    expect(statuses.of(rules[1] ?? umbrellaRule())[0]).toMatchObject({
      stage: 'accepted',
      message: expect.stringContaining('no rule sink'),
    });
  });

  it('takes back what a former folder and a removed cluster hold', async () => {
    const [lab, edge] = [sink('lab'), sink('edge')];
    clusters = [testCluster('lab', { ruleSink: { kind: 'rule-files', directory: '/other' } })];
    reconciler.wake();
    await clock.advance(1_000);
    expect([lab.files, edge.files]).toEqual([[], []]);
    expect(sink('lab')).not.toBe(lab);
    expect(sink('lab').files).toHaveLength(2);
    expect(statuses.of(rules[0] ?? testRule()).map((status) => status.cluster)).toEqual(['lab']);
  });

  it('keeps what it delivered when only the address of a cluster changes', async () => {
    const before = sink('lab');
    clusters = [
      testCluster('lab', { metricsUrl: 'http://new.test' }),
      clusters[1] ?? testCluster('edge'),
    ];
    reconciler.wake();
    await clock.advance(1_500);
    expect(before.files).toHaveLength(2);
    expect(sink('lab').files).toHaveLength(2);
  });

  it('of an older revision is not taken for that of the rule', () => {
    const next = umbrellaRule({ revision: 2 });
    expect(statuses.of(next)[0]).toMatchObject({ stage: 'accepted', revision: 2 });
  });

  it('ends', async () => {
    await reconciler.drain(new AbortController().signal);
    await reconciler.stop();
    sink('lab').take();
    await clock.advance(120_000);
    expect(sink('lab').take()).toEqual([]);
  });
});
