import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import { DEFAULT_SEVERITIES } from '../../../platform/tenancy/tenant.ts';
import type { SystemRule, SystemRuleCase } from '../../../queries/system-rules/system-rule.ts';
import {
  recordingGroupOf,
  SYSTEM_RULE_GROUPS,
  SYSTEM_RULES,
} from '../../../queries/system-rules/system-rules.ts';
import { LOG_RECORDINGS } from '../../../queries/templates/rules/log-recordings.data.ts';
import { thresholdProblem } from '../../../queries/templates/rules/threshold-range.ts';
import {
  systemRuleFile,
  systemTests,
  testedOwners,
} from '../../../test/support/system-rule-tests.ts';
import { checkTemplate } from '../check-template.ts';
import { ACME } from '../lint/lint-fixture.ts';
import { lintRule } from '../lint/lint-rule.ts';
import { hasPassed } from '../testing/case-result.ts';
import { readRuleFile } from '../testing/read-rule-file.ts';
import { readUnitTestFile } from '../testing/read-unit-test-file.ts';
import { reportText } from '../testing/report-text.ts';
import { runUnitTest } from '../testing/run-unit-test.ts';
import { checkOverride } from './check-override.ts';
import { virtualRule } from './virtual-rule.ts';

/** The 23 of KubeGems, spelled as there. */
const KUBEGEMS = `
  kubernetes-node-not-ready kubernetes-memory-pressure kubernetes-disk-pressure kubernetes-out-of-disk
  kubernetes-pod-number-too-high kubernetes-pod-crash-looping kubernetes-pod-oom-killing
  kubegems-pvc-usage-too-high host-high-cpu-load host-high-memory-load host-unusual-disk-read-rate
  host-unusual-disk-write-rate host-network-receive-errors host-network-transmit-errors
  host-high-load5 node-no-container-metrics cert-manager-cert-expiry-soon cert-manager-cert-not-ready
  cluster-high-cpu-load cluster-high-memory-load cluster-component-cert-expiry-soon
  gems-plugin-failed exporter-down`
  .trim()
  .split(/\s+/);

describe('the catalogue of system rules', () => {
  it('holds what KubeGems ships, and the usual ones of Kubernetes', () => {
    const named = SYSTEM_RULES.flatMap(({ kubegems }) => kubegems);
    expect([...named].sort()).toEqual([...KUBEGEMS].sort());
    expect(SYSTEM_RULES.length).toBeGreaterThanOrEqual(60);
    expect(SYSTEM_RULES.filter(({ audience }) => audience !== 'platform').length).toBeGreaterThan(
      25,
    );
  });

  it('names each rule once, in both languages, with sensible levels', () => {
    const ids = SYSTEM_RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const language of ['en', 'zh'] as const) {
      const titles = SYSTEM_RULES.map(({ title }) => title[language]);
      expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
    }
    for (const rule of SYSTEM_RULES) expect(flawsOf(rule), rule.id).toEqual([]);
  });

  it.each(testedOwners.map((owner) => [owner.owner, owner] as const))(
    'has nothing that the lint finds, for %s',
    (_name, owner) => {
      const found = systemTests(owner).flatMap(({ rule }) => {
        const content = virtualRule(rule, owner, { group: undefined, override: undefined });
        return lintRule(content, { ...ACME, ruleId: content.id })
          .filter(({ severity }) => severity !== 'info')
          .map(({ code, message }) => `${rule.id}: ${code}: ${message.en}`);
      });
      expect(found).toEqual([]);
    },
  );

  it.each(testedOwners.map((owner) => [owner.owner, owner] as const))(
    'fires when it should and only then, for %s',
    async (_name, owner) => {
      const failed: string[] = [];
      for (const { rule, rules, tests } of systemTests(owner)) {
        const file = readRuleFile(rules);
        const reading = readUnitTestFile(tests);
        if (file.kind === 'refused') failed.push(`${rule.id}: ${JSON.stringify(file.problems)}`);
        if (reading.kind === 'refused') {
          failed.push(`${rule.id}: ${JSON.stringify(reading.problems)}`);
        }
        if (file.kind === 'refused' || reading.kind === 'refused') continue;
        const options = { file: reading.file, groups: file.groups };
        for (const test of reading.file.tests) {
          const result = await runUnitTest(test, options);
          if (!hasPassed(result)) failed.push(`${rule.id}: ${reportText([result])}`);
        }
      }
      expect(failed).toEqual([]);
    },
  );

  it('shows a tenant nothing of the namespaces of another', () => {
    const alerting = SYSTEM_RULES.filter(({ record }) => record === null);
    for (const rule of alerting.filter(({ audience }) => audience !== 'platform')) {
      expect(rule.labels, rule.id).toContain('namespace');
      expect(systemRuleFile(rule, testedOwners[1]), rule.id).toContain(
        'namespace=~\\"depot|shop\\"',
      );
    }
  });
});

describe('recordings of the catalogue', () => {
  it('make what the templates on logs read', () => {
    const made = recordings().map(({ record, intervalMs }) => ({ record, intervalMs }));
    expect(made).toEqual(LOG_RECORDINGS.map(({ record, intervalMs }) => ({ record, intervalMs })));
    for (const { record } of recordings()) {
      expect(recordingGroupOf(record === null ? [] : [record])).toBe('recordings');
    }
    expect(recordingGroupOf(['up'])).toBeNull();
  });

  it.each([
    [PLATFORM, [null], 'namespace=~"kube-.+|'],
    ['acme', ['shop', 'depot'], 'namespace=~".+"'],
    ['globex', ['bank'], 'namespace=~".+"'],
  ] as const)('compile for %s, within its namespaces', (name, namespaces, narrowed) => {
    const owner = testedOwners.find((one) => one.owner === name);
    if (!owner) throw new Error(name);
    for (const rule of recordings()) {
      const settings = { group: undefined, override: undefined };
      const virtual = virtualRule(rule, owner, settings);
      expect(virtual).toMatchObject({
        levels: [],
        channels: [],
        enabled: false,
        language: 'logql',
      });
      const { groups } = readGroups(systemRuleFile(rule, owner));
      const made = groups.flatMap(({ rules }) => rules);
      expect(made.map(({ record }) => record)).toEqual(namespaces.map(() => rule.record));
      expect(made.map(({ labels }) => labels?.namespace ?? null)).toEqual(namespaces);
      for (const [index, { expr }] of made.entries()) {
        const namespace = namespaces[index] ?? null;
        expect(expr).toContain(narrowed);
        if (namespace !== null) expect(expr).toContain(`namespace="${namespace}"`);
      }
    }
  });

  it('refuse what only alerts have', () => {
    const [rule] = recordings();
    if (!rule) throw new Error('no recording');
    const draft = { levels: [], keepFiringFor: '5m', channels: [], levelChange: 'any' } as const;
    const checked = checkOverride(draft, rule, DEFAULT_SEVERITIES);
    const paths = checked.kind === 'invalid' ? checked.findings.map(({ path }) => path) : [];
    expect(paths).toEqual(
      expect.arrayContaining(['/levels', '/keepFiringFor', '/channels', '/levelChange']),
    );
    expect(checkOverride({ interval: '2m' }, rule, DEFAULT_SEVERITIES).kind).toBe('ok');
  });
});

interface GroupsFile {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly record?: string;
      readonly expr: string;
      readonly labels?: Readonly<Record<string, string>>;
    }[];
  }[];
}

function readGroups(text: string): GroupsFile {
  // Made by the printer under test, whose form is checked where it is at home.
  return parse(text) as GroupsFile;
}

function flawsOf(rule: SystemRule): readonly string[] {
  const { title, description, runbook, levels, operator, cases, record } = rule;
  const owner = {
    owner: PLATFORM,
    language: 'en',
    ladder: DEFAULT_SEVERITIES,
    isOnByDefault: true,
  } as const;
  const texts = [title, description, runbook].flatMap(({ en, zh }) => [en, zh]);
  const content = virtualRule(rule, owner, { group: undefined, override: undefined });
  return [
    ...(/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(rule.id) ? [] : ['id']),
    ...(rule.group in SYSTEM_RULE_GROUPS ? [] : ['group']),
    ...(texts.every((text) => text.trim() !== '') ? [] : ['text missing']),
    ...(texts.some((text) => text.includes('{{')) ? ['template in text'] : []),
    ...(levels.length > 0 === (record === null) ? [] : ['levels']),
    ...levels.flatMap(({ threshold }) => thresholdProblem(rule, operator, threshold)?.en ?? []),
    ...[...content.annotations.values()].flatMap((text) => checkTemplate(text)?.message ?? []),
    ...(record !== null || cases.some(fires) ? [] : ['never fires']),
    ...(record !== null || cases.some((one) => !fires(one)) ? [] : ['always fires']),
  ];
}

function recordings(): readonly SystemRule[] {
  return SYSTEM_RULES.filter(({ record }) => record !== null);
}

function fires({ alerts }: SystemRuleCase): boolean {
  return alerts.length > 0;
}
