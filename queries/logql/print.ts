import { assertNever } from '../../platform/model/assert-never.ts';
import { quoteGo } from '../promql/go-quote.ts';
import type {
  BinaryExpr,
  Expr,
  Grouping,
  LogRange,
  MetricExpr,
  RangeAggregation,
  Stage,
  StreamSelector,
  VectorAggregation,
  VectorMatching,
} from './ast.ts';
import { printDuration, printRange } from './duration-text.ts';
import { printNumber } from './number-text.ts';
import { operatorInfo } from './operators.ts';
import { printMatcher, printStage, printUnwrap } from './print-stage.ts';

/**
 * The canonical text of a query, on one line. `parse(print(q))` equals `q` but for offsets. Trees
 * built by hand get parentheses where precedence asks for them.
 */
export function printLogql(expr: Expr): string {
  switch (expr.kind) {
    case 'log':
      return printHead(expr.selector, expr.stages);
    case 'range_aggregation':
      return printRangeAggregation(expr);
    case 'vector_aggregation':
      return printVectorAggregation(expr);
    case 'label_replace': {
      const { target, replacement, source, pattern } = expr;
      const texts = [target, replacement, source, pattern].map(quoteGo);
      return `label_replace(${printLogql(expr.expr)}, ${texts.join(', ')})`;
    }
    case 'binary':
      return printBinary(expr);
    case 'number':
      return printNumber(expr.value);
    case 'vector':
      return `vector(${printNumber(expr.value)})`;
    case 'paren':
      return `(${printLogql(expr.expr)})`;
    default:
      return assertNever(expr);
  }
}

/** `{app="shop", env!="dev"}`. */
export function printSelector({ matchers }: StreamSelector): string {
  return `{${matchers.map(printMatcher).join(', ')}}`;
}

function printHead(selector: StreamSelector, stages: readonly Stage[]): string {
  return [printSelector(selector), ...stages.map(printStage)].join(' ');
}

function printLogRange({ selector, stages, unwrap, rangeNs, offsetNs }: LogRange): string {
  const value = unwrap === null ? '' : ` ${printUnwrap(unwrap)}`;
  const gap = stages.length === 0 && unwrap === null ? '' : ' ';
  const offset = offsetNs === 0 ? '' : ` offset ${printDuration(offsetNs)}`;
  return `${printHead(selector, stages)}${value}${gap}[${printRange(rangeNs)}]${offset}`;
}

function printRangeAggregation({ op, param, range, grouping }: RangeAggregation): string {
  const first = param === null ? '' : `${printNumber(param.value)}, `;
  const tail = grouping === null ? '' : ` ${printGrouping(grouping)}`;
  return `${op}(${first}${printLogRange(range)})${tail}`;
}

function printVectorAggregation({ op, param, expr, grouping }: VectorAggregation): string {
  const clause = grouping === null ? '' : ` ${printGrouping(grouping)} `;
  const first = param === null ? '' : `${printNumber(param.value)}, `;
  return `${op}${clause}(${first}${printLogql(expr)})`;
}

function printGrouping({ mode, labels }: Grouping): string {
  return `${mode} (${labels.join(', ')})`;
}

function printBinary({ op, lhs, rhs, returnBool, matching }: BinaryExpr): string {
  const { precedence } = operatorInfo(op);
  const groupsRight = op === '^';
  const left = printOperand(lhs, groupsRight ? precedence + 1 : precedence);
  const right = printOperand(rhs, groupsRight ? precedence : precedence + 1);
  const bool = returnBool ? ' bool' : '';
  const match = matching === null ? '' : printMatching(matching);
  return `${left} ${op}${bool}${match} ${right}`;
}

/** In parentheses unless the expression binds at least as tightly as asked. */
function printOperand(expr: MetricExpr, least: number): string {
  const text = printLogql(expr);
  return expr.kind === 'binary' && operatorInfo(expr.op).precedence < least ? `(${text})` : text;
}

function printMatching({ mode, labels, group, include }: VectorMatching): string {
  const tail = group === null ? '' : ` group_${group} (${include.join(', ')})`;
  return ` ${mode} (${labels.join(', ')})${tail}`;
}
