import type { Aggregation, BinaryExpr, Call, Expr } from '../../../queries/promql/ast.ts';
import { printPromql } from '../../../queries/promql/print.ts';
import { selectorsOf, visitExpr } from '../../../queries/promql/selectors-of.ts';
import { typeOf } from '../../../queries/promql/type-of.ts';
import { type LintRun, pathOfPart } from './lint-context.ts';
import { lostLabelAt } from './promql-label-lost.ts';
import { bare, isComparison, metricOf } from './promql-nodes.ts';

/** Longer divisors are not written anew as a suggestion. */
const MAX_REWRITTEN = 2_000;

/** Sizes of things that are there: never 0. */
const NEVER_ZERO = /_(?:MemTotal_bytes|size_bytes|capacity|capacity_bytes|maximum|total_bytes)$/;

const CHOOSING: ReadonlySet<string> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);

/** Shapes that compute something else than they look like. */
export function lintShapes(run: LintRun, expr: Expr): void {
  visitExpr(expr, (node) => {
    if (node.kind === 'call') visitCall(run, node);
    else if (node.kind === 'aggregation') visitAggregation(run, node);
    else if (node.kind === 'binary' && node.op === '/') visitDivision(run, node);
  });
}

function visitCall(run: LintRun, call: Call): void {
  const { name, args } = call;
  const path = pathOfPart(run.content, 'whole');
  if (name === 'absent' || name === 'absent_over_time') {
    visitAbsent(run, call, path);
    return;
  }
  if (name !== 'histogram_quantile' && name !== 'quantile_over_time') return;
  reportQuantile(run, args[0], path);
  const [, series] = args;
  if (name !== 'histogram_quantile' || series === undefined) return;
  if (!run.out.hasRoom('quantile_without_le')) return;
  const culprit = lostLabelAt(series, 'le');
  if (culprit === null) return;
  // Native histograms have no buckets by that name, and need no `le`.
  const isClassic = selectorsOf(series).some((selector) => metricOf(selector)?.endsWith('_bucket'));
  if (!isClassic) return;
  const suggestion = culprit.kind === 'aggregation' ? withLe(culprit) : null;
  run.out.add('quantile_without_le', { path, span: culprit, suggestion });
}

function withLe(node: Aggregation): string | null {
  if (node.end - node.start > MAX_REWRITTEN) return null;
  const { mode, labels } = node.grouping ?? { mode: 'by', labels: [] };
  const changed = mode === 'by' ? ['le', ...labels] : labels.filter((name) => name !== 'le');
  return printPromql({ ...node, grouping: { mode, labels: changed } });
}

function reportQuantile(run: LintRun, quantile: Expr | undefined, path: string): void {
  const param = quantile === undefined ? undefined : bare(quantile);
  if (param?.kind !== 'number' || (param.value >= 0 && param.value <= 1)) return;
  const isPercent = param.value > 1 && param.value <= 100;
  const suggestion = isPercent ? String(param.value / 100) : null;
  const fields = { value: String(param.value) };
  run.out.add('quantile_out_of_range', { path, span: param, fields, suggestion });
}

function visitAbsent({ out }: LintRun, call: Call, path: string): void {
  const [argument] = call.args;
  const selector = argument?.kind === 'matrix' ? argument.selector : argument;
  if (selector?.kind !== 'vector') return;
  const pattern = selector.matchers.find(({ op, name }) => op === '=~' && name !== '__name__');
  if (pattern === undefined) return;
  const fields = { function: call.name, label: pattern.name };
  out.add('absent_pattern', { path, span: pattern, fields });
}

function visitAggregation(run: LintRun, node: Aggregation): void {
  const path = pathOfPart(run.content, 'whole');
  const fields = { function: node.op };
  if (CHOOSING.has(node.op)) run.out.add('topk_in_rule', { path, span: node, fields });
  if (node.op === 'quantile') reportQuantile(run, node.param ?? undefined, path);
  if (node.op !== 'sum' && node.op !== 'avg') return;
  const inner = bare(node.expr);
  if (inner.kind === 'call' && inner.name === 'histogram_quantile') {
    run.out.add('mean_of_quantiles', { path, span: node, fields });
  }
  if (inner.kind !== 'binary' || inner.op !== '/' || !run.out.hasRoom('mean_of_ratios')) return;
  const divisor = bare(inner.rhs);
  // By a number is a change of unit.
  const isRatio = divisor.kind !== 'number' && typeOf(divisor) === 'vector';
  if (isRatio) run.out.add('mean_of_ratios', { path, span: node, fields });
}

function visitDivision(run: LintRun, node: BinaryExpr): void {
  const divisor = bare(node.rhs);
  if (isGuarded(divisor) || !run.out.hasRoom('division_unguarded')) return;
  if (typeOf(divisor) !== 'vector') return;
  const isShort = divisor.end - divisor.start <= MAX_REWRITTEN;
  run.out.add('division_unguarded', {
    path: pathOfPart(run.content, 'whole'),
    span: node.rhs,
    suggestion: isShort ? `(${printPromql(divisor)} > 0)` : null,
  });
}

function isGuarded(divisor: Expr): boolean {
  switch (divisor.kind) {
    case 'number':
      return true;
    case 'vector':
      return NEVER_ZERO.test(metricOf(divisor) ?? '');
    case 'aggregation':
      return divisor.op === 'count' || divisor.op === 'group' || isGuarded(bare(divisor.expr));
    case 'call':
      return divisor.name === 'clamp_min' || divisor.name === 'vector';
    case 'binary':
      return isComparison(divisor) && !divisor.returnBool;
    default:
      return false;
  }
}
