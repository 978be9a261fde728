import { printDurationMs } from '../../platform/model/duration.ts';
import { printQuantity } from '../../queries/templates/quantity.ts';
import { RESOURCE_NAMES } from '../../queries/templates/rules/rule-resources.ts';
import type { ResourceName, RuleTemplate } from '../../queries/templates/rules/rule-template.ts';
import { RULE_TEMPLATES } from '../../queries/templates/rules/rule-templates.ts';
import { RESOURCES, SCOPE_TITLES } from '../../queries/templates/rules/template-resources.data.ts';
import { UNITS } from '../../queries/templates/units.data.ts';

/** The catalogue of rule templates as the page of the docs: a table for each resource. */
export function ruleTemplatesPage(): string {
  return [
    '# The catalogue of rule templates\n',
    `${RULE_TEMPLATES.length} templates, made from \`queries/templates/rules/catalogue/\`. A template is called \`scope.resource.rule\`. Thresholds are stored in the unit given.\n`,
    ...RESOURCE_NAMES.map(resourceTable),
  ].join('\n');
}

function resourceTable(name: ResourceName): string {
  const { scope, title, labels, namespaced, whyEmpty } = RESOURCES[name];
  const place = namespaced ? '' : ' For `_platform` only.';
  return [
    `## ${SCOPE_TITLES[scope].en}: ${title.en} · ${title.zh} (\`${scope}.${name}\`)\n`,
    `Labels of every row: ${codes(labels.map((label) => label.name)) || 'none'}.${place} ${whyEmpty.en}\n`,
    '| rule | meaning | 含义 | unit | more labels | default levels |',
    '|---|---|---|---|---|---|',
    ...RULE_TEMPLATES.filter(({ resource }) => resource === name).map(templateRow),
    '',
  ].join('\n');
}

function templateRow(template: RuleTemplate): string {
  const { rule, title, description, unit, operator, forMs } = template;
  const shared = RESOURCES[template.resource].labels.length;
  const more = codes(template.labels.slice(shared).map(({ name }) => name));
  const levels = template.levels.map(
    ({ severity, threshold }) => `${severity} ${operator} ${printQuantity(threshold, unit)}`,
  );
  const cells = [
    `\`${rule}\``,
    `${title.en}. ${description.en}`,
    title.zh,
    UNITS[unit].plain,
    more,
    `${levels.join(', ')} for ${printDurationMs(forMs)}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function codes(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
