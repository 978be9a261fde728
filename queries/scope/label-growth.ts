import { assertNever } from '../../platform/model/assert-never.ts';
import type { Call, Expr } from '../promql/ast.ts';

/** Most times that the labels of a result may be as long as those of the series it is made from. */
const MAX_LABEL_GROWTH = 100;

/**
 * How many times as long as on its series a label can become. `label_join` puts several together and
 * `label_replace` repeats what it has captured; inside of each other they multiply, so that a query
 * of 600 characters fills the memory of a backend, which bounds series and samples but not this.
 *
 * @example labelGrowth of 'label_join(label_join(up, "a", "", "b", "b"), "a", "", "a", "a")' is 4
 */
export function labelGrowth(expr: Expr): number {
  switch (expr.kind) {
    case 'number':
    case 'string':
    case 'vector':
    case 'matrix':
      return 1;
    case 'subquery':
    case 'unary':
    case 'paren':
    case 'aggregation':
      return labelGrowth(expr.expr);
    case 'binary':
      return Math.max(labelGrowth(expr.lhs), labelGrowth(expr.rhs));
    case 'call':
      return ownGrowth(expr) * expr.args.reduce((most, arg) => Math.max(most, labelGrowth(arg)), 1);
    default:
      return assertNever(expr);
  }
}

/** Arguments: `label_join(v, to, separator, from…)`, `label_replace(v, to, replacement, from, regex)`. */
function ownGrowth({ name, args }: Call): number {
  if (name === 'label_join') return Math.max(1, args.length - 3);
  if (name !== 'label_replace') return 1;
  return Math.max(1, textOf(args[2]).split('$').length - 1);
}

function textOf(expr: Expr | undefined): string {
  if (expr?.kind === 'paren') return textOf(expr.expr);
  return expr?.kind === 'string' ? expr.value : '';
}

/** Why a query is not asked for the growth of its labels; null when it may be. */
export function growthProblem(expr: Expr): string | null {
  if (labelGrowth(expr) <= MAX_LABEL_GROWTH) return null;
  return `label_join() and label_replace() inside of each other make labels more than ${MAX_LABEL_GROWTH} times as long`;
}
