import type { CompareOp, LabelFilter } from './ast.ts';
import { parseNumber } from './parse-number.ts';
import { finishMatcher, matchOpOf } from './parse-selector.ts';
import type { TokenCursor } from './token-cursor.ts';
import { Tok } from './tokens.ts';

const OR = 1;
const AND = 2;

/**
 * A label filter: operators that bind tighter than `above` belong to it; call with 0 for a whole
 * one. `and` binds tighter than `or`; behind a comma, and where two filters merely stand side by
 * side, everything that follows belongs to the right one, as Loki's grammar has it.
 */
export function parseLabelFilter(cursor: TokenCursor, above: number): LabelFilter {
  let left = parseFilterOperand(cursor);
  for (;;) {
    const { kind } = cursor.lexer;
    const isOr = kind === Tok.or;
    if (isOr || kind === Tok.and) {
      const precedence = isOr ? OR : AND;
      if (precedence <= above) return left;
      cursor.take();
      left = pairWith(cursor, isOr ? 'or' : 'and', left, precedence);
    } else if (kind === Tok.comma || kind === Tok.identifier || kind === Tok.leftParen) {
      if (kind === Tok.comma) cursor.take();
      left = pairWith(cursor, 'and', left, 0);
    } else return left;
  }
}

function pairWith(
  cursor: TokenCursor,
  kind: 'and' | 'or',
  left: LabelFilter,
  above: number,
): LabelFilter {
  const { height } = cursor;
  cursor.enter();
  const right = parseLabelFilter(cursor, above);
  cursor.leave();
  cursor.grow(Math.max(height, cursor.height));
  return { kind, left, right, start: left.start, end: right.end };
}

function parseFilterOperand(cursor: TokenCursor): LabelFilter {
  const { start } = cursor.lexer;
  if (cursor.takeIf(Tok.leftParen)) {
    cursor.enter();
    const filter = parseLabelFilter(cursor, 0);
    cursor.leave();
    cursor.expect(Tok.rightParen, '');
    return filter;
  }
  cursor.height = 1;
  return parseComparison(cursor, cursor.takeIdentifier('IDENTIFIER or ('), start);
}

/** What follows a label's name in a filter. */
function parseComparison(cursor: TokenCursor, name: string, start: number): LabelFilter {
  const opKind = cursor.lexer.kind;
  const matchOp = matchOpOf(opKind);
  const compareOp = compareOpOf(opKind);
  if (matchOp === null && compareOp === null) cursor.unexpected();
  cursor.take();
  const { kind } = cursor.lexer;
  if (matchOp !== null && (compareOp === null || kind === Tok.string)) {
    const matcher = finishMatcher(cursor, name, matchOp, start);
    return { kind: 'string', matcher, start, end: matcher.end };
  }
  const op = compareOp ?? '==';
  if (matchOp !== null && kind === Tok.ip) return parseIpFilter(cursor, name, op, start);
  return parseValueFilter(cursor, name, op, start);
}

function parseValueFilter(
  cursor: TokenCursor,
  name: string,
  op: CompareOp,
  start: number,
): LabelFilter {
  const { kind, value, end } = cursor.lexer;
  if (kind === Tok.duration) {
    cursor.take();
    return { kind: 'duration', name, op, valueNs: value, start, end };
  }
  if (kind === Tok.bytes) {
    cursor.take();
    return { kind: 'bytes', name, op, valueBytes: value, start, end };
  }
  const literal = parseNumber(cursor);
  return { kind: 'number', name, op, value: literal.value, start, end: literal.end };
}

function parseIpFilter(
  cursor: TokenCursor,
  name: string,
  op: CompareOp,
  start: number,
): LabelFilter {
  const pattern = parseIpCall(cursor);
  return { kind: 'ip', name, op: op === '!=' ? '!=' : '==', pattern, start, end: cursor.lastEnd };
}

/** `ip("…")`, the current token being `ip`. */
export function parseIpCall(cursor: TokenCursor): string {
  cursor.take();
  cursor.expect(Tok.leftParen, '(');
  const pattern = cursor.takeString();
  cursor.expect(Tok.rightParen, ')');
  return pattern;
}

function compareOpOf(kind: number): CompareOp | null {
  switch (kind) {
    case Tok.equals:
    case Tok.compareEqual:
      return '==';
    case Tok.neq:
      return '!=';
    case Tok.greater:
      return '>';
    case Tok.greaterEqual:
      return '>=';
    case Tok.less:
      return '<';
    case Tok.lessEqual:
      return '<=';
    default:
      return null;
  }
}
