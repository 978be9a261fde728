import { assertNever } from '../../../platform/model/assert-never.ts';
import type { BinaryExpr, Expr } from '../../../queries/promql/ast.ts';
import { typeOf } from '../../../queries/promql/type-of.ts';
import { excludes } from './compared-values.ts';
import { type LintRun, pathOfPart } from './lint-context.ts';
import { bare, comparedConstant, isComparison } from './promql-nodes.ts';

const PRESENCE: ReadonlySet<string> = new Set(['absent', 'absent_over_time']);
const ALERTS: ReadonlySet<string> = new Set(['ALERTS', 'ALERTS_FOR_STATE']);

/** Levels without a threshold need an expression that compares; with one it should not. */
export function lintCondition(run: LintRun, expr: Expr): void {
  const { content, out } = run;
  const path = pathOfPart(content, 'whole');
  const last = bare(expr);
  if (content.levels.every(({ condition }) => condition === null)) {
    if (typeOf(last) === 'scalar') out.add('always_fires', { path: '/levels/0/threshold' });
    else if (isComparison(last) && last.returnBool) {
      out.add('bool_always_fires', {
        path,
        span: last,
        suggestion: withoutBool(last, content.expression),
      });
    } else if (!selects(expr)) out.add('missing_comparison', { path: '/levels/0/threshold' });
    return;
  }
  const inside = filterOf(last);
  if (inside === null) return;
  out.add('compares_already', { path, span: inside });
  reportNever(run, inside);
}

function reportNever({ content, out }: LintRun, inside: BinaryExpr): void {
  const compared = comparedConstant(inside);
  if (compared === undefined) return;
  for (const [index, { condition }] of content.levels.entries()) {
    if (condition === null) continue;
    const { operator, constant } = compared;
    if (!excludes({ operator, threshold: constant }, condition)) continue;
    const fields = {
      inside: `${operator} ${constant}`,
      outside: `${condition.operator} ${condition.threshold}`,
    };
    out.add('never_fires', { path: `/levels/${index}/threshold`, span: inside, fields });
  }
}

/** The comparison that decides which rows there are; null where none does. */
function filterOf(expr: Expr): BinaryExpr | null {
  let node = bare(expr);
  while (node.kind === 'binary' && (node.op === 'and' || node.op === 'unless'))
    node = bare(node.lhs);
  return isComparison(node) && !node.returnBool && typeOf(node) === 'vector' ? node : null;
}

/** Does the expression leave rows out by their value, or by whether others are there? */
function selects(expr: Expr): boolean {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return false;
    case 'vector':
      return ALERTS.has(expr.name ?? '');
    case 'matrix':
      return selects(expr.selector);
    case 'subquery':
    case 'unary':
    case 'paren':
    case 'aggregation':
      return selects(expr.expr);
    case 'call':
      if (expr.name === 'vector' || expr.name === 'scalar') return false;
      return PRESENCE.has(expr.name) || expr.args.some(selects);
    case 'binary':
      return selectsByOperator(expr);
    default:
      return assertNever(expr);
  }
}

function selectsByOperator(expr: BinaryExpr): boolean {
  const { op, lhs, rhs } = expr;
  if (op === 'unless') return true;
  if (op === 'or') return selects(lhs) && selects(rhs);
  if (isComparison(expr) && !expr.returnBool) return true;
  if (op === '/' && isComparison(bare(rhs))) return selects(lhs);
  return selects(lhs) || selects(rhs);
}

function withoutBool(node: BinaryExpr, text: string): string | null {
  if (node.end - node.start > 2_000) return null;
  const right = text.slice(node.rhs.start, node.end);
  const between = text.slice(node.opStart, node.rhs.start).replace(/\bbool\b\s*/, '');
  return text.slice(node.start, node.opStart) + between + right;
}
