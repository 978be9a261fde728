import type { Expr } from '../../../queries/promql/ast.ts';
import { parsePromql } from '../../../queries/promql/parse.ts';
import { bareInfoCalls, selectorsOf } from '../../../queries/promql/selectors-of.ts';
import { typeName, typeOf } from '../../../queries/promql/type-of.ts';
import type { RuleTemplate } from '../../../queries/templates/rules/rule-template.ts';
import { type LintRun, pathOfPart } from './lint-context.ts';
import { lintLevels, type Measured, reportRange } from './lint-levels.ts';
import { lintTexts } from './lint-texts.ts';
import { lintTimes } from './lint-times.ts';
import { lintCardinality } from './promql-cardinality.ts';
import { lintCondition } from './promql-condition.ts';
import { lintCounters } from './promql-counters.ts';
import { lostLabelAt } from './promql-label-lost.ts';
import { bare, comparedConstant, isComparison } from './promql-nodes.ts';
import { lintRanges, shortestRangeMs } from './promql-ranges.ts';
import { lintShapes } from './promql-shapes.ts';
import { lintTenancy } from './promql-tenancy.ts';
import { valueRange } from './value-range.ts';

/** A rule on metrics. */
export function lintPromql(run: LintRun): void {
  const { content, out } = run;
  const path = pathOfPart(content, 'whole');
  const parsed = parsePromql(content.expression);
  if (parsed.kind === 'error') {
    const { position, message } = parsed.error;
    out.add('syntax', { path, span: position, fields: { message } });
    return;
  }
  const { expr } = parsed;
  const type = typeOf(expr);
  if (type !== 'vector' && type !== 'scalar') {
    out.add('wrong_type', { path, span: expr, fields: { type: typeName(type) } });
    return;
  }
  if (content.levels.length > 0) lintCondition(run, expr);
  if (selectorsOf(expr).length === 0 && bareInfoCalls(expr).length === 0) {
    out.add('reads_nothing', { path, span: expr });
    return;
  }
  lintTenancy(run, expr);
  lintCardinality(run, expr);
  lintCounters(run, expr);
  lintShapes(run, expr);
  lintRanges(run, expr);
  lintValues(run, expr);
  lintTimes(run, shortestRangeMs(expr));
  lintTexts(run, (label) => lostLabelAt(expr, label) !== null);
}

function lintValues(run: LintRun, expr: Expr): void {
  const template = templateOf(run);
  lintLevels(run, template ?? { range: valueRange(expr), unit: 'count' });
  const last = bare(expr);
  const compared = isComparison(last) ? comparedConstant(last) : undefined;
  if (compared === undefined) return;
  const { value, operator, constant } = compared;
  const measured: Measured = { range: valueRange(value), unit: 'count' };
  const path = pathOfPart(run.content, 'whole');
  reportRange(run, measured, { operator, threshold: constant }, { path, span: last });
}

function templateOf({ content, context }: LintRun): RuleTemplate | undefined {
  const { source } = content;
  return source.kind === 'template' ? context.findTemplate(source.template.id) : undefined;
}
