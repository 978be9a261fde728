import { printDurationMs } from '../../../platform/model/duration.ts';
import { SEVERITY_LABEL } from '../alert-labels.ts';
import { levelExpression, type ScopedExpression, scopeExpression } from '../compile-expression.ts';
import { scopeLogExpression } from '../compile-log-expression.ts';
import { literalTemplate } from '../manifests/literal-template.ts';
import type { RuleContent } from '../rule-draft.ts';
import type { ExchangeGroup, ExchangeRule } from './exchange-group.ts';
import { splitThreshold } from './split-threshold.ts';

export type ExportedRule =
  | { readonly kind: 'group'; readonly group: ExchangeGroup }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * A rule of ours as people wrote it, without enforced matchers and labels of ours: a group of its
 * name with one alert per level, the most severe first, or with one recording rule. `importRules` makes
 * the same of it.
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
    rules:
      rule.record === null
        ? rule.levels.map((level) => exportLevel(rule, level, scoped))
        : [exportRecording(rule, rule.record, scoped)],
    line: 0,
  };
  return { kind: 'group', group };
}

function unscoped({ language, expression }: RuleContent): ScopedExpression {
  const everything = { matchers: [], exemptMetrics: [] };
  if (language === 'logql') return scopeLogExpression(expression, everything);
  return scopeExpression(expression, everything);
}

function exportRecording(
  { labels }: RuleContent,
  record: string,
  { text }: Extract<ScopedExpression, { kind: 'ok' }>,
): ExchangeRule {
  const alertsOnly = { for: null, keepFiringFor: null, annotations: new Map() };
  return { kind: 'record', name: record, expr: text, labels, ...alertsOnly, line: 0 };
}

/** As people write it, without brackets around what is compared, where that means the same. */
function comparison(
  { language }: RuleContent,
  { condition }: RuleContent['levels'][number],
  scoped: Extract<ScopedExpression, { kind: 'ok' }>,
): string {
  const safe = levelExpression(scoped, { condition });
  const bracketed = `(${scoped.text})`;
  if (condition === null || !safe.startsWith(bracketed)) return safe;
  const plain = `${scoped.text}${safe.slice(bracketed.length)}`;
  const { expression, condition: read } = splitThreshold(plain, language);
  const isSame =
    expression === scoped.text &&
    read?.operator === condition.operator &&
    read.threshold === condition.threshold;
  return isSame ? plain : safe;
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
    expr: comparison(rule, level, scoped),
    for: printDurationMs(level.forMs),
    keepFiringFor: level.keepFiringForMs === 0 ? null : printDurationMs(level.keepFiringForMs),
    labels: new Map([...rule.labels, [SEVERITY_LABEL, literalTemplate(level.severity)]]),
    annotations: new Map([...linked, ...rule.annotations]),
    line: 0,
  };
}
