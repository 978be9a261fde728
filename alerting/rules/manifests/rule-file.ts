import { printDurationMs } from '../../../platform/model/duration.ts';
import type { Labels } from '../../../platform/model/labels.ts';
import type { GroupRule, RuleGroup } from './rule-group.ts';
import { yamlText } from './yaml-text.ts';

/** Which version of which rule a file holds, and for which cluster: told by its header. */
export interface RuleFileOrigin {
  readonly cluster: string;
  readonly owner: string;
  readonly ruleId: string;
  readonly revision: number;
}

const FIRST_LINE =
  '# Managed by tocsin: change the rule there, edits of this file are overwritten.';
const ORIGIN = /^# tocsin-rule cluster=(\S+) owner=(\S+) id=(\S+) revision=(\d+)$/;
const FILE_NAME = /^tocsin\.[^.]+\.[0-9A-HJKMNP-TV-Z]{26}\.rules\.yml$/;

/** `tocsin.acme.01J….rules.yml`: one file per rule. Owners and ULIDs hold no dot. */
export function ruleFileName(owner: string, ruleId: string): string {
  return `tocsin.${owner}.${ruleId}.rules.yml`;
}

/** True for names that `ruleFileName` makes. */
export function isRuleFileName(name: string): boolean {
  return FILE_NAME.test(name);
}

/**
 * The Prometheus rule file of one rule: the same bytes for the same rule, every text quoted, so
 * that readers of YAML 1.1 and 1.2 see the same.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
 */
export function printRuleFile(origin: RuleFileOrigin, group: RuleGroup): string {
  const { cluster, owner, ruleId, revision } = origin;
  const lines = [
    FIRST_LINE,
    `# tocsin-rule cluster=${cluster} owner=${owner} id=${ruleId} revision=${revision}`,
    'groups:',
    `  - name: ${yamlText(group.name)}`,
    `    interval: ${yamlText(printDurationMs(group.intervalMs))}`,
    `    limit: ${group.limit}`,
    '    rules:',
    ...group.rules.flatMap(printRule),
  ];
  return `${lines.join('\n')}\n`;
}

/** Reads the header back; undefined for a file that is not ours. */
export function readOrigin(text: string): RuleFileOrigin | undefined {
  const [first, second = ''] = text.split('\n', 2);
  if (first !== FIRST_LINE) return undefined;
  const [, cluster, owner, ruleId, revision] = ORIGIN.exec(second) ?? [];
  if (!cluster || !owner || !ruleId) return undefined;
  return { cluster, owner, ruleId, revision: Number(revision) };
}

function printRule(rule: GroupRule): readonly string[] {
  if (rule.kind === 'recording') {
    return [
      `      - record: ${yamlText(rule.record)}`,
      `        expr: ${yamlText(rule.expr)}`,
      ...printMap('labels', rule.labels),
    ];
  }
  return [
    `      - alert: ${yamlText(rule.alert)}`,
    `        expr: ${yamlText(rule.expr)}`,
    `        for: ${yamlText(printDurationMs(rule.forMs))}`,
    ...(rule.keepFiringForMs === 0
      ? []
      : [`        keep_firing_for: ${yamlText(printDurationMs(rule.keepFiringForMs))}`]),
    ...printMap('labels', rule.labels),
    ...printMap('annotations', rule.annotations),
  ];
}

function printMap(key: string, entries: Labels): readonly string[] {
  if (entries.size === 0) return [];
  const pairs = [...entries].map(
    ([name, value]) => `          ${yamlText(name)}: ${yamlText(value)}`,
  );
  return [`        ${key}:`, ...pairs];
}
