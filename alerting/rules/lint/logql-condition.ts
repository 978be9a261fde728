import { assertNever } from '../../../platform/model/assert-never.ts';
import type { BinaryExpr, MetricExpr } from '../../../queries/logql/ast.ts';
import { constantOf } from '../../../queries/logql/constant.ts';
import type { RuleCondition } from '../rule.ts';
import { excludes } from './compared-values.ts';
import { type LintRun, pathOfPart } from './lint-context.ts';
import { bareMetric, comparedNumber, isLogComparison } from './logql-nodes.ts';

/** As `lintCondition`, for LogQL; and counts of lines that are expected to be 0. */
export function lintLogCondition(run: LintRun, expr: MetricExpr): void {
  const { content, out } = run;
  const path = pathOfPart(content, 'whole');
  const last = bareMetric(expr);
  if (content.levels.every(({ condition }) => condition === null)) {
    if (constantOf(expr) !== null) out.add('always_fires', { path: '/levels/0/threshold' });
    else if (isLogComparison(last) && last.returnBool) {
      out.add('bool_always_fires', { path, span: last });
    } else if (!selects(expr)) out.add('missing_comparison', { path: '/levels/0/threshold' });
    else {
      const compared = comparedNumber(last);
      if (compared !== undefined && isLogComparison(last)) {
        if (isNothing(compared) && countsLines(last.lhs)) {
          out.add('zero_never_seen', { path, span: last });
        }
      }
    }
    return;
  }
  lintThresholds(run, expr);
}

function lintThresholds({ content, out }: LintRun, expr: MetricExpr): void {
  const inside = filterOf(expr);
  const path = pathOfPart(content, 'whole');
  if (inside !== null) out.add('compares_already', { path, span: inside });
  const compared = inside === null ? undefined : comparedNumber(inside);
  for (const [index, { condition }] of content.levels.entries()) {
    if (condition === null) continue;
    const at = `/levels/${index}/threshold`;
    if (isNothing(condition) && countsLines(expr)) out.add('zero_never_seen', { path: at });
    if (compared === undefined || inside === null || !excludes(compared, condition)) continue;
    const fields = {
      inside: `${compared.operator} ${compared.threshold}`,
      outside: `${condition.operator} ${condition.threshold}`,
    };
    out.add('never_fires', { path: at, span: inside, fields });
  }
}

function filterOf(expr: MetricExpr): BinaryExpr | null {
  let node = bareMetric(expr);
  while (node.kind === 'binary' && (node.op === 'and' || node.op === 'unless')) {
    node = bareMetric(node.lhs);
  }
  return isLogComparison(node) && !node.returnBool ? node : null;
}

/** Is the condition met by nothing but a count of 0, or a rate of 0? */
function isNothing({ operator, threshold }: RuleCondition): boolean {
  if (operator === '<') return threshold > 0 && threshold <= 1;
  return (operator === '==' || operator === '<=') && threshold === 0;
}

const COUNTING: ReadonlySet<string> = new Set([
  ...['count_over_time', 'rate', 'bytes_over_time', 'bytes_rate'],
]);

/** Counts of lines, perhaps summed: without a line there is no row. */
function countsLines(expr: MetricExpr): boolean {
  const node = bareMetric(expr);
  if (node.kind === 'vector_aggregation') return countsLines(node.expr);
  return node.kind === 'range_aggregation' && COUNTING.has(node.op) && node.range.unwrap === null;
}

function selects(expr: MetricExpr): boolean {
  switch (expr.kind) {
    case 'number':
    case 'vector':
      return false;
    case 'range_aggregation':
      return expr.op === 'absent_over_time';
    case 'vector_aggregation':
    case 'label_replace':
    case 'paren':
      return selects(expr.expr);
    case 'binary':
      if (expr.op === 'unless') return true;
      if (expr.op === 'or') return selects(expr.lhs) && selects(expr.rhs);
      if (isLogComparison(expr) && !expr.returnBool) return true;
      if (expr.op === '/' && isLogComparison(bareMetric(expr.rhs))) return selects(expr.lhs);
      return selects(expr.lhs) || selects(expr.rhs);
    default:
      return assertNever(expr);
  }
}
