import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Rule } from '../../alerting/rules/rule.ts';
import { DesiredRules } from '../../alerting/sinks/desired-rules.ts';
import { DirectorySink } from '../../alerting/sinks/directory-sink.ts';
import { ObjectFolder } from '../../alerting/sinks/object-folder.ts';
import type { RuleFile } from '../../alerting/sinks/rule-sink.ts';
import type { DirectorySinkSettings } from '../../platform/tenancy/rule-sink-settings.ts';
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
const acmeFile = `prometheusrule-tocsin-acme-${acmeRuleId.toLowerCase()}.yaml`;
const umbrellaFile = `prometheusrule-tocsin-umbrella-${umbrellaRuleId.toLowerCase()}.yaml`;
const LIST = '.tocsin-managed.json';
const author = { name: 'tocsin', email: 'tocsin@example.com' };

function files(...rules: readonly Rule[]): readonly RuleFile[] {
  const present = new DesiredRules(testMacKey).on(lab, rules, testDirectory(), [lab], 0);
  return [...present.values()].flatMap((one) => (one.kind === 'file' ? [one.file] : []));
}
const both = files(testRule(), umbrellaRule());
const many = files(
  ...Array.from({ length: 12 }, (_, index) =>
    testRule({ id: `01J000000000000000000000${String(index).padStart(2, '0')}` }),
  ),
);

describe('the sink of a folder for GitOps', () => {
  let folder: string;
  const path = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(path(name), 'utf8');
  const listed = () => JSON.parse(read(LIST)).files;
  const resources = () => parse(read('kustomization.yaml')).resources ?? [];
  const deliver = (desired: readonly RuleFile[], change: Partial<DirectorySinkSettings> = {}) => {
    const settings: DirectorySinkSettings = {
      kind: 'directory',
      directory: folder,
      namespace: null,
      labels: { release: 'stack' },
      lokiTenantId: null,
      git: null,
      allowMassRemoval: false,
      ...change,
    };
    const sink = new DirectorySink('lab', settings, new ObjectFolder(settings.directory));
    return sink.reconcile(desired, signal);
  };

  beforeEach(() => {
    folder = realpathSync(tempFolder('objects'));
  });
  afterEach(() => removeFolder(folder));

  it('writes one object per file, with a kustomization and a list', async () => {
    const { rules, problem } = await deliver(both);
    expect(problem).toBeNull();
    expect(rules.get(acmeRuleId)).toEqual({
      kind: 'delivered',
      message: 'written to the folder; whoever applies it is not known here',
      isUnasked: true,
    });
    expect(readdirSync(folder).sort()).toEqual(
      [LIST, 'kustomization.yaml', acmeFile, umbrellaFile].sort(),
    );
    expect(resources()).toEqual([acmeFile, umbrellaFile]);
    expect(listed()).toEqual([acmeFile, umbrellaFile]);
    const [acme, umbrella] = [parse(read(acmeFile)), parse(read(umbrellaFile))];
    expect(acme.metadata.namespace).toBe('acme-prod');
    expect(umbrella.metadata).toEqual({
      name: `tocsin-umbrella-${umbrellaRuleId.toLowerCase()}`,
      namespace: 'umbrella-prod',
      labels: {
        'app.kubernetes.io/managed-by': 'tocsin',
        release: 'stack',
        'tocsin/cluster': 'lab',
        'tocsin/rule': umbrellaRuleId.toLowerCase(),
        'tocsin/tenant': 'umbrella',
      },
    });
  });

  it('writes rules that record, each kind as its operator takes it', async () => {
    const record = { levels: [], annotations: new Map<string, string>() };
    const { rules } = await deliver(
      files(
        umbrellaRule({ ...record, record: 'umbrella:jobs:sum', expression: 'sum(jobs_waiting)' }),
        testRule({
          ...record,
          record: 'acme:errors:count',
          language: 'logql',
          expression: 'sum(count_over_time({app="shop"}[5m]))',
        }),
      ),
      { lokiTenantId: 'application' },
    );
    expect([...rules.values()].map(({ kind }) => kind)).toEqual(['delivered', 'delivered']);
    expect(parse(read(umbrellaFile))).toMatchObject({
      kind: 'PrometheusRule',
      spec: {
        groups: [
          {
            rules: [
              {
                record: 'umbrella:jobs:sum',
                expr: 'sum(jobs_waiting{namespace="umbrella-prod"})',
                labels: { namespace: 'umbrella-prod' },
              },
            ],
          },
        ],
      },
    });
    const logs = parse(read(acmeFile.replace('prometheusrule', 'recordingrule')));
    expect(logs).toMatchObject({
      apiVersion: 'loki.grafana.com/v1',
      kind: 'RecordingRule',
      spec: { tenantID: 'application' },
    });
    const stamped = logs.spec.groups[0].rules.map(
      (rule: { record: string; labels: Record<string, string> }) => [
        rule.record,
        rule.labels.namespace,
      ],
    );
    expect(stamped).toEqual([
      ['acme:errors:count', 'acme-prod'],
      ['acme:errors:count', 'acme-dev'],
    ]);
  });

  it('writes nothing when nothing changed, and the same bytes in another folder', async () => {
    await deliver(both);
    const names = readdirSync(folder);
    const stamps = () => names.map((name) => statSync(path(name), { bigint: true }).ino);
    const [before, texts] = [stamps(), names.map(read)];
    await deliver(both.toReversed());
    expect(stamps()).toEqual(before);
    for (const name of names) rmSync(path(name));
    await deliver(both.toReversed());
    expect(names.map(read)).toEqual(texts);
  });

  it('repairs its own files and leaves those of others alone', async () => {
    await deliver(both);
    const text = read(acmeFile);
    const strange = 'prometheusrule-tocsin-acme-01j0000000000000000000them.yaml';
    writeFileSync(path(acmeFile), 'edited: true\n');
    writeFileSync(path('theirs.yaml'), 'a: 1\n');
    writeFileSync(path(strange), text); // our mark, but not on the list
    const { problem } = await deliver(both.slice(0, 1));
    expect(problem).toContain('1 files in the folder of objects bear our mark');
    expect(read(acmeFile)).toBe(text);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['theirs.yaml', strange]));
    expect(readdirSync(folder)).not.toContain(umbrellaFile);
    expect(resources()).toEqual([acmeFile]);
  });

  it('does not overwrite what it did not write', async () => {
    writeFileSync(path(acmeFile), 'theirs: true\n');
    writeFileSync(path('kustomization.yaml'), 'resources: [theirs.yaml]\n');
    const { rules, problem } = await deliver(both);
    expect(rules.get(acmeRuleId)?.kind).toBe('failed');
    expect(rules.get(umbrellaRuleId)?.kind).toBe('delivered');
    expect(problem).toContain('kustomization.yaml in the folder of objects is not ours');
    expect(read(acmeFile)).toBe('theirs: true\n');
    expect(listed()).toEqual([umbrellaFile]);
  });

  it('refuses links: as a file, and on the way to the folder', async () => {
    const outside = join(folder, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'secret'), 'kept');
    symlinkSync(join(outside, 'secret'), path(acmeFile));
    const { rules } = await deliver(both);
    expect(rules.get(acmeRuleId)?.kind).toBe('failed');
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('kept');
    symlinkSync(outside, path('link'));
    const linked = await deliver(both, { directory: path('link') });
    expect(linked.problem).toContain('a part of its path is a symbolic link');
    expect(readdirSync(outside)).toEqual(['secret']);
  });

  it('stops when most of many files would go, until it is allowed', async () => {
    await deliver(many);
    const stopped = await deliver(many.slice(0, 5));
    expect(stopped.problem).toContain('would lose 7 of its 12 files at once');
    expect(stopped.rules.get(many[0]?.ruleId ?? '')?.kind).toBe('delivered');
    expect(listed()).toHaveLength(12);
    await deliver(many.slice(0, 5), { allowMassRemoval: true });
    expect(listed()).toHaveLength(5);
    expect(resources()).toHaveLength(5);
    await deliver([]);
    expect(listed()).toEqual([]);
    expect(read('kustomization.yaml')).toContain('name: "tocsin-lab"');
  });

  it('goes on after a crash between the files and the list', async () => {
    await deliver(both);
    writeFileSync(path('.tocsin-write.half.tmp'), 'half');
    writeFileSync(path(LIST), '{"version":');
    const { rules } = await deliver(both);
    expect(rules.get(acmeRuleId)?.kind).toBe('delivered');
    expect(listed()).toEqual([acmeFile, umbrellaFile]);
    expect(readdirSync(folder)).not.toContain('.tocsin-write.half.tmp');
  });

  it('leaves the folder of another cluster alone', async () => {
    writeFileSync(path(LIST), '{"version":1,"cluster":"edge","files":[]}');
    const { rules, problem } = await deliver(both);
    expect(problem).toBe('the folder of objects is that of cluster edge');
    expect(rules.get(acmeRuleId)?.kind).toBe('waiting');
    expect(readdirSync(folder)).toEqual([LIST]);
  });

  it('commits its own files only, and nothing when nothing changed', async () => {
    const repository = folder;
    const run = (...args: string[]) =>
      execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trim();
    run('init', '-q');
    folder = join(repository, 'rules');
    mkdirSync(folder);
    writeFileSync(join(repository, 'staged'), 'theirs');
    writeFileSync(path('untracked.yaml'), 'theirs');
    run('add', 'staged');
    try {
      expect((await deliver(both, { git: author })).problem).toBeNull();
      const committed = run('show', '--format=%an <%ae>%n%s', '--name-only', 'HEAD').split('\n');
      expect(committed.slice(0, 2)).toEqual([
        'tocsin <tocsin@example.com>',
        'tocsin: rules of cluster lab, 4 files changed',
      ]);
      expect(run('ls-files').split('\n')).toContain('staged');
      expect(run('ls-tree', '-r', '--name-only', 'HEAD')).not.toMatch(/staged|untracked/);
      const head = run('rev-parse', 'HEAD');
      await deliver(both, { git: author });
      expect(run('rev-parse', 'HEAD')).toBe(head);
      await deliver(both.slice(0, 1), { git: author });
      expect(run('ls-tree', '-r', '--name-only', 'HEAD')).not.toContain(umbrellaFile);
      expect(run('status', '--porcelain')).toBe('A  staged\n?? rules/untracked.yaml');
    } finally {
      folder = repository;
    }
  });

  it.each([
    ['no repository', {}, /but not committed: git rev-parse failed/],
    ['no git', { PATH: '/nonexistent' }, /but not committed: git is not installed here/],
  ])('says so when there is %s', async (_name, environment, message) => {
    const before = process.env.PATH;
    Object.assign(process.env, environment);
    try {
      const { problem, rules } = await deliver(both, { git: author });
      expect(problem).toMatch(message);
      expect(problem).not.toContain(folder);
      expect(rules.get(acmeRuleId)?.kind).toBe('delivered');
    } finally {
      process.env.PATH = before;
    }
  });
});
