import type { DurationBinary, DurationCall, DurationChoice, DurationExpr } from './ast.ts';
import { MAX_DURATION_SECONDS } from './duration-text.ts';
import { atNumber, parseNumber } from './parse-literal.ts';
import type { TokenCursor } from './token-cursor.ts';
import { Tok } from './tokens.ts';

/** What an error names: where a duration is being read, and what could stand there. */
interface DurationPlace {
  readonly context: string;
  readonly expected: string;
}

const IN_RANGE: DurationPlace = {
  context: 'subquery or range selector',
  expected: 'number, duration, step(), or range()',
};

const IN_STEP: DurationPlace = {
  context: 'subquery selector',
  expected: 'number, duration, step(), range(), or "]"',
};

const IN_OFFSET: DurationPlace = {
  context: 'offset',
  expected: 'number, duration, step(), or range()',
};

/** The range or the step inside brackets: full arithmetic; a constant must be above zero. */
export function parseBracketDuration(cursor: TokenCursor, part: 'range' | 'step'): DurationExpr {
  const duration = parseArithmetic(cursor, 0, part === 'range' ? IN_RANGE : IN_STEP);
  const constant = withoutParens(duration);
  if (constant.kind === 'duration' && constant.seconds <= 0) {
    cursor.report(constant.start, constant.end, 'duration must be greater than 0');
  }
  return duration;
}

function withoutParens(duration: DurationExpr): DurationExpr {
  return duration.kind === 'duration_paren' ? withoutParens(duration.inner) : duration;
}

/**
 * What follows `offset`. A bare literal ends it, so that `x offset 5m + 1` adds 1 to a selector;
 * arithmetic needs parentheses.
 */
export function parseOffsetDuration(cursor: TokenCursor): DurationExpr {
  const { lexer } = cursor;
  const { kind, start } = lexer;
  if (kind !== Tok.add && kind !== Tok.sub) return parsePrimary(cursor, IN_OFFSET);
  cursor.take();
  return applySign(cursor, kind, start, parsePrimary(cursor, IN_OFFSET));
}

type ArithmeticOp = DurationBinary['op'];

interface Operator {
  readonly op: ArithmeticOp;
  readonly precedence: number;
}

const SUM = 1;
const PRODUCT = 2;
const POWER = 3;

const OPERATORS: ReadonlyMap<number, Operator> = new Map<number, Operator>([
  [Tok.add, { op: '+', precedence: SUM }],
  [Tok.sub, { op: '-', precedence: SUM }],
  [Tok.mul, { op: '*', precedence: PRODUCT }],
  [Tok.div, { op: '/', precedence: PRODUCT }],
  [Tok.mod, { op: '%', precedence: PRODUCT }],
  [Tok.pow, { op: '^', precedence: POWER }],
]);

function parseArithmetic(cursor: TokenCursor, above: number, place: DurationPlace): DurationExpr {
  cursor.enter();
  const { lexer } = cursor;
  let lhs = parseSigned(cursor, place);
  for (;;) {
    const operator = OPERATORS.get(lexer.kind);
    if (operator === undefined || operator.precedence <= above) break;
    const { start, end } = lexer;
    const height = cursor.height;
    cursor.take();
    const { op, precedence } = operator;
    const rhs = parseArithmetic(cursor, op === '^' ? precedence - 1 : precedence, place);
    cursor.grow(Math.max(height, cursor.height));
    if ((op === '/' || op === '%') && rhs.kind === 'duration' && rhs.seconds === 0) {
      cursor.report(start, end, op === '/' ? 'division by zero' : 'modulo by zero');
    }
    lhs = { kind: 'duration_binary', op, lhs, rhs, start: lhs.start, end: rhs.end };
  }
  cursor.leave();
  return lhs;
}

/** A sign binds like `*`: `-2^2` is `-(2^2)`. */
function parseSigned(cursor: TokenCursor, place: DurationPlace): DurationExpr {
  const { kind, start } = cursor.lexer;
  if (kind !== Tok.add && kind !== Tok.sub) return parsePrimary(cursor, place);
  cursor.take();
  return applySign(cursor, kind, start, parseArithmetic(cursor, PRODUCT, place));
}

/** A sign becomes part of a constant; `+` before anything else means nothing. */
function applySign(
  cursor: TokenCursor,
  sign: number,
  start: number,
  operand: DurationExpr,
): DurationExpr {
  if (operand.kind === 'duration') {
    const seconds = sign === Tok.sub ? -operand.seconds : operand.seconds;
    return { kind: 'duration', seconds, start, end: operand.end };
  }
  if (sign === Tok.add) return operand;
  cursor.grow(cursor.height);
  return { kind: 'duration_negation', operand, start, end: operand.end };
}

function parsePrimary(cursor: TokenCursor, place: DurationPlace): DurationExpr {
  if (atNumber(cursor)) return parseConstant(cursor);
  switch (cursor.lexer.kind) {
    case Tok.step:
    case Tok.range:
      return parseCall(cursor);
    case Tok.min:
    case Tok.max:
    case Tok.minOf:
    case Tok.maxOf:
      return parseChoice(cursor, place);
    case Tok.leftParen:
      return parseParen(cursor, place);
    default:
      return cursor.unexpected(place.context, place.expected);
  }
}

function parseConstant(cursor: TokenCursor): DurationExpr {
  const { value, start, end } = parseNumber(cursor);
  if (!(Math.abs(value) <= MAX_DURATION_SECONDS)) {
    cursor.report(start, end, 'duration out of range');
  }
  return { kind: 'duration', seconds: value, start, end };
}

function parseCall(cursor: TokenCursor): DurationCall {
  const { start, kind } = cursor.lexer;
  cursor.take();
  expect(cursor, Tok.leftParen);
  expect(cursor, Tok.rightParen);
  cursor.height = 1;
  const name = kind === Tok.step ? 'step' : 'range';
  return { kind: 'duration_call', name, start, end: cursor.lastEnd };
}

const CHOICES: ReadonlyMap<number, DurationChoice['name']> = new Map([
  [Tok.min, 'min'],
  [Tok.max, 'max'],
  [Tok.minOf, 'min_of'],
  [Tok.maxOf, 'max_of'],
]);

function parseChoice(cursor: TokenCursor, place: DurationPlace): DurationChoice {
  const { start, kind } = cursor.lexer;
  const name = CHOICES.get(kind) ?? 'min';
  cursor.take();
  expect(cursor, Tok.leftParen);
  const left = parseArithmetic(cursor, 0, place);
  const { height } = cursor;
  expect(cursor, Tok.comma);
  const right = parseArithmetic(cursor, 0, place);
  expect(cursor, Tok.rightParen);
  cursor.grow(Math.max(height, cursor.height));
  return { kind: 'duration_choice', name, left, right, start, end: cursor.lastEnd };
}

/** Parentheses around a plain constant leave no trace, as in Prometheus; `(-1m)^2` needs them. */
function parseParen(cursor: TokenCursor, place: DurationPlace): DurationExpr {
  const { start } = cursor.lexer;
  cursor.take();
  const inner = parseArithmetic(cursor, 0, place);
  expect(cursor, Tok.rightParen);
  if (inner.kind === 'duration' && inner.seconds >= 0) return inner;
  cursor.grow(cursor.height);
  return { kind: 'duration_paren', inner, start, end: cursor.lastEnd };
}

function expect(cursor: TokenCursor, kind: number): void {
  if (!cursor.at(kind)) cursor.unexpected();
  cursor.take();
}
