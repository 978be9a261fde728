import { assertNever } from '../../platform/model/assert-never.ts';
import type { Expr, ValueType } from './ast.ts';
import { FUNCTIONS } from './functions.ts';

/** The value type of a parsed expression. */
export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'vector':
    case 'aggregation':
      return 'vector';
    case 'matrix':
    case 'subquery':
      return 'matrix';
    case 'call':
      return FUNCTIONS.get(expr.name)?.returns ?? 'vector';
    case 'binary': {
      const bothScalar = typeOf(expr.lhs) === 'scalar' && typeOf(expr.rhs) === 'scalar';
      return bothScalar ? 'scalar' : 'vector';
    }
    case 'unary':
    case 'paren':
      return typeOf(expr.expr);
    default:
      return assertNever(expr);
  }
}

/** How messages call a type. */
export function typeName(type: ValueType): string {
  if (type === 'vector') return 'instant vector';
  return type === 'matrix' ? 'range vector' : type;
}
