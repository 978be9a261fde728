import { printDurationMs } from '../../platform/model/duration.ts';
import { compareText, type Labels } from '../../platform/model/labels.ts';
import { quoteGo } from '../../queries/promql/go-quote.ts';
import type { ReadWithin } from '../../queries/scope/read-within.ts';
import { NO_DATA_LABEL, RULE_LABEL, SEVERITY_LABEL } from './alert-labels.ts';
import { type ScopedExpression, scopeExpression } from './compile-expression.ts';
import { literalTemplate } from './manifests/literal-template.ts';
import type { AlertingRule } from './manifests/rule-group.ts';
import { noDataDescription, noDataTitle } from './no-data-words.ts';
import type { Rule } from './rule.ts';
import type { RuleLanguage } from './rule-language.ts';
import type { RuleTarget } from './rule-targets.ts';

type Expression = Extract<ScopedExpression, { kind: 'ok' }>;

/** What `keptExpression` must know of a level. */
export interface KeptLevel {
  /** With the threshold. */
  readonly text: string;
  /** Of its alerts. */
  readonly labels: Labels;
  readonly intervalMs: number;
}

/**
 * The expression of a level whose alerts stay while there is no data: what fires already, as
 * `ALERTS` says it, goes on as long as the rule's expression gives nothing at all. Needs an evaluator
 * that finds the `ALERTS` of its own rules where it reads metrics. A number is never missing.
 * @param expression without threshold
 */
export function keptExpression(
  level: KeptLevel,
  expression: Expression,
  within: ReadWithin,
): ScopedExpression {
  const { text: levelExpression, labels, intervalMs } = level;
  if (expression.isScalar) return { ...expression, text: levelExpression };
  const own = [RULE_LABEL, SEVERITY_LABEL].map(
    (name) => `${name}=${quoteGo(labels.get(name) ?? '')}`,
  );
  const alerts = sinceBefore(`ALERTS{alertstate="firing",${own.join(',')}}`, intervalMs);
  const firing = `max without (alertstate) (${alerts})`;
  const scoped = scopeExpression(firing, within);
  if (scoped.kind === 'refused') return scoped;
  const text = `(${levelExpression}) or (${scoped.text} and on () absent(${expression.text}))`;
  return { ...expression, text };
}

/** How far back an evaluator finds the last sample of a series, by default. */
const LOOKBACK_MS = 5 * 60_000;

/**
 * What was there at the evaluation before. Where that is further back than a selector looks, a range
 * that reaches one evaluation and not two: at a second one the alert may have ended.
 */
function sinceBefore(selector: string, intervalMs: number): string {
  if (2 * intervalMs <= LOOKBACK_MS) return selector;
  return `last_over_time(${selector}[${printDurationMs(Math.round(1.5 * intervalMs))}])`;
}

/** Gives something while the expression gives nothing. */
export function absenceOf({ text }: Pick<Expression, 'text'>, language: RuleLanguage): string {
  return language === 'promql' ? `absent(${text})` : `vector(1) unless sum(${text})`;
}

/**
 * The alert that the expression gives nothing at all, as severe as the rule's most severe level and
 * after the longest time that one of them waits. None for an expression that is a number.
 */
export function noDataAlert(
  levels: readonly AlertingRule[],
  rule: Pick<Rule, 'name' | 'language' | 'expression'>,
  expression: Expression,
  target: Pick<RuleTarget, 'cluster' | 'language'>,
): readonly AlertingRule[] {
  const [first] = levels;
  if (first === undefined || expression.isScalar) return [];
  const labels = [...first.labels, [NO_DATA_LABEL, 'true'] as const];
  const links = [...first.annotations].filter(([name]) => name.endsWith('_url'));
  const place = { expression: rule.expression, cluster: target.cluster.id };
  const texts = [
    ['summary', literalTemplate(noDataTitle(rule.name, target.language))],
    ['description', literalTemplate(noDataDescription(place, target.language))],
  ] as const;
  return [
    {
      ...first,
      expr: absenceOf(expression, rule.language),
      forMs: Math.max(...levels.map(({ forMs }) => forMs)),
      keepFiringForMs: 0,
      annotations: new Map([...links, ...texts]),
      labels: new Map(labels.sort(([a], [b]) => compareText(a, b))),
    },
  ];
}
