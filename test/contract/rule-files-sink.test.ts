import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Rule } from '../../alerting/rules/rule.ts';
import { readRuleLabel } from '../../alerting/rules/rule-mac.ts';
import { DesiredRules } from '../../alerting/sinks/desired-rules.ts';
import { RuleFilesSink } from '../../alerting/sinks/rule-files-sink.ts';
import { RuleFolder } from '../../alerting/sinks/rule-folder.ts';
import type { RuleFile } from '../../alerting/sinks/rule-sink.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { FakeRulePrometheus } from '../support/fake-rule-prometheus.ts';
import {
  acmeRuleId,
  testCluster,
  testDirectory,
  testMacKey,
  testRule,
  umbrellaRule,
  umbrellaRuleId,
} from '../support/rule-fixture.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';

const lab = testCluster('lab');
const { signal } = new AbortController();

function files(...rules: readonly Rule[]): readonly RuleFile[] {
  const present = new DesiredRules(testMacKey).on(lab, rules, testDirectory(), [lab], 0);
  return [...present.values()].flatMap((desired) =>
    desired.kind === 'file' ? [desired.file] : [],
  );
}
const both = files(testRule(), umbrellaRule());
const [acmeFile, umbrellaFile] = both.map((file) => file.fileName);

describe('the sink of rule files', () => {
  let folder: string;
  let prometheus: FakeRulePrometheus;
  let clock: VirtualClock;
  let sink: RuleFilesSink;
  const path = (name = '') => join(folder, name);
  const read = (name = '') => readFileSync(path(name), 'utf8');
  const newSink = (cluster = 'lab') =>
    new RuleFilesSink({
      cluster,
      folder: new RuleFolder(folder),
      prometheus,
      ownsLabel: (value) => readRuleLabel(testMacKey, cluster, value) !== undefined,
      clock,
    });
  const kinds = async (desired: readonly RuleFile[]) => {
    const report = await sink.reconcile(desired, signal);
    return Object.fromEntries([...report.rules].map(([id, outcome]) => [id, outcome.kind]));
  };

  beforeEach(() => {
    folder = tempFolder('rule-files');
    prometheus = new FakeRulePrometheus(folder);
    clock = new VirtualClock();
    sink = newSink();
  });
  afterEach(() => removeFolder(folder));

  it('writes one file per rule, reloads once, and sees them run', async () => {
    expect(await kinds(both)).toEqual({ [acmeRuleId]: 'running', [umbrellaRuleId]: 'running' });
    expect(readdirSync(folder).sort()).toEqual([umbrellaFile, acmeFile].sort());
    expect(statSync(path(acmeFile)).mode & 0o777).toBe(0o644);
    expect(prometheus.reloads).toBe(1);
    expect(prometheus.running[umbrellaFile ?? '']).toEqual([
      '(jobs_waiting{namespace="umbrella-prod"}) > 100',
      '(jobs_waiting{namespace="umbrella-prod"}) > 10',
    ]);
  });

  it('writes and reloads nothing when nothing changed, also after a restart', async () => {
    await kinds(both);
    const before = statSync(path(acmeFile)).mtimeMs;
    await kinds(both);
    sink = newSink();
    expect(await kinds(both)).toEqual({ [acmeRuleId]: 'running', [umbrellaRuleId]: 'running' });
    expect(prometheus.reloads).toBe(1);
    expect(statSync(path(acmeFile)).mtimeMs).toBe(before);
  });

  it('removes files of ours only', async () => {
    await kinds(both);
    writeFileSync(path('their.rules.yml'), 'groups: []\n');
    writeFileSync(path('tocsin.acme.01J0000000000000000000THEM.rules.yml'), 'groups: []\n');
    expect(await kinds(both.slice(1))).toEqual({ [umbrellaRuleId]: 'running' });
    expect(readdirSync(folder).sort()).toEqual(
      [umbrellaFile, 'their.rules.yml', 'tocsin.acme.01J0000000000000000000THEM.rules.yml'].sort(),
    );
    expect(Object.keys(prometheus.running)).toEqual([umbrellaFile]);
  });

  it.each<[string, (file: string) => void]>([
    [
      'an edit',
      (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('> 100', '> 999')),
    ],
    ['an edit that takes the header away', (file) => writeFileSync(file, 'groups: []\n')],
    ['a removal', (file) => rmSync(file)],
    ['an edit that Prometheus refuses', (file) => writeFileSync(file, 'refuse_me')],
  ])('repairs %s', async (_name, damage) => {
    await kinds(both);
    const text = read(acmeFile);
    damage(path(acmeFile));
    expect(await kinds(both)).toMatchObject({ [acmeRuleId]: 'running' });
    expect(read(acmeFile)).toBe(text);
    expect(prometheus.reloads).toBe(2);
  });

  it('parks a rule that Prometheus refuses, keeps its previous version and the others', async () => {
    await kinds(both);
    const bad = files(
      testRule({ expression: 'refuse_me', revision: 2 }),
      umbrellaRule({ name: 'Other', revision: 2 }),
    );
    const report = await sink.reconcile(bad, signal);
    expect(report.rules.get(acmeRuleId)).toEqual({
      kind: 'failed',
      message: expect.stringMatching(
        /failed to reload config.*the version before it stays in force/,
      ),
    });
    expect(report.rules.get(umbrellaRuleId)?.kind).toBe('running');
    expect(report.problem).toBeNull();
    expect(read(acmeFile)).toBe(both[0]?.text);
    expect(read(umbrellaFile)).toBe(bad[1]?.text);
    const { reloads } = prometheus;
    await kinds(bad);
    expect(prometheus.reloads).toBe(reloads);
    await clock.advance(11 * 60_000);
    expect(await kinds(bad)).toMatchObject({ [acmeRuleId]: 'failed' });
    expect(prometheus.reloads).toBeGreaterThan(reloads);
    const fixed = files(
      testRule({ expression: 'good', revision: 3 }),
      umbrellaRule({ revision: 3 }),
    );
    expect(await kinds(fixed)).toEqual({ [acmeRuleId]: 'running', [umbrellaRuleId]: 'running' });
  });

  it('does not leave a refused new rule behind', async () => {
    const bad = files(testRule({ expression: 'refuse_me' }), umbrellaRule());
    expect(await kinds(bad)).toEqual({ [acmeRuleId]: 'failed', [umbrellaRuleId]: 'running' });
    expect(readdirSync(folder)).toEqual([umbrellaFile]);
  });

  it('blames no rule for a foreign file', async () => {
    await kinds(both);
    writeFileSync(path('their.rules.yml'), '# refuse_me\ngroups: []\n');
    const changed = files(testRule({ name: 'New', revision: 2 }), umbrellaRule());
    const report = await sink.reconcile(changed, signal);
    expect(report.problem).toContain('not in a rule of tocsin');
    expect(report.rules.get(acmeRuleId)?.kind).toBe('delivered');
    expect(read(acmeFile)).toBe(changed[0]?.text);
    rmSync(path('their.rules.yml'));
    expect(await kinds(changed)).toEqual({ [acmeRuleId]: 'running', [umbrellaRuleId]: 'running' });
  });

  it('tries again when Prometheus was down, and loses nothing', async () => {
    prometheus.isUp = false;
    const report = await sink.reconcile(both, signal);
    expect(report.problem).toBe('Prometheus cannot be connected to');
    expect(report.rules.get(acmeRuleId)).toEqual({ kind: 'unseen', message: report.problem });
    prometheus.isUp = true;
    expect(await kinds(both)).toEqual({ [acmeRuleId]: 'running', [umbrellaRuleId]: 'running' });
  });

  it('loads what a crash left written and not loaded', async () => {
    prometheus.isUp = false;
    await kinds(both);
    prometheus.isUp = true;
    sink = newSink();
    expect(await kinds(both)).toEqual({ [acmeRuleId]: 'running', [umbrellaRuleId]: 'running' });
    expect(prometheus.reloads).toBe(1);
  });

  it('unloads what a crash left removed and not unloaded', async () => {
    await kinds(both);
    rmSync(path(acmeFile));
    sink = newSink();
    await kinds(both.slice(1));
    expect(Object.keys(prometheus.running)).toEqual([umbrellaFile]);
  });

  it('says when Prometheus does not read the folder, and does not reload it for ever', async () => {
    prometheus.readsFolder = false;
    const report = await sink.reconcile(both, signal);
    expect(report.rules.get(acmeRuleId)).toEqual({
      kind: 'delivered',
      message: expect.stringContaining('rule_files'),
    });
    for (let pass = 0; pass < 20; pass++) {
      await kinds(both);
      await clock.advance(30_000);
    }
    expect(prometheus.reloads).toBeLessThanOrEqual(6);
  });

  it('sees when Prometheus runs something else', async () => {
    await kinds(both);
    prometheus.groups = prometheus.groups.map((group) => ({
      ...group,
      rules: group.rules.map((rule) => ({ ...rule, query: rule.query.replace('100', '1') })),
    }));
    const looked = await sink.observe(signal);
    expect(looked.rules.get(acmeRuleId)).toEqual({
      kind: 'delivered',
      message: expect.stringContaining('the query of level 1 differs'),
    });
    expect(await kinds(both)).toEqual({ [acmeRuleId]: 'running', [umbrellaRuleId]: 'running' });
  });

  it('does not touch what another cluster delivers into the same folder', async () => {
    await kinds(both);
    sink = newSink('edge');
    const report = await sink.reconcile([], signal);
    expect(report.problem).toBeNull();
    expect(readdirSync(folder)).toHaveLength(2);
    expect(prometheus.reloads).toBe(1);
    const shared = await sink.reconcile(both, signal);
    expect(shared.rules.get(acmeRuleId)).toMatchObject({
      message: expect.stringContaining('cluster lab'),
    });
  });

  it.each<[string, () => void, string]>([
    ['is missing', () => rmSync(folder, { recursive: true }), 'does not exist'],
    [
      'is a file',
      () => {
        rmSync(folder, { recursive: true });
        writeFileSync(folder, '');
      },
      'is not a folder',
    ],
  ])('waits while the folder %s', async (_name, damage, message) => {
    damage();
    prometheus.reload = async () => ({ kind: 'reloaded' });
    const report = await sink.reconcile(both, signal);
    expect(report.problem).toContain(message);
    expect(report.rules.get(acmeRuleId)).toMatchObject({ kind: 'waiting' });
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    prometheus = new FakeRulePrometheus(folder);
    sink = newSink();
    expect(await kinds(both)).toMatchObject({ [acmeRuleId]: 'running' });
  });

  it('goes on where a single file cannot be written', async () => {
    mkdirSync(path(acmeFile));
    const report = await sink.reconcile(both, signal);
    expect(report.rules.get(acmeRuleId)).toMatchObject({ kind: 'waiting' });
    expect(report.problem).toContain('cannot be written');
  });

  it('clears away what a crash left half written', async () => {
    writeFileSync(path(`.${acmeFile}.tmp`), 'half');
    await kinds(both);
    expect(readdirSync(folder).sort()).toEqual([umbrellaFile, acmeFile].sort());
  });
});
