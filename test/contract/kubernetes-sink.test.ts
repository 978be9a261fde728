import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Rule } from '../../alerting/rules/rule.ts';
import { readRuleLabel } from '../../alerting/rules/rule-mac.ts';
import { createRuleSink } from '../../alerting/sinks/create-rule-sink.ts';
import { DesiredRules } from '../../alerting/sinks/desired-rules.ts';
import type { RuleFile, RuleSink } from '../../alerting/sinks/rule-sink.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import type { DriftRecord } from '../../platform/kubernetes/managed/drift-record.ts';
import {
  type KubernetesSinkFields,
  resolveKubernetesSink,
} from '../../platform/tenancy/kubernetes-sink-settings.ts';
import { crdsFor } from '../support/kubernetes/crds/crd-documents.ts';
import { kubectlOf } from '../support/kubernetes/kubectl.ts';
import { metadataOf } from '../support/kubernetes/model/metadata.ts';
import { type Kubernetes, startKubernetes } from '../support/kubernetes/start-kubernetes.ts';
import { writerRules } from '../support/kubernetes/two-tenant-cluster.ts';
import { accessOf } from '../support/managed-lab.ts';
import { noKubernetes, noNotifications } from '../support/no-kubernetes.ts';
import { requires } from '../support/requires.ts';
import {
  acmeRuleId,
  testCluster,
  testDirectory,
  testMacKey,
  testRule,
  umbrellaRule,
  umbrellaRuleId,
} from '../support/rule-fixture.ts';
import { ruleOperator } from '../support/rule-operator.ts';
import { serverTool } from '../support/server-tools.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const { signal } = new AbortController();
const NAMESPACES = ['acme-prod', 'acme-dev', 'umbrella-prod'];
const RELEASE = { release: 'stack' };
const RULES = [
  ...writerRules(...NAMESPACES),
  { namespaces: '*', groups: [''], resources: ['configmaps'], verbs: ['list', 'watch'] },
] as const;
const COUNT = process.env.TOCSIN_PROOF === '1' ? 2_000 : 1_000;

let cluster: Kubernetes;
let operator: ReturnType<typeof ruleOperator>;
let open: (() => Promise<void>)[] = [];
const drifts: DriftRecord[] = [];

beforeAll(async () => {
  cluster = await startKubernetes({
    namespaces: [...NAMESPACES, 'monitoring'],
    identities: { tocsin: RULES },
    crds: crdsFor(['PrometheusRule', 'AlertingRule', 'Prometheus'], { own: true }),
  });
  operator = ruleOperator(cluster);
});

afterEach(async () => {
  await closeAll();
  cluster.faults.clear();
  cluster.access.set('tocsin', RULES);
  drifts.length = 0;
  for (const kind of ['PrometheusRule', 'AlertingRule', 'Prometheus', 'ConfigMap']) {
    for (const { metadata } of cluster.objects.list(kind)) {
      cluster.objects.remove({ kind, ...(metadata as { name: string; namespace: string }) });
    }
  }
});

afterAll(() => cluster.stop());

async function closeAll(): Promise<void> {
  await Promise.all(open.map((close) => close()));
  open = [];
}

/** A process of ours, with its sink. */
function start(fields: Omit<KubernetesSinkFields, 'kind'> = { labels: RELEASE }): RuleSink {
  const { access, metrics } = accessOf(cluster);
  const kubernetes = { kind: 'direct', url: cluster.url, ca: null, serverName: null, token: 'x' };
  const ruleSink = resolveKubernetesSink({ kind: 'kubernetes', ...fields });
  const logs = { ...testCluster('lab').logs, url: 'http://loki.test', holdsAudit: false };
  const settings = testCluster('lab', { kubernetes, ruleSink, logs } as object);
  const sink = createRuleSink(settings, {
    outbound: operator,
    ownsLabel: (id, value) => readRuleLabel(testMacKey, id, value) !== undefined,
    ruler: { assign: () => new Map(), runners: () => [] },
    directory: () => testDirectory(),
    clock: systemClock,
    notifications: noNotifications,
    kubernetes: {
      ...noKubernetes,
      accesses: { of: () => access },
      onDrift: (record) => drifts.push(record),
      metrics,
    },
  });
  if (!sink) throw new Error('there is no sink');
  open.push(async () => {
    await sink.close?.();
    await access.client.close();
  });
  return sink;
}

function files(...rules: readonly Rule[]): readonly RuleFile[] {
  const lab = testCluster('lab');
  const present = new DesiredRules(testMacKey).on(lab, rules, testDirectory(), [lab], 0);
  return [...present.values()].flatMap((one) => (one.kind === 'file' ? [one.file] : []));
}

/** Of two tenants in turns. */
const many = (count: number) =>
  files(
    ...Array.from({ length: count }, (_, index) => {
      const id = `01J${String(index).padStart(23, '0')}`;
      return index % 2 === 0 ? testRule({ id }) : umbrellaRule({ id });
    }),
  );
const both = files(testRule(), umbrellaRule());
const onLogs = (change: Partial<Rule> = {}) =>
  files(
    testRule({ language: 'logql', expression: 'sum(rate({app="x"}[5m]))', ...change }),
    umbrellaRule({ language: 'logql', expression: 'sum(rate({app="x"}[5m]))', ...change }),
  );
const acme = {
  kind: 'PrometheusRule',
  namespace: 'acme-prod',
  name: `tocsin-acme-${acmeRuleId.toLowerCase()}`,
};
const kinds = async (sink: RuleSink, desired: readonly RuleFile[]) => {
  const { rules } = await sink.reconcile(desired, signal);
  return [...rules.values()].map(({ kind }) => kind);
};
const messageOf = async (sink: RuleSink, desired = both, id = acmeRuleId) => {
  const outcome = (await sink.reconcile(desired, signal)).rules.get(id);
  if (outcome?.kind === 'running') return outcome.note;
  return outcome?.message;
};
const prometheus = (name: string, spec: object, namespace = 'monitoring') =>
  cluster.objects.create({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    metadata: { name, namespace },
    spec: spec as Record<string, never>,
  });

describe('the sink of Kubernetes objects', () => {
  it('makes an object for each rule, and says who selects it and how it does', async () => {
    prometheus('k8s', { ruleSelector: { matchLabels: RELEASE }, ruleNamespaceSelector: {} });
    prometheus('other', { ruleSelector: {} });
    const sink = start();
    operator.isUp = false;
    expect(await messageOf(sink)).toBe(
      `written as PrometheusRule acme-prod/${acme.name}; selected by Prometheus monitoring/k8s; Prometheus cannot be connected to`,
    );
    operator.isUp = true;
    const { rules, problem } = await sink.reconcile(both, signal);
    expect(problem).toBeNull();
    expect(rules.get(umbrellaRuleId)).toMatchObject({
      kind: 'running',
      note: expect.stringContaining('umbrella-prod/'),
      evaluation: { health: 'ok', state: 'inactive' },
    });
    expect(cluster.objects.get(acme)?.metadata).toMatchObject({
      labels: {
        ...RELEASE,
        'app.kubernetes.io/managed-by': 'tocsin',
        'tocsin/cluster': 'lab',
        'tocsin/part': 'rules',
        'tocsin/rule': acmeRuleId.toLowerCase(),
        'tocsin/tenant': 'acme',
      },
    });
  });

  it.each([
    ['nobody', [], 'the cluster has no Prometheus object that could select it'],
    [
      'a missing label',
      [{ ruleSelector: { matchLabels: { release: 'old' } }, ruleNamespaceSelector: {} }],
      'no Prometheus selects it: Prometheus monitoring/p0 wants the label release=old',
    ],
    [
      'the namespace',
      [
        { ruleSelector: {} },
        {
          ruleSelector: {},
          ruleNamespaceSelector: { matchExpressions: [{ key: 'team', operator: 'Exists' }] },
        },
        { ruleNamespaceSelector: {} },
      ],
      'no Prometheus selects it: Prometheus monitoring/p0 looks only into its own namespace, and not into acme-prod; Prometheus monitoring/p1 wants the label team on the namespace acme-prod; Prometheus monitoring/p2 has no ruleSelector, so it selects nothing',
    ],
  ])('says when the selectors are not met: %s', async (_, specs, text) => {
    for (const [index, spec] of specs.entries()) prometheus(`p${index}`, spec);
    expect(await messageOf(start())).toContain(text);
  });

  it("names nothing that lies in a neighbour's namespace", async () => {
    prometheus('theirs', {}, 'umbrella-prod');
    const alone = await messageOf(start());
    expect(alone).toMatch(/no Prometheus selects it(?:;|$)/);
    prometheus('all', { ruleSelector: {}, ruleNamespaceSelector: {} }, 'umbrella-prod');
    await closeAll();
    const taken = await messageOf(start());
    expect(taken).toContain('selected by a Prometheus of another tenant');
    expect(`${alone}${taken}`).not.toContain('umbrella-prod');
  });

  it('names the rights that lack, and goes on without those it can spare', async () => {
    cluster.access.set('tocsin', [
      {
        namespaces: '*',
        groups: ['monitoring.coreos.com'],
        resources: ['prometheusrules'],
        verbs: ['get', 'list', 'watch'],
      },
      {
        namespaces: ['acme-prod'],
        groups: ['monitoring.coreos.com'],
        resources: ['prometheusrules'],
        verbs: '*',
      },
    ]);
    const sink = start();
    const { rules, problem } = await sink.reconcile(both, signal);
    expect(rules.get(umbrellaRuleId)).toEqual({
      kind: 'waiting',
      message:
        'user tocsin may not patch prometheusrules.monitoring.coreos.com in namespace umbrella-prod: a Role there, or a ClusterRole, must allow it',
    });
    expect(problem).toContain('1 of 2 objects wait');
    expect(await messageOf(sink)).toContain(
      'which Prometheus selects it is not known (user tocsin may not list prometheuses.monitoring.coreos.com',
    );
  });

  it('adopts what another tool has applied only when an administrator says so', async () => {
    await start().reconcile(both, signal);
    const theirs = cluster.objects.get(acme);
    await closeAll();
    cluster.objects.remove(acme);
    const { labels: _, ...metadata } = (theirs?.metadata ?? {}) as Record<string, never>;
    const { name = '', namespace = '' } = metadata;
    cluster.objects.create({ ...theirs, metadata: { name, namespace } }, 'kustomize-controller');
    expect(await messageOf(start())).toMatch(
      /last written by kustomize-controller, is not tocsin's/,
    );
    await closeAll();
    expect(await kinds(start({ labels: RELEASE, adopt: ['acme-prod/*'] }), both)).toEqual([
      'running',
      'running',
    ]);
  });

  it('tells what the cluster has against a rule', async () => {
    const fault = { kind: 'status', code: 400, message: 'webhook: bad expr' } as const;
    cluster.faults.add({ verb: 'patch', isDryRun: true, name: acme.name }, fault);
    const sink = start();
    const { rules, problem } = await sink.reconcile(both, signal);
    expect(rules.get(acmeRuleId)).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/^the cluster does not take this rule: .*bad expr/),
    });
    expect([rules.get(umbrellaRuleId)?.kind, problem]).toEqual(['running', null]);
  });

  it('takes back everything, but never most of it without a word', async () => {
    const sink = start();
    await sink.reconcile(many(12), signal);
    expect((await sink.reconcile([], signal)).problem).toContain('allowMassRemoval');
    await closeAll();
    const allowed = start({ allowMassRemoval: true });
    expect((await allowed.reconcile([], signal)).problem).toBeNull();
    expect(cluster.objects.list('PrometheusRule')).toEqual([]);
  });

  it('puts rules on logs where it is told, and leaves nothing behind elsewhere', async () => {
    const place = { lokiTenantId: 'application', allowMassRemoval: true };
    const alerting = start({ ...place, logRules: 'alertingrule' });
    expect(await kinds(alerting, onLogs())).toEqual(['running', 'running']);
    const [rule] = cluster.objects.list('AlertingRule', 'acme-prod');
    expect(rule?.spec).toMatchObject({ tenantID: 'application' });
    await closeAll();
    const maps = start({ ...place, logRules: 'configmap', labels: { loki_rule: '' } });
    expect(await kinds(maps, onLogs())).toEqual(['delivered', 'delivered']);
    expect(cluster.objects.list('AlertingRule')).toEqual([]);
    const [map] = cluster.objects.list('ConfigMap', 'umbrella-prod');
    expect(map).toMatchObject({ metadata: { name: 'tocsin-umbrella-rules' } });
    expect(Object.keys(Object(map?.data))).toEqual([`tocsin.umbrella.${umbrellaRuleId}.rules.yml`]);
    await closeAll();
    expect(await messageOf(start({ ...place, logRules: 'none' }), onLogs())).toContain('logRules');
    expect(cluster.objects.list('ConfigMap')).toEqual([]);
  });

  it.each([
    ['keepFiringFor', 'alertingrule', { keepFiringForMs: 60_000 }],
    ['keepFiringFor', 'configmap', { keepFiringForMs: 60_000 }],
  ] as const)('refuses what Loki does not know: %s as %s', async (_, logRules, change) => {
    const levels = testRule().levels.map((level) => ({ ...level, ...change }));
    const sink = start({ lokiTenantId: 'application', logRules });
    expect(await kinds(sink, onLogs({ levels }))).toEqual(['failed', 'failed']);
  });
});

describe(`${COUNT} rules of two tenants`, () => {
  const objects = () => cluster.objects.list('PrometheusRule');
  const edit = (index: number) => {
    const { name, namespace } = metadataOf(objects()[index] ?? {});
    const place = { kind: 'PrometheusRule', name: String(name), namespace: String(namespace) };
    cluster.objects.edit(place, (live) => {
      const [group] = (live.spec as { groups: object[] }).groups;
      return { ...live, spec: { groups: [{ ...group, interval: '77d' }] } } as typeof live;
    });
  };

  it('survive a restart in the middle, cost nothing then, and a hostile hand is undone', async () => {
    const desired = many(COUNT);
    const first = start();
    const held = cluster.faults.hold({ verb: 'patch', isDryRun: false }, 'after', 5);
    const aborted = new AbortController();
    const broken = first.reconcile(desired, aborted.signal);
    await held.hit;
    aborted.abort(new Error('the process ends'));
    await expect(broken).rejects.toThrow('the process ends');
    held.remove();
    await closeAll();
    const second = start();
    const { rules, problem } = await second.reconcile(desired, signal);
    expect([problem, new Set([...rules.values()].map(({ kind }) => kind))]).toEqual([
      null,
      new Set(['running']),
    ]);
    expect(objects()).toHaveLength(COUNT);
    await closeAll();

    const third = start();
    cluster.requests.clear();
    const beganMs = performance.now();
    await third.reconcile(desired, signal);
    expect(performance.now() - beganMs).toBeLessThan(10_000);
    expect(cluster.requests.all().filter(({ verb }) => verb === 'patch')).toEqual([]);

    const hostileMs = performance.now();
    for (let index = 0; index < 10; index += 1) edit(index);
    const gone = objects().slice(10, 20);
    for (const { metadata } of gone) {
      cluster.objects.remove({
        kind: 'PrometheusRule',
        ...(metadata as { name: string; namespace: string }),
      });
    }
    await waitUntil(
      () => drifts.filter(({ repairedAtMs }) => repairedAtMs !== null).length === 20,
      {
        what: 'twenty repairs',
      },
    );
    expect(performance.now() - hostileMs).toBeLessThan(5_000);
    expect(objects()).toHaveLength(COUNT);
    expect(JSON.stringify(objects()).includes('"77d"')).toBe(false);
    const groups = objects().flatMap(({ spec }) => (spec as { groups: object[] }).groups);
    proved.push(JSON.stringify({ groups }));
  }, 60_000);
});

/** A rule file of all that was in the cluster. */
const proved: string[] = [];

requires('promtool')('promtool', () => {
  it('accepts every spec', () => {
    const folder = tempFolder('promtool-objects');
    const file = join(folder, 'rules.yaml');
    writeFileSync(file, proved.join('\n'));
    const { path } = serverTool('promtool');
    const { stdout, stderr } = spawnSync(path, ['check', 'rules', file], { encoding: 'utf8' });
    removeFolder(folder);
    expect(stdout + stderr).toContain(`SUCCESS: ${COUNT * 2} rules found`);
  });
});

requires('kubectl')('kubectl', () => {
  it('reads the objects', async () => {
    await start().reconcile(both, signal);
    const kubectl = kubectlOf(cluster);
    const text = await kubectl.ok([
      ...['get', 'prometheusrules', '--all-namespaces', '-o', 'name'],
      ...['-l', 'tocsin/part=rules,tocsin/tenant=acme'],
    ]);
    kubectl.close();
    expect(text.trim()).toBe(`prometheusrule.monitoring.coreos.com/${acme.name}`);
  });
});
