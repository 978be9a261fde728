import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rulesMigration } from '../../alerting/migration-0001-rules.ts';
import { ruleStateMigration } from '../../alerting/migration-0006-rule-state.ts';
import { policiesMigration } from '../../alerting/migration-0007-policies.ts';
import { ruleFileName } from '../../alerting/rules/manifests/rule-file.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import type { RuleCluster } from '../../alerting/rules/rule-cluster.ts';
import { readRuleLabel } from '../../alerting/rules/rule-mac.ts';
import { createRuleSink } from '../../alerting/sinks/create-rule-sink.ts';
import { RuleReconciler } from '../../alerting/sinks/reconciler.ts';
import { StatusBook } from '../../alerting/sinks/status-book.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import type { Service } from '../../platform/lifecycle/service.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { createOutbound, type Outbound } from '../../platform/outbound/outbound.ts';
import { outboundMetrics } from '../../platform/outbound/outbound-metrics.ts';
import { openSqliteState } from '../../platform/state/sqlite-state.ts';
import type { State } from '../../platform/state/state.ts';
import { noKubernetes, noNotifications } from '../support/no-kubernetes.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { requires } from '../support/requires.ts';
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
import { ruleStateSteps } from '../support/rule-state-steps.ts';
import { serverTool } from '../support/server-tools.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

interface AlertsData {
  readonly alerts: readonly { readonly labels: Record<string, string>; readonly state: string }[];
}

const ownsLabel = (cluster: string, value: string) =>
  readRuleLabel(testMacKey, cluster, value) !== undefined;

requires('prometheus', 'promtool')('rules in files of a real Prometheus', () => {
  let folder: string;
  let ruleFolder: string;
  let prometheus: Prometheus;
  let cluster: RuleCluster;
  let state: State & Service;
  let statuses: StatusBook;
  let reconciler: RuleReconciler;
  let outbound: Outbound;
  let rules: Rule[] = [];
  let environments = testDirectory();
  const logger = createLogger({ level: 'silent' });
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });

  /** Rules on logs go there; here are none. */
  const ruler = { assign: () => new Map<string, string>(), runners: () => [] };

  const startOurs = async () => {
    statuses = await StatusBook.open(state);
    reconciler = new RuleReconciler({
      rules: { all: () => rules, get: (id) => rules.find((rule) => rule.id === id) },
      directory: () => environments,
      clusters: { all: () => [cluster] },
      statuses,
      macKey: testMacKey,
      sinkFor: (of) =>
        createRuleSink(of, {
          outbound,
          ownsLabel,
          ruler,
          directory: () => environments,
          clock: systemClock,
          kubernetes: noKubernetes,
          notifications: noNotifications,
        }),
      clock: systemClock,
      logger,
      random: Math.random,
    });
    await reconciler.start();
  };
  const save = (...next: readonly Rule[]) => {
    rules = [...next];
    reconciler.wake();
  };
  const status = (rule: Rule) => statuses.of(rule).find((one) => one.cluster === 'lab');
  const evaluated = (rule: Rule) =>
    waitUntil(() => (status(rule)?.stage === 'evaluated' ? status(rule) : undefined), {
      what: `the evaluation of ${rule.owner}'s rule, now ${JSON.stringify(status(rule))}`,
    });
  const reloadedAt = async () => {
    const query = 'prometheus_config_last_reload_success_timestamp_seconds';
    const text = await (await fetch(`${prometheus.url}/metrics`)).text();
    return new RegExp(`^${query} (\\S+)$`, 'm').exec(text)?.[1];
  };
  const loadedExpressions = async () => {
    const data = (await prometheus.get('/api/v1/rules')) as {
      groups: { name: string; rules: { query: string }[] }[];
    };
    return new Map(data.groups.map((group) => [group.name, group.rules.map((rule) => rule.query)]));
  };

  beforeAll(async () => {
    folder = tempFolder('rule-delivery');
    ruleFolder = tempFolder('rule-folder');
    prometheus = await startPrometheus({ ruleFiles: [join(ruleFolder, '*.yml')] });
    cluster = testCluster('lab', {
      metricsUrl: prometheus.url,
      ruleSink: { kind: 'rule-files', directory: ruleFolder },
    });
    const file = join(folder, 'state.db');
    const migrations = [rulesMigration, ruleStateMigration, policiesMigration];
    state = await openSqliteState({ file, migrations, clock: systemClock, logger, metrics });
    outbound = createOutbound({
      policy: 'administrator',
      timeoutMs: 30_000,
      maxBytes: 32 * 1024 * 1024,
      clock: systemClock,
      metrics: outboundMetrics(metrics),
    });
    await startOurs();
  });
  afterAll(async () => {
    await reconciler.stop();
    outbound.close();
    await state.stop();
    await prometheus.stop();
    removeFolder(folder);
    removeFolder(ruleFolder);
  });

  const push = (namespace: string, value: number) => {
    const labels = { __name__: 'jobs_waiting', namespace, queue: 'mail' };
    return prometheus.writeSeries([{ labels, samples: [[Date.now(), value]] }]);
  };

  it('are loaded, evaluated, and fire with the labels of whose they are', async () => {
    await push('acme-dev', 200);
    await push('acme-prod', 50);
    await push('umbrella-prod', 5);
    save(testRule(), umbrellaRule());
    const [acme, umbrella] = await Promise.all(rules.map(evaluated));
    expect(umbrella).toMatchObject({ health: 'ok', message: null });
    expect(acme?.lastEvaluationAtMs).toBeGreaterThan(Date.now() - 60_000);
    const firing = await waitUntil(
      async () => {
        const { alerts } = (await prometheus.get('/api/v1/alerts')) as AlertsData;
        return alerts.find((alert) => alert.state === 'firing');
      },
      { what: 'an alert' },
    );
    expect(firing.labels).toEqual({
      alertname: 'Queue too long',
      component: 'queue',
      namespace: 'acme-dev',
      queue: 'mail',
      severity: 'critical',
      tocsin_rule: expect.any(String),
      tocsin_tenant: 'acme',
    });
    expect(readRuleLabel(testMacKey, 'lab', firing.labels.tocsin_rule ?? '')).toBe(acmeRuleId);
    const { alerts } = (await prometheus.get('/api/v1/alerts')) as AlertsData;
    expect(alerts.map((alert) => alert.labels.tocsin_tenant)).not.toContain('umbrella');
    await waitUntil(() => status(rules[0] ?? testRule())?.state === 'firing', {
      what: 'its status',
    });
  });

  it('pass promtool', () => {
    const files = readdirSync(ruleFolder).map((name) => join(ruleFolder, name));
    const checked = spawnSync(serverTool('promtool').path, ['check', 'rules', ...files]);
    expect(checked.stderr.toString() + checked.stdout.toString()).toContain(
      'SUCCESS: 2 rules found',
    );
    expect(checked.status).toBe(0);
  });

  it('of any text pass promtool and come back as they were written', async () => {
    const odd = umbrellaRule({
      revision: 2,
      name: 'yes: "告警" # \u0085\u2028 = <<',
      expression: '{__name__=~"jobs_.+", queue!="\\"\\n{}"} offset 1m # )\n and on () vector(1)',
      levels: [
        testLevel({
          condition: { operator: '<=', threshold: -1e21 },
          forMs: 5_430_000,
          keepFiringForMs: 90_000,
        }),
      ],
      labels: new Map([['on', '{{ $labels.queue }} "off"']]),
      annotations: new Map([
        ['text', 'a: b\n\t# c \\ \u007f\u{1f514} {{ printf "%.2f" $value }}'],
        ['y', ''],
      ]),
    });
    save(testRule(), odd);
    expect(await evaluated(odd)).toMatchObject({ health: 'ok', message: null });
  });

  it('on metrics that all share belong to the rule, with the foreign namespace beside', async () => {
    const [acme = testRule(), umbrella = umbrellaRule()] = rules;
    const exemptMetrics = ['node_load1'];
    cluster = { ...cluster, enforcement: { ...cluster.enforcement, exemptMetrics } };
    for (const namespace of ['monitoring', 'umbrella-prod']) {
      const labels = { __name__: 'node_load1', namespace };
      await prometheus.writeSeries([{ labels, samples: [[Date.now(), 999]] }]);
    }
    const shared = { ...umbrella, expression: 'node_load1', revision: umbrella.revision + 1 };
    const levels = [
      testLevel({ severity: 'critical', condition: { operator: '>', threshold: 1 } }),
    ];
    save(acme, { ...shared, levels });
    const labels = await waitUntil(
      async () => {
        const { alerts } = (await prometheus.get('/api/v1/alerts')) as AlertsData;
        const ours = alerts.filter((alert) => alert.labels.tocsin_tenant === 'umbrella');
        return ours.length === 2 ? ours.map((alert) => alert.labels) : undefined;
      },
      { what: 'both alerts' },
    );
    const places = labels.map((one) => [one.namespace, one.exported_namespace ?? '']);
    expect(places.sort()).toEqual([
      ['umbrella-prod', ''],
      ['umbrella-prod', 'monitoring'],
    ]);
  });

  it('are not reloaded by a restart of ours, and their status is not forgotten', async () => {
    const before = await reloadedAt();
    await reconciler.stop();
    await startOurs();
    expect(status(rules[0] ?? testRule())?.stage).toBe('evaluated');
    const sinceMs = Date.now();
    await waitUntil(() => (status(rules[0] ?? testRule())?.checkedAtMs ?? 0) >= sinceMs, {
      what: 'a look after the restart',
    });
    expect(await reloadedAt()).toBe(before);
  });

  it('come back after an edit by hand', async () => {
    const name = ruleFileName('acme', acmeRuleId);
    const text = readFileSync(join(ruleFolder, name), 'utf8');
    writeFileSync(join(ruleFolder, name), text.replace('> 100', '> 1'));
    await prometheus.reload();
    reconciler.wake();
    await waitUntil(
      async () =>
        (await loadedExpressions()).get(`tocsin/acme/${acmeRuleId}`)?.[0]?.endsWith('> 100'),
      { what: 'the repair' },
    );
    expect(readFileSync(join(ruleFolder, name), 'utf8')).toBe(text);
  });

  it('that Prometheus refuses stay what they were, and break no other', async () => {
    const [acme = testRule()] = rules;
    // Known to Prometheus 3, not to the one of Debian.
    const bad = umbrellaRule({ revision: 8, expression: 'mad_over_time(jobs_waiting[5m])' });
    const good = { ...acme, revision: acme.revision + 1, name: 'Queue much too long' };
    save(good, bad);
    await evaluated(good);
    await waitUntil(() => status(bad)?.stage === 'failed', { what: 'the refusal' });
    expect(status(bad)?.message).toMatch(/failed to reload config/);
    const loaded = await loadedExpressions();
    expect(loaded.get(`tocsin/umbrella/${umbrellaRuleId}`)?.[0]).toBe('(node_load1) > 1');
  });

  it('follow the environments of their scope', async () => {
    const [acme = testRule()] = rules;
    save(acme);
    const without = environments.environments.filter((one) => one.namespace !== 'acme-dev');
    environments = testDirectory(2, without);
    reconciler.wake();
    await waitUntil(
      async () =>
        (await loadedExpressions())
          .get(`tocsin/acme/${acmeRuleId}`)?.[0]
          ?.includes('namespace="acme-prod"'),
      { what: 'the narrower rule' },
    );
  });

  it('are delivered when Prometheus comes back', async () => {
    const [acme = testRule()] = rules;
    const { port } = prometheus;
    await evaluated(acme);
    await prometheus.stop('SIGKILL');
    const next = umbrellaRule({ revision: 9 });
    save(acme, next);
    const unseen = await waitUntil(() => status(next)?.message ?? undefined, { what: 'a message' });
    expect(unseen).toMatch(/Prometheus (cannot be connected to|broke the connection)/);
    expect(status(next)?.stage).toBe('delivered');
    expect(status(acme)?.stage).toBe('evaluated');
    const ruleFiles = [join(ruleFolder, '*.yml')];
    prometheus = await startPrometheus({ port, ruleFiles });
    await evaluated(next);
  });

  it('go when they are deleted or disabled', async () => {
    const [acme = testRule(), umbrella = umbrellaRule()] = rules;
    writeFileSync(join(ruleFolder, 'their.yml'), 'groups: []\n');
    const disabled = { ...acme, enabled: false, revision: acme.revision + 1 };
    save(disabled);
    await waitUntil(async () => (await loadedExpressions()).size === 0, { what: 'the removal' });
    expect(readdirSync(ruleFolder)).toEqual(['their.yml']);
    await waitUntil(
      () => status(disabled)?.stage === 'disabled' && status(umbrella) === undefined,
      {
        what: 'their statuses to follow',
      },
    );
  });

  ruleStateSteps({
    prometheus: () => prometheus,
    ruleFolder: () => ruleFolder,
    save,
    look: () => reconciler.wake(),
    status,
    evaluated,
  });
});
