import type { Aggregation, BinaryExpr, Call, Expr } from '../../../queries/promql/ast.ts';
import { selectorsOf } from '../../../queries/promql/selectors-of.ts';
import type { ThresholdRange } from '../../../queries/templates/rules/rule-template.ts';
import { UNIT_RANGES } from '../../../queries/templates/rules/unit-ranges.data.ts';
import { bare, isComparison, metricOf, seriesArgument } from './promql-nodes.ts';

const ANY: ThresholdRange = { min: null, max: null };
const POSITIVE = UNIT_RANGES.count;
const SHARE = UNIT_RANGES.ratio;
const PERCENT: ThresholdRange = { min: 0, max: 100 };

/** Deeper, nothing is said. */
const MAX_DEPTH = 24;
/** Metrics that are 0 or 1. */
const YES_NO =
  /^(?:up|probe_success|redis_up|mysql_up|pg_up|mongodb_up|consul_up|kube_node_status_condition|kube_pod_status_(?:ready|phase)|x509_cert_expired)$/;
const PRESERVING: ReadonlySet<string> = new Set([
  ...['avg_over_time', 'min_over_time', 'max_over_time', 'last_over_time', 'quantile_over_time'],
  ...['first_over_time', 'round', 'sort', 'sort_desc', 'label_replace', 'label_join', 'vector'],
]);
const NEVER_NEGATIVE: ReadonlySet<string> = new Set([
  ...['rate', 'irate', 'increase', 'resets', 'changes', 'count_over_time', 'abs', 'time'],
  ...['stddev_over_time', 'stdvar_over_time', 'timestamp', 'sqrt', 'exp'],
]);
const KEEPING: ReadonlySet<string> = new Set(['avg', 'min', 'max', 'quantile', 'topk', 'bottomk']);

/** Bounds that every value of an expression keeps to, as far as its text and names tell. */
export function valueRange(expr: Expr, depth = 0): ThresholdRange {
  if (depth > MAX_DEPTH) return ANY;
  const node = bare(expr);
  switch (node.kind) {
    case 'number':
      return { min: node.value, max: node.value };
    case 'vector':
      return rangeOfMetric(metricOf(node));
    case 'matrix':
      return rangeOfMetric(metricOf(node.selector));
    case 'subquery':
      return valueRange(node.expr, depth + 1);
    case 'call':
      return ofCall(node, depth);
    case 'aggregation':
      return ofAggregation(node, depth);
    case 'binary':
      return ofBinary(node, depth);
    default:
      return ANY;
  }
}

/** By the unit that the name ends with. */
function rangeOfMetric(metric: string | null): ThresholdRange {
  if (metric === null) return ANY;
  if (YES_NO.test(metric)) return SHARE;
  if (/_(?:percent|percentage|pct)$/.test(metric)) return PERCENT;
  if (/_ratio$/.test(metric)) return SHARE;
  return /_(?:bytes|total|count|bucket)$/.test(metric) ? POSITIVE : ANY;
}

function ofCall(call: Call, depth: number): ThresholdRange {
  if (NEVER_NEGATIVE.has(call.name)) return POSITIVE;
  const series = seriesArgument(call);
  if (!PRESERVING.has(call.name) || series === undefined) return ANY;
  return valueRange(series, depth + 1);
}

function ofAggregation({ op, expr }: Aggregation, depth: number): ThresholdRange {
  if (op === 'count' || op === 'stddev' || op === 'stdvar') return POSITIVE;
  const inner = valueRange(expr, depth + 1);
  if (KEEPING.has(op)) return inner;
  return op === 'sum' && isPositive(inner) ? POSITIVE : ANY;
}

function ofBinary(node: BinaryExpr, depth: number): ThresholdRange {
  const left = (): ThresholdRange => valueRange(node.lhs, depth + 1);
  if (isComparison(node)) return node.returnBool ? UNIT_RANGES.yes_no : left();
  switch (node.op) {
    case 'and':
    case 'unless':
      return left();
    case '*':
      return product(left(), valueRange(node.rhs, depth + 1));
    case '/':
      return quotient(node, depth);
    case '-':
      return difference(left(), valueRange(node.rhs, depth + 1));
    default:
      return ANY;
  }
}

function product(a: ThresholdRange, b: ThresholdRange): ThresholdRange {
  if (!isPositive(a) || !isPositive(b)) return ANY;
  const max = a.max === null || b.max === null ? null : a.max * b.max;
  return { min: (a.min ?? 0) * (b.min ?? 0), max };
}

/** Only `1 - share` is known. */
function difference(a: ThresholdRange, b: ThresholdRange): ThresholdRange {
  if (a.min === null || a.min !== a.max || b.min === null || b.max === null) return ANY;
  return { min: a.min - b.max, max: a.min - b.min };
}

function quotient({ lhs, rhs }: BinaryExpr, depth: number): ThresholdRange {
  const divisor = valueRange(rhs, depth + 1);
  const value = valueRange(lhs, depth + 1);
  if (!isPositive(value) || !isPositive(divisor)) return ANY;
  if (divisor.min !== null && divisor.min === divisor.max && divisor.min > 0) {
    return { min: (value.min ?? 0) / divisor.min, max: value.max && value.max / divisor.min };
  }
  return depth < 8 && isShare(lhs, rhs) ? SHARE : POSITIVE;
}

/** Some of the series of a metric by all of them: `sum(x{code="500"}) / sum(x)`. */
function isShare(part: Expr, whole: Expr): boolean {
  const [one, ...others] = selectorsOf(part);
  const [all, ...rest] = selectorsOf(whole);
  if (one === undefined || all === undefined || others.length > 0 || rest.length > 0) return false;
  const name = metricOf(one);
  if (name === null || name !== metricOf(all) || one.offset !== null || all.offset !== null)
    return false;
  return all.matchers.length === 0 && isSum(part) && isSum(whole);
}

function isSum(expr: Expr): boolean {
  const node = bare(expr);
  if (isComparison(node)) return isSum(node.lhs);
  return node.kind === 'aggregation' && (node.op === 'sum' || node.op === 'count');
}

function isPositive({ min }: ThresholdRange): boolean {
  return min !== null && min >= 0;
}
