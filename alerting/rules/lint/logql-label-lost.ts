import { assertNever } from '../../../platform/model/assert-never.ts';
import type {
  BinaryExpr,
  Grouping,
  MetricExpr,
  RangeAggregation,
  Stage,
} from '../../../queries/logql/ast.ts';

const CHOOSING: ReadonlySet<string> = new Set([
  ...['topk', 'bottomk', 'approx_topk', 'sort', 'sort_desc'],
]);

/** As `lostLabelAt`, for LogQL: labels of streams and fields of lines alike. */
export function lostLogLabelAt(expr: MetricExpr, label: string): MetricExpr | null {
  switch (expr.kind) {
    case 'number':
    case 'vector':
      return null;
    case 'paren':
      return lostLogLabelAt(expr.expr, label);
    case 'label_replace':
      return expr.target === label ? null : lostLogLabelAt(expr.expr, label);
    case 'range_aggregation':
      return isLostInRange(expr, label) ? expr : null;
    case 'vector_aggregation':
      if (CHOOSING.has(expr.op)) return lostLogLabelAt(expr.expr, label);
      return keeps(expr.grouping, label) ? lostLogLabelAt(expr.expr, label) : expr;
    case 'binary':
      return lostByBinary(expr, label);
    default:
      return assertNever(expr);
  }
}

function isLostInRange({ op, grouping, range }: RangeAggregation, label: string): boolean {
  if (op === 'absent_over_time') {
    return !range.selector.matchers.some((matcher) => matcher.name === label && matcher.op === '=');
  }
  if (grouping !== null && !keeps(grouping, label)) return true;
  return range.stages.some((stage) => takesAway(stage, label));
}

function takesAway(stage: Stage, label: string): boolean {
  if (stage.kind !== 'drop' && stage.kind !== 'keep') return false;
  const named = stage.labels.find((choice) =>
    choice.kind === 'name' ? choice.name === label : choice.matcher.name === label,
  );
  return stage.kind === 'drop' ? named?.kind === 'name' : named === undefined;
}

function keeps(grouping: Grouping | null, label: string): boolean {
  if (grouping === null) return false;
  return grouping.labels.includes(label) === (grouping.mode === 'by');
}

function lostByBinary(expr: BinaryExpr, label: string): MetricExpr | null {
  const { op, lhs, rhs, matching } = expr;
  const left = (): MetricExpr | null => lostLogLabelAt(lhs, label);
  if (op === 'and' || op === 'unless') return left();
  const either = (): MetricExpr | null => left() ?? lostLogLabelAt(rhs, label);
  if (matching === null || op === 'or') return either();
  if (matching.group !== null) {
    if (matching.include.includes(label)) return null;
    return matching.group === 'left' ? left() : lostLogLabelAt(rhs, label);
  }
  return matching.labels.includes(label) === (matching.mode === 'on') ? either() : expr;
}
