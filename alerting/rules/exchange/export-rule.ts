import { printDurationMs } from '../../../platform/model/duration.ts';
import { SEVERITY_LABEL } from '../alert-labels.ts';
import { levelExpression, type ScopedExpression, scopeExpression } from '../compile-expression.ts';
import { scopeLogExpression } from '../compile-log-expression.ts';
import { literalTemplate } from '../manifests/literal-template.ts';
import type { RuleContent } from '../rule-draft.ts';
import type { ExchangeGroup, ExchangeRule } from './exchange-group.ts';

export type ExportedRule =
  | { readonly kind: 'group'; readonly group: ExchangeGroup }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * A rule of ours as people wrote it, without enforced matchers and labels of ours: a group of its
 * name with one alert per level, the most severe first. `importRules` makes the same levels of it.
 */
export function exportRule(rule: RuleContent): ExportedRule {
  const { name, language, intervalMs } = rule;
  const scoped = unscoped(rule);
  if (scoped.kind === 'refused') return scoped;
  const group: ExchangeGroup = {
    name,
    language,
    interval: printDurationMs(intervalMs),
    queryOffset: null,
    limit: null,
    labels: new Map(),
    extra: new Map(),
    rules: rule.levels.map((level) => exportLevel(rule, level, scoped)),
    line: 0,
  };
  return { kind: 'group', group };
}

function unscoped({ language, expression }: RuleContent): ScopedExpression {
  const everything = { matchers: [], exemptMetrics: [] };
  if (language === 'logql') return scopeLogExpression(expression, everything);
  return scopeExpression(expression, everything);
}

function exportLevel(
  rule: RuleContent,
  level: RuleContent['levels'][number],
  scoped: Extract<ScopedExpression, { kind: 'ok' }>,
): ExchangeRule {
  const links = [
    ['runbook_url', rule.runbookUrl],
    ['dashboard_url', rule.dashboardUrl],
  ] as const;
  const linked = links
    .filter(([, link]) => link !== '')
    .map(([name, link]) => [name, literalTemplate(link)] as const);
  return {
    kind: 'alert',
    name: rule.name,
    expr: levelExpression(scoped, level),
    for: printDurationMs(level.forMs),
    keepFiringFor: level.keepFiringForMs === 0 ? null : printDurationMs(level.keepFiringForMs),
    labels: new Map([...rule.labels, [SEVERITY_LABEL, literalTemplate(level.severity)]]),
    annotations: new Map([...linked, ...rule.annotations]),
    line: 0,
  };
}
