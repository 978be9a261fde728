import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Rule } from '../../alerting/rules/rule.ts';
import { AlertmanagerBeside } from '../../alerting/sinks/alertmanager/alertmanager-beside.ts';
import type { NotificationSources } from '../../alerting/sinks/alertmanager/notification-objects.ts';
import { DesiredRules } from '../../alerting/sinks/desired-rules.ts';
import type { RuleFile, RuleSink, SinkReport } from '../../alerting/sinks/rule-sink.ts';
import { CONFIG_SELECTION } from '../../alerting/sinks/selection-subjects.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { keepObjects } from '../../platform/kubernetes/managed/keep-objects.ts';
import { selectorsReader } from '../../platform/kubernetes/managed/object-selection.ts';
import {
  type AlertmanagerFields,
  resolveAlertmanager,
} from '../../platform/tenancy/alertmanager-settings.ts';
import { crdsFor } from '../support/kubernetes/crds/crd-documents.ts';
import type { JsonObject } from '../support/kubernetes/model/json.ts';
import { type Kubernetes, startKubernetes } from '../support/kubernetes/start-kubernetes.ts';
import { writerRules } from '../support/kubernetes/two-tenant-cluster.ts';
import { accessOf } from '../support/managed-lab.ts';
import { noKubernetes, noNotifications } from '../support/no-kubernetes.ts';
import {
  testCluster,
  testDirectory,
  testLevel,
  testMacKey,
  testRule,
  umbrellaRule,
} from '../support/rule-fixture.ts';
import { waitUntil } from '../support/wait-until.ts';

const NAMESPACES = ['acme-prod', 'acme-dev', 'umbrella-prod'];
/** Secrets are found by their label, which Kubernetes can allow only for all of them. */
const RIGHTS = [
  ...writerRules(...NAMESPACES),
  { namespaces: '*', groups: [''], resources: ['secrets'], verbs: ['list', 'watch'] },
] as const;
const CHANNEL = '01J00000000000000000000CHA';
const level = testLevel({ channels: [CHANNEL] });
const rules: readonly Rule[] = [
  testRule({ scopeText: 'acme.shop.prod', levels: [level] }),
  umbrellaRule({ levels: [level] }),
];

/** The rules run; what is looked at here is beside them. */
const evaluated: RuleSink = {
  reconcile: async (desired) => running(desired),
  observe: async () => running([]),
};

function running(desired: readonly RuleFile[]): SinkReport {
  const evaluation = {
    health: 'ok',
    state: 'inactive',
    lastEvaluationAtMs: null,
    lastError: null,
    isUnavailable: false,
    levels: [],
  } as const;
  const all = desired.map(({ ruleId }) => [ruleId, { kind: 'running', evaluation }] as const);
  return { rules: new Map(all), problem: null, reloaded: false };
}

describe('what a cluster’s Alertmanager is told', () => {
  let cluster: Kubernetes;
  let close: () => Promise<unknown> = async () => undefined;

  beforeAll(async () => {
    cluster = await startKubernetes({
      namespaces: NAMESPACES,
      identities: { tocsin: RIGHTS },
      crds: crdsFor(['AlertmanagerConfig', 'Alertmanager'], { own: true }),
    });
  });
  /** The Alertmanager of the cluster, with what it selects. */
  const select = (spec: Readonly<Record<string, JsonObject>>) =>
    cluster.objects.put({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Alertmanager',
      metadata: { name: 'main', namespace: 'acme-dev' },
      spec,
    });
  beforeEach(() => {
    select({ alertmanagerConfigSelector: {}, alertmanagerConfigNamespaceSelector: {} });
  });
  afterEach(async () => {
    await start({ mode: 'none' }).reconcile([], AbortSignal.timeout(20_000));
    await close();
  });
  afterAll(() => cluster?.stop());

  const sources: NotificationSources = {
    ...noNotifications,
    directory: () => testDirectory(),
    rule: (id) => rules.find((one) => one.id === id),
    ladderOf: () => ['critical', 'warning'],
    channel: (owner, id) =>
      id === CHANNEL
        ? {
            kind: 'webhook',
            name: 'hook',
            enabled: true,
            settings: {},
            sendResolved: true,
            secrets: { url: `https://${owner}.test/secret` },
          }
        : undefined,
    tokens: async (_, environments) =>
      new Map(environments.map(({ namespace }) => [namespace, `token-${namespace}`])),
  };

  function start(fields: AlertmanagerFields, change: Partial<NotificationSources> = {}) {
    const { access, metrics } = accessOf(cluster);
    const { logger, random } = noKubernetes;
    const objects = keepObjects({
      cluster: 'lab',
      access,
      part: 'notification',
      kinds: [
        { group: 'monitoring.coreos.com', version: 'v1alpha1', kind: 'AlertmanagerConfig' },
        { group: '', version: 'v1', kind: 'Secret' },
      ],
      onDrift: () => undefined,
      clock: systemClock,
      logger,
      random,
      metrics,
    });
    const sink = new AlertmanagerBeside(evaluated, {
      cluster: { id: 'lab', namespaceLabel: 'namespace', settings: resolveAlertmanager(fields) },
      objects,
      allowed: { allowMassRemoval: false, mayAdopt: () => false },
      readSelectors: selectorsReader(access, CONFIG_SELECTION, systemClock),
      sources: { ...sources, ...change },
    });
    const before = close;
    close = async () => {
      await before();
      await sink.close();
      await access.client.close();
    };
    return sink;
  }
  const files = () => {
    const lab = testCluster('lab');
    const present = new DesiredRules(testMacKey).on(lab, rules, testDirectory(), [lab], 0);
    return [...present.values()].flatMap((one) => (one.kind === 'file' ? [one.file] : []));
  };
  const held = (kind: string) =>
    cluster.objects
      .list(kind)
      .map(({ metadata }) => metadata as { name: string; namespace: string })
      .filter(({ name }) => name === 'tocsin')
      .map(({ namespace }) => namespace)
      .sort();
  const signal = AbortSignal.timeout(60_000);

  it('lies in every environment that a rule covers, each with its own token', async () => {
    const report = await start({ mode: 'forward' }).reconcile(files(), signal);
    expect(report.problem).toBeNull();
    expect(held('AlertmanagerConfig')).toEqual(['acme-prod', 'umbrella-prod']);
    expect(held('Secret')).toEqual(['acme-prod', 'umbrella-prod']);
    const secret = cluster.objects.get({ kind: 'Secret', namespace: 'acme-prod', name: 'tocsin' });
    expect(secret?.data).toEqual({ token: Buffer.from('token-acme-prod').toString('base64') });
    const config = JSON.stringify(cluster.objects.list('AlertmanagerConfig'));
    expect(config).toContain('https://tocsin.test/intake/clusters/lab/webhook');
    expect(config).not.toContain('token-');
  });

  it('is written once, put back when somebody changes it, and goes with the last rule', async () => {
    const sink = start({ mode: 'forward' });
    await sink.reconcile(files(), signal);
    const writes = () => cluster.requests.all().filter(({ method }) => method !== 'GET').length;
    const before = writes();
    await sink.reconcile(files(), signal);
    expect(writes()).toBe(before);
    const place = { kind: 'AlertmanagerConfig', namespace: 'umbrella-prod', name: 'tocsin' };
    cluster.objects.remove(place);
    await waitUntil(() => cluster.objects.get(place) !== undefined, { what: 'it is back' });
    await sink.reconcile([], signal);
    expect([held('AlertmanagerConfig'), held('Secret')]).toEqual([[], []]);
  });

  it('says of rules that the cluster decides about that it does', async () => {
    const report = await start({ mode: 'delegate' }).reconcile(files(), signal);
    const notes = [...report.rules.values()].map((one) => (one.kind === 'running' ? one.note : ''));
    expect(notes).toEqual([
      expect.stringContaining('not visible here'),
      expect.stringContaining('not visible here'),
    ]);
    const configs = JSON.stringify(cluster.objects.list('AlertmanagerConfig'));
    expect(configs).not.toMatch(/acme\.test|umbrella\.test/);
  });

  it.each([
    [{}, /has no alertmanagerConfigSelector, so it selects nothing \(and 1 more\)$/],
    [
      { alertmanagerConfigSelector: {} },
      /looks only into its own namespace, and not into acme-prod/,
    ],
    [
      {
        alertmanagerConfigSelector: { matchLabels: { team: 'main' } },
        alertmanagerConfigNamespaceSelector: {},
      },
      /AlertmanagerConfig acme-prod\/tocsin: no Alertmanager selects it: .* wants the label team=main/,
    ],
  ])('tells an administrator that nobody takes it up: %j', async (spec, problem) => {
    select(spec);
    const sink = start({ mode: 'delegate' });
    expect((await sink.reconcile(files(), signal)).problem).toMatch(problem);
    expect((await sink.observe(signal)).problem).toMatch(problem);
  });

  it('says of rules that nobody may see who takes it up', async () => {
    const forbidden = { kind: 'status', code: 403, message: 'forbidden' } as const;
    cluster.faults.add(
      { verb: 'list', resource: 'alertmanagers.monitoring.coreos.com' },
      forbidden,
    );
    const sink = start({ mode: 'forward' });
    const { problem, rules: outcomes } = await sink.reconcile(files(), signal);
    cluster.faults.clear();
    expect(problem).toBeNull();
    expect(outcomes.size).toBeGreaterThan(0);
    for (const outcome of outcomes.values()) {
      expect(outcome).toMatchObject({ note: expect.stringContaining('is not known') });
    }
  });

  it('tells an administrator what stands in its way, and the rules go on', async () => {
    const tokens = async () => {
      throw new Error('the database is full');
    };
    const report = await start({ mode: 'forward' }, { tokens }).reconcile(files(), signal);
    expect(report.problem).toContain('the database is full');
    expect(report.rules.size).toBe(2);
    cluster.access.set('tocsin', []);
    const denied = await start({ mode: 'forward' }).reconcile(files(), signal);
    expect(denied.problem).toMatch(/forbidden|may not/i);
    cluster.access.set('tocsin', RIGHTS);
  });
});
