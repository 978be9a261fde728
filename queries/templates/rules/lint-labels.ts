import type { Expr } from '../../promql/ast.ts';
import { selectorsOf } from '../../promql/selectors-of.ts';
import { typeName, typeOf } from '../../promql/type-of.ts';
import { exporterOf } from '../exporter-metrics.data.ts';
import { resultLabels } from '../result-labels.ts';
import { fillTemplate, PLAIN_DIALECT } from './fill-template.ts';
import { labelPlaceholderOf } from './label-placeholder.ts';
import { narrows } from './narrows.ts';
import { groupLabels } from './render-template.ts';
import type { ResourceName, RuleTemplate } from './rule-template.ts';
import { findingOf, type TemplateFinding } from './template-finding.ts';
import { RESOURCES } from './template-resources.data.ts';

/** Stands for any window; only its presence counts here. */
const SOME_WINDOW_MS = 300_000;
const PATH = '/promql';

/** What a query answers with: its type, its labels however it is grouped, and its filters. */
export function labelFindings(template: RuleTemplate, expr: Expr): readonly TemplateFinding[] {
  const type = typeOf(expr);
  if (type !== 'vector') return [findingOf('not_a_vector', PATH, { type: typeName(type) })];
  return [
    ...declarationFindings(template),
    ...groupingFindings(template, expr),
    ...filterFindings(template, expr),
    ...selectorFindings(template, expr),
  ];
}

function declarationFindings(template: RuleTemplate): readonly TemplateFinding[] {
  const names = template.labels.map(({ name }) => name);
  const repeated = names.findIndex((name, index) => names.indexOf(name) < index);
  const keepsNamespace = template.labels.some(
    ({ name, group }) => name === 'namespace' && group === 'always',
  );
  const isLost = RESOURCES[template.resource].namespaced && !keepsNamespace;
  return [
    ...(repeated < 0
      ? []
      : [findingOf('label_repeated', `/labels/${repeated}`, { label: names[repeated] ?? '' })]),
    ...(isLost ? [findingOf('namespace_lost', '/labels')] : []),
  ];
}

/** Grouped as usual, by everything, and by as little as possible. */
function groupingFindings(template: RuleTemplate, expr: Expr): readonly TemplateFinding[] {
  const all = template.labels.map(({ name }) => name);
  for (const groupBy of [undefined, all, []]) {
    const asked = groupLabels(template, groupBy);
    const filled = fillTemplate(expr, {
      filters: [],
      groupBy: asked,
      windowMs: SOME_WINDOW_MS,
      dialect: PLAIN_DIALECT,
    });
    const have = resultLabels(filled);
    if (have === 'any') return [findingOf('labels_unknown', PATH)];
    if ([...have].sort().join() !== [...asked].sort().join()) {
      const fields = { asked: asked.join(', '), have: [...have].join(', ') };
      return [findingOf('labels_differ', PATH, fields)];
    }
  }
  return [];
}

function filterFindings(template: RuleTemplate, expr: Expr): readonly TemplateFinding[] {
  return template.labels
    .filter(({ name, filter }) => filter && !narrows(expr, name))
    .map(({ name }) =>
      findingOf('filter_ignored', PATH, { label: name, placeholder: `${name}=~"$${name}"` }),
    );
}

function selectorFindings(template: RuleTemplate, expr: Expr): readonly TemplateFinding[] {
  const findings: TemplateFinding[] = [];
  for (const { name, matchers } of selectorsOf(expr)) {
    if (name === null) findings.push(findingOf('metric_unnamed', PATH));
    else findings.push(...metricFindings(name, template.resource));
    for (const matcher of matchers) {
      const label = labelPlaceholderOf(matcher)?.label;
      const looksOpen = label !== undefined || matcher.value.startsWith('$');
      const isKnown = template.labels.some(({ name, filter }) => filter && name === label);
      if (looksOpen && !isKnown) {
        findings.push(findingOf('unknown_placeholder', PATH, { value: matcher.value }));
      }
    }
  }
  return findings;
}

function metricFindings(metric: string, resource: ResourceName): readonly TemplateFinding[] {
  const exporter = exporterOf(metric);
  if (exporter === undefined) return [findingOf('metric_unknown', PATH, { metric })];
  const { exporters } = RESOURCES[resource];
  if (exporters.includes(exporter)) return [];
  const fields = { metric, exporter, resource, exporters: exporters.join(', ') };
  return [findingOf('metric_foreign', PATH, fields)];
}
