import { printDurationMs } from '../../platform/model/duration.ts';
import type { SystemRule, SystemRuleGroup } from '../../queries/system-rules/system-rule.ts';
import { SYSTEM_RULE_GROUPS, SYSTEM_RULES } from '../../queries/system-rules/system-rules.ts';
import { printQuantity } from '../../queries/templates/quantity.ts';
import { UNITS } from '../../queries/templates/units.data.ts';

const AUDIENCES = { platform: '`_platform`', tenants: 'tenants', both: 'both' } as const;

/** The catalogue of system rules as the page of the docs: a table for each group. */
export function systemRulesPage(): string {
  const groups = Object.keys(SYSTEM_RULE_GROUPS) as SystemRuleGroup[];
  return [
    '# The catalogue of system rules\n',
    `${SYSTEM_RULES.length} rules, made from \`queries/system-rules/catalogue/\`. [system-rules.md](system-rules.md) says how they are switched on and changed. Thresholds are stored in the unit given.\n`,
    ...groups.map(groupTable),
  ].join('\n');
}

function groupTable(group: SystemRuleGroup): string {
  const { en, zh } = SYSTEM_RULE_GROUPS[group];
  return [
    `## ${en} · ${zh} (\`${group}\`)\n`,
    '| rule | version | for | meaning | 含义 | unit | default levels | labels | KubeGems |',
    '|---|---|---|---|---|---|---|---|---|',
    ...SYSTEM_RULES.filter((rule) => rule.group === group).map(ruleRow),
    '',
  ].join('\n');
}

function ruleRow(rule: SystemRule): string {
  const { id, title, description, unit, operator, isOn, labels, kubegems, record } = rule;
  const levels = rule.levels.map(
    ({ severity, threshold, forMs }) =>
      `${severity} ${operator} ${printQuantity(threshold, unit)} for ${printDurationMs(forMs)}`,
  );
  const cells = [
    `\`${id}\`${isOn ? '' : ' (off)'}`,
    String(rule.version),
    AUDIENCES[rule.audience],
    `${title.en}. ${description.en}`,
    title.zh,
    UNITS[unit].plain,
    record === null ? levels.join(', ') : `records \`${record}\``,
    codes(labels),
    codes(kubegems),
  ];
  return `| ${cells.join(' | ')} |`;
}

function codes(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
