import type { AtModifier, DurationExpr, Expr, RangeExtension } from './ast.ts';
import { printNumber } from './number-text.ts';
import { parseBracketDuration, parseOffsetDuration } from './parse-duration.ts';
import { atNumber, parseNumber } from './parse-literal.ts';
import type { TokenCursor } from './token-cursor.ts';
import { Tok } from './tokens.ts';

/** Everything that may follow an operand: `[5m]`, `[1h:5m]`, `offset`, `@`, `anchored`, `smoothed`. */
export function parseSuffixes(cursor: TokenCursor, operand: Expr): Expr {
  let expr = operand;
  for (;;) {
    switch (cursor.lexer.kind) {
      case Tok.leftBracket:
        expr = parseBracket(cursor, expr);
        break;
      case Tok.offset:
        expr = parseOffset(cursor, expr);
        break;
      case Tok.at:
        expr = parseAt(cursor, expr);
        break;
      case Tok.anchored:
        expr = parseExtension(cursor, expr, 'anchored');
        break;
      case Tok.smoothed:
        expr = parseExtension(cursor, expr, 'smoothed');
        break;
      default:
        return expr;
    }
  }
}

function parseBracket(cursor: TokenCursor, expr: Expr): Expr {
  const { lexer } = cursor;
  const bracket = lexer.start;
  cursor.take();
  const { height } = cursor;
  const range = parseBracketDuration(cursor, 'range');
  if (cursor.at(Tok.rightBracket)) {
    cursor.take();
    cursor.grow(height);
    return matrixOf(cursor, expr, range, bracket);
  }
  if (!cursor.at(Tok.colon)) cursor.unexpected('subquery or range', '":" or "]"');
  cursor.take();
  const step = cursor.at(Tok.rightBracket) ? null : parseBracketDuration(cursor, 'step');
  if (!cursor.at(Tok.rightBracket)) cursor.unexpected('subquery selector', '"]"');
  cursor.take();
  cursor.grow(height);
  const { start } = expr;
  return {
    kind: 'subquery',
    expr,
    range,
    step,
    offset: null,
    at: null,
    start,
    end: cursor.lastEnd,
  };
}

function matrixOf(cursor: TokenCursor, expr: Expr, range: DurationExpr, bracket: number): Expr {
  const end = cursor.lastEnd;
  if (expr.kind !== 'vector') {
    cursor.report(bracket, end, 'ranges only allowed for vector selectors');
    return expr;
  }
  if (isSet(expr.offset)) {
    cursor.report(bracket, end, 'no offset modifiers allowed before range');
  } else if (expr.at !== null) cursor.report(bracket, end, 'no @ modifiers allowed before range');
  const { extension, start } = expr;
  // `x offset 0s [5m]` is legal and means `x[5m]`: modifiers stand on the outer node only.
  const bare = extension !== null || expr.offset !== null;
  const selector = bare ? { ...expr, extension: null, offset: null } : expr;
  return { kind: 'matrix', selector, range, offset: null, at: null, extension, start, end };
}

/** An offset of literally zero counts as none, so a second one may follow. */
function isSet(offset: DurationExpr | null): boolean {
  return offset !== null && !(offset.kind === 'duration' && offset.seconds === 0);
}

function parseOffset(cursor: TokenCursor, expr: Expr): Expr {
  cursor.take();
  const { height } = cursor;
  const offset = parseOffsetDuration(cursor);
  cursor.height = height;
  if (expr.kind !== 'vector' && expr.kind !== 'matrix' && expr.kind !== 'subquery') {
    cursor.report(expr.start, expr.end, mustFollowSelector('offset modifier'));
    return expr;
  }
  if (isSet(expr.offset)) {
    cursor.report(expr.start, expr.end, 'offset may not be set multiple times');
  }
  return { ...expr, offset, end: cursor.lastEnd };
}

function mustFollowSelector(what: string): string {
  return `${what} must be preceded by an instant vector selector or range vector selector or a subquery`;
}

function parseAt(cursor: TokenCursor, expr: Expr): Expr {
  cursor.take();
  const { height } = cursor;
  const at = parseAtValue(cursor, expr);
  cursor.height = height;
  if (expr.kind !== 'vector' && expr.kind !== 'matrix' && expr.kind !== 'subquery') {
    cursor.report(expr.start, expr.end, mustFollowSelector('@ modifier'));
    return expr;
  }
  if (expr.at !== null) {
    cursor.report(expr.start, expr.end, '@ <timestamp> may not be set multiple times');
  }
  return { ...expr, at, end: cursor.lastEnd };
}

function parseAtValue(cursor: TokenCursor, expr: Expr): AtModifier {
  const { kind, start } = cursor.lexer;
  if (kind === Tok.start || kind === Tok.end) {
    cursor.take();
    if (!cursor.at(Tok.leftParen)) cursor.unexpected('@', 'timestamp');
    cursor.take();
    if (!cursor.at(Tok.rightParen)) cursor.unexpected('@', 'timestamp');
    cursor.take();
    return { kind: kind === Tok.start ? 'start' : 'end' };
  }
  const signed = kind === Tok.add || kind === Tok.sub;
  if (signed) cursor.take();
  if (!atNumber(cursor)) cursor.unexpected('@', 'timestamp');
  const { value } = parseNumber(cursor, start, kind === Tok.sub);
  // Beyond what an int64 of milliseconds holds; also refuses NaN and infinities.
  if (!(Math.abs(value) < 2 ** 63)) {
    const message = `timestamp out of bounds for @ modifier: ${fixedPoint(value)}`;
    cursor.report(expr.start, expr.end, message);
  }
  return { kind: 'timestamp', seconds: roundToMs(value) };
}

/** Above 10^12 seconds a double cannot hold milliseconds anyway, and rounding would only add noise. */
function roundToMs(seconds: number): number {
  return Math.abs(seconds) < 1e12 ? Math.round(seconds * 1000) / 1000 : seconds;
}

/** Go's `%f`. */
function fixedPoint(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (!Number.isFinite(value)) return printNumber(value);
  return Math.abs(value) < 1e21 ? value.toFixed(6) : `${BigInt(value)}.000000`;
}

function parseExtension(cursor: TokenCursor, expr: Expr, extension: RangeExtension): Expr {
  cursor.take();
  const { start, end } = expr;
  if (expr.kind === 'subquery') {
    cursor.report(start, end, `${extension} modifier is not supported for subqueries`);
    return expr;
  }
  if (expr.kind !== 'vector' && expr.kind !== 'matrix') {
    cursor.report(start, end, `${extension} modifier not implemented`);
    return expr;
  }
  if (expr.extension !== null && expr.extension !== extension) {
    cursor.report(start, end, 'anchored and smoothed modifiers cannot be used together');
  }
  return { ...expr, extension, end: cursor.lastEnd };
}
