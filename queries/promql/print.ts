import { assertNever } from '../../platform/model/assert-never.ts';
import type {
  Aggregation,
  AtModifier,
  BinaryExpr,
  DurationExpr,
  Expr,
  LabelMatcher,
  RangeExtension,
  TimeModifiers,
  VectorMatching,
  VectorSelector,
} from './ast.ts';
import { printDuration } from './duration-text.ts';
import { quoteGo } from './go-quote.ts';
import { printNumber } from './number-text.ts';
import { operatorInfo, SIGN_PRECEDENCE } from './operators.ts';

/**
 * The canonical text of a query, on one line, in Prometheus's own style. `parse(print(q))` equals
 * `q` but for offsets. Trees built by hand get parentheses where precedence asks for them.
 */
export function printPromql(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return expr.isDuration ? printDuration(expr.value) : printNumber(expr.value);
    case 'string':
      return quoteGo(expr.value);
    case 'vector':
      return printBare(expr) + printExtension(expr.extension) + printModifiers(expr);
    case 'matrix': {
      const range = `[${printDurationExpr(expr.range)}]`;
      const tail = printExtension(expr.extension) + printModifiers(expr);
      return printBare(expr.selector) + range + tail;
    }
    case 'subquery': {
      const step = expr.step === null ? '' : printDurationExpr(expr.step);
      const range = `[${printDurationExpr(expr.range)}:${step}]`;
      return printOperand(expr.expr, TIGHTEST) + range + printModifiers(expr);
    }
    case 'call':
      return `${expr.name}(${expr.args.map(printPromql).join(', ')})`;
    case 'aggregation':
      return printAggregation(expr);
    case 'binary':
      return printBinary(expr);
    case 'unary':
      // A sign may follow a sign: `--a`.
      return (
        expr.op + printOperand(expr.expr, expr.expr.kind === 'unary' ? 0 : SIGN_PRECEDENCE + 1)
      );
    case 'paren':
      return `(${printPromql(expr.expr)})`;
    default:
      return assertNever(expr);
  }
}

/** Binds tighter than every operator. */
const TIGHTEST = 7;

/** In parentheses unless the expression binds at least as tightly as asked. */
function printOperand(expr: Expr, least: number): string {
  const text = printPromql(expr);
  return bindingOf(expr) < least ? `(${text})` : text;
}

function bindingOf(expr: Expr): number {
  if (expr.kind === 'binary') return operatorInfo(expr.op).precedence;
  if (expr.kind === 'unary') return SIGN_PRECEDENCE;
  const isNegative = expr.kind === 'number' && (expr.value < 0 || Object.is(expr.value, -0));
  return isNegative ? SIGN_PRECEDENCE : TIGHTEST;
}

function printBinary(expr: BinaryExpr): string {
  const { op, lhs, rhs } = expr;
  const { precedence } = operatorInfo(op);
  const isRightGrouping = op === '^';
  const left = printOperand(lhs, isRightGrouping ? precedence + 1 : precedence);
  // A sign may follow any operator: `2 ^ -1` needs no parentheses.
  const startsWithSign = rhs.kind === 'unary' || rhs.kind === 'number';
  const least = startsWithSign ? 0 : isRightGrouping ? precedence : precedence + 1;
  return `${left} ${op}${printOperatorModifiers(expr)} ${printOperand(rhs, least)}`;
}

function printOperatorModifiers(expr: BinaryExpr): string {
  const matching = expr.matching === null ? '' : printMatching(expr.matching);
  return (expr.returnBool ? ' bool' : '') + matching + printFill(expr);
}

function printMatching({ mode, labels, group, include }: VectorMatching): string {
  const tail = group === null ? '' : ` group_${group} ${printLabels(include)}`;
  return ` ${mode} ${printLabels(labels)}${tail}`;
}

function printFill({ fill }: BinaryExpr): string {
  if (fill === null) return '';
  const { left, right } = fill;
  const text = (side: typeof left): string => (side === null ? '' : printPromql(side));
  if (left !== null && right !== null && text(left) === text(right)) return ` fill (${text(left)})`;
  const leftPart = left === null ? '' : ` fill_left (${text(left)})`;
  return right === null ? leftPart : `${leftPart} fill_right (${text(right)})`;
}

function printAggregation({ op, grouping, param, expr }: Aggregation): string {
  const clause = grouping === null ? '' : ` ${grouping.mode} ${printLabels(grouping.labels)} `;
  const args = param === null ? '' : `${printPromql(param)}, `;
  return `${op}${clause}(${args}${printPromql(expr)})`;
}

function printLabels(labels: readonly string[]): string {
  return `(${labels.map(printGroupingLabel).join(', ')})`;
}

/** A bare word where it is one; `without` is the one keyword Prometheus's grammar forgot. */
function printGroupingLabel(name: string): string {
  const isWord = CLASSIC_NAME.test(name) && !NOT_IN_GROUPING.test(name);
  return isWord ? name : quoteGo(name);
}

const NOT_IN_GROUPING = /^(?:without|inf|nan)$/i;
const CLASSIC_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

function printBare({ name, matchers }: VectorSelector): string {
  if (matchers.length === 0) return name ?? '{}';
  return `${name ?? ''}{${matchers.map(printMatcher).join(',')}}`;
}

/** `job="api"`; a label name that is no classic identifier is quoted. */
export function printMatcher(matcher: Omit<LabelMatcher, 'start' | 'end'>): string {
  if (matcher.isMetricName) return quoteGo(matcher.value);
  return printLabelName(matcher.name) + matcher.op + quoteGo(matcher.value);
}

/** A label name as it is written inside braces. */
export function printLabelName(name: string): string {
  return CLASSIC_NAME.test(name) ? name : quoteGo(name);
}

function printExtension(extension: RangeExtension | null): string {
  return extension === null ? '' : ` ${extension}`;
}

function printModifiers({ at, offset }: TimeModifiers): string {
  const atText = at === null ? '' : ` @ ${printAt(at)}`;
  return offset === null ? atText : `${atText} offset ${printOffset(offset)}`;
}

function printAt(at: AtModifier): string {
  if (at.kind !== 'timestamp') return `${at.kind}()`;
  return Math.abs(at.seconds) < 1e12 ? at.seconds.toFixed(3) : printNumber(at.seconds);
}

/** After `offset` arithmetic stands in parentheses. */
function printOffset(offset: DurationExpr): string {
  const text = printDurationExpr(offset);
  return offset.kind === 'duration_binary' ? `(${text})` : text;
}

/** A duration expression as it stands in brackets. */
export function printDurationExpr(duration: DurationExpr): string {
  switch (duration.kind) {
    case 'duration':
      return printDuration(duration.seconds);
    case 'duration_call':
      return `${duration.name}()`;
    case 'duration_choice': {
      const { name, left, right } = duration;
      return `${name}(${printDurationExpr(left)}, ${printDurationExpr(right)})`;
    }
    case 'duration_binary':
      return `${printDurationExpr(duration.lhs)} ${duration.op} ${printDurationExpr(duration.rhs)}`;
    case 'duration_negation':
      return `-${printDurationExpr(duration.operand)}`;
    case 'duration_paren':
      return `(${printDurationExpr(duration.inner)})`;
    default:
      return assertNever(duration);
  }
}
