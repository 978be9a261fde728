import { aggregatorOfToken } from './aggregators.ts';
import type {
  Aggregation,
  Expr,
  FillValues,
  Grouping,
  NumberLiteral,
  VectorMatching,
} from './ast.ts';
import { FUNCTIONS } from './functions.ts';
import { operatorOfToken, SIGN_PRECEDENCE } from './operators.ts';
import { parseLabelList } from './parse-grouping.ts';
import { atNumber, parseNumber } from './parse-literal.ts';
import { parseSelector } from './parse-selector.ts';
import { parseSuffixes } from './parse-suffix.ts';
import type { TokenCursor } from './token-cursor.ts';
import { canBeMetricName, Tok } from './tokens.ts';

/**
 * An expression by precedence climbing: operators that bind tighter than `above` belong to it.
 * Call with 0 for a whole expression.
 */
export function parseExpression(cursor: TokenCursor, above: number): Expr {
  const { lexer } = cursor;
  let lhs = parseOperand(cursor);
  for (;;) {
    const operator = operatorOfToken(lexer.kind);
    if (operator === undefined || operator.precedence <= above) return lhs;
    const opStart = lexer.start;
    const { height } = cursor;
    cursor.take();
    const returnBool = takeIf(cursor, Tok.bool);
    const matching = parseMatching(cursor);
    const fill = parseFill(cursor);
    const { op, precedence } = operator;
    cursor.enter();
    const rhs = parseExpression(cursor, op === '^' ? precedence - 1 : precedence);
    cursor.leave();
    cursor.grow(Math.max(height, cursor.height));
    const { start } = lhs;
    const { end } = rhs;
    lhs = { kind: 'binary', op, opStart, lhs, rhs, returnBool, matching, fill, start, end };
  }
}

function takeIf(cursor: TokenCursor, kind: number): boolean {
  if (!cursor.at(kind)) return false;
  cursor.take();
  return true;
}

function parseMatching(cursor: TokenCursor): VectorMatching | null {
  const { kind } = cursor.lexer;
  if (kind !== Tok.on && kind !== Tok.ignoring) return null;
  cursor.take();
  const labels = parseLabelList(cursor);
  const mode = kind === Tok.on ? 'on' : 'ignoring';
  const side = cursor.lexer.kind;
  if (side !== Tok.groupLeft && side !== Tok.groupRight) {
    return { mode, labels, group: null, include: [] };
  }
  cursor.take();
  const include = cursor.at(Tok.leftParen) ? parseLabelList(cursor) : [];
  return { mode, labels, group: side === Tok.groupLeft ? 'left' : 'right', include };
}

function parseFill(cursor: TokenCursor): FillValues | null {
  if (takeIf(cursor, Tok.fill)) {
    const value = parseFillValue(cursor);
    return { left: value, right: value };
  }
  const first = cursor.lexer.kind;
  if (first !== Tok.fillLeft && first !== Tok.fillRight) return null;
  cursor.take();
  const value = parseFillValue(cursor);
  const other = takeIf(cursor, first === Tok.fillLeft ? Tok.fillRight : Tok.fillLeft)
    ? parseFillValue(cursor)
    : null;
  return first === Tok.fillLeft ? { left: value, right: other } : { left: other, right: value };
}

function parseFillValue(cursor: TokenCursor): NumberLiteral {
  if (!takeIf(cursor, Tok.leftParen)) cursor.unexpected();
  const { kind, start } = cursor.lexer;
  const isSigned = kind === Tok.add || kind === Tok.sub;
  if (isSigned) cursor.take();
  if (!atNumber(cursor)) cursor.unexpected();
  const value = parseNumber(cursor, isSigned ? start : -1, kind === Tok.sub);
  if (!takeIf(cursor, Tok.rightParen)) cursor.unexpected();
  return value;
}

function parseOperand(cursor: TokenCursor): Expr {
  const { kind, start } = cursor.lexer;
  if (kind !== Tok.add && kind !== Tok.sub) return parseSuffixes(cursor, parsePrimary(cursor));
  cursor.enter();
  cursor.take();
  const expr = parseExpression(cursor, SIGN_PRECEDENCE);
  cursor.leave();
  if (expr.kind === 'number') {
    return { ...expr, value: kind === Tok.sub ? -expr.value : expr.value, start };
  }
  cursor.grow(cursor.height);
  return { kind: 'unary', op: kind === Tok.sub ? '-' : '+', expr, start, end: expr.end };
}

function startsExpression(kind: number): boolean {
  switch (kind) {
    case Tok.add:
    case Tok.sub:
    case Tok.number:
    case Tok.duration:
    case Tok.string:
    case Tok.leftParen:
    case Tok.leftBrace:
      return true;
    default:
      return canBeMetricName(kind);
  }
}

function parsePrimary(cursor: TokenCursor): Expr {
  const { kind, start } = cursor.lexer;
  switch (kind) {
    case Tok.number:
    case Tok.duration:
      return parseNumber(cursor);
    case Tok.string:
      return parseString(cursor);
    case Tok.leftParen:
      return parseParen(cursor);
    case Tok.leftBrace:
      return parseSelector(cursor);
    default:
      if (!canBeMetricName(kind)) cursor.unexpected();
      cursor.take();
      return parseNamed(cursor, kind, start);
  }
}

function parseString(cursor: TokenCursor): Expr {
  const { start, end } = cursor.lexer;
  const value = cursor.stringValue();
  cursor.take();
  cursor.height = 1;
  return { kind: 'string', value, start, end };
}

function parseParen(cursor: TokenCursor): Expr {
  const { start } = cursor.lexer;
  cursor.enter();
  cursor.take();
  const expr = parseExpression(cursor, 0);
  if (!takeIf(cursor, Tok.rightParen)) cursor.unexpected();
  cursor.leave();
  cursor.grow(cursor.height);
  return { kind: 'paren', expr, start, end: cursor.lastEnd };
}

/** A word has been consumed: a call, an aggregation or a metric, by what follows. */
function parseNamed(cursor: TokenCursor, kind: number, start: number): Expr {
  const next = cursor.lexer.kind;
  const aggregator = aggregatorOfToken(kind);
  if (aggregator !== undefined) {
    if (next === Tok.leftParen || next === Tok.by || next === Tok.without) {
      return parseAggregation(cursor, kind, start);
    }
  } else if (next === Tok.leftParen && (kind === Tok.identifier || kind >= Tok.start)) {
    return parseCall(cursor, start);
  }
  return parseSelector(cursor, start);
}

function parseCall(cursor: TokenCursor, start: number): Expr {
  const nameEnd = cursor.lastEnd;
  const name = cursor.lexer.text.slice(start, nameEnd);
  const args = parseArguments(cursor);
  if (!FUNCTIONS.has(name)) {
    cursor.report(start, nameEnd, `unknown function with name "${name}"`);
  }
  return { kind: 'call', name, args, start, end: cursor.lastEnd };
}

/** `( … )`, the current token being `(`; leaves the height of the node above the arguments. */
function parseArguments(cursor: TokenCursor): readonly Expr[] {
  cursor.enter();
  cursor.take();
  const args: Expr[] = [];
  let height = 0;
  if (!takeIf(cursor, Tok.rightParen)) {
    for (;;) {
      args.push(parseExpression(cursor, 0));
      height = Math.max(height, cursor.height);
      if (takeIf(cursor, Tok.rightParen)) break;
      if (!cursor.at(Tok.comma)) cursor.unexpected();
      const { start, end } = cursor.lexer;
      cursor.take();
      cursor.look();
      if (startsExpression(cursor.lexer.kind)) continue;
      cursor.report(start, end, 'trailing commas not allowed in function call args');
      if (!takeIf(cursor, Tok.rightParen)) cursor.unexpected();
      break;
    }
  }
  cursor.leave();
  cursor.grow(height);
  return args;
}

function parseAggregation(cursor: TokenCursor, kind: number, start: number): Expr {
  cursor.aggregations++;
  let grouping = parseGroupingClause(cursor);
  if (!cursor.at(Tok.leftParen)) cursor.unexpected();
  const args = parseArguments(cursor);
  const { height } = cursor;
  cursor.aggregations--;
  if (grouping === null) {
    cursor.look();
    grouping = parseGroupingClause(cursor);
  }
  cursor.height = height;
  return aggregationOf(cursor, kind, start, grouping, args);
}

function parseGroupingClause(cursor: TokenCursor): Grouping | null {
  const { kind } = cursor.lexer;
  if (kind !== Tok.by && kind !== Tok.without) return null;
  cursor.take();
  return { mode: kind === Tok.by ? 'by' : 'without', labels: parseLabelList(cursor) };
}

function aggregationOf(
  cursor: TokenCursor,
  kind: number,
  start: number,
  grouping: Grouping | null,
  args: readonly Expr[],
): Expr {
  const end = cursor.lastEnd;
  const info = aggregatorOfToken(kind) ?? { op: 'sum', param: null };
  const wanted = info.param === null ? 1 : 2;
  const param = info.param === null ? null : (args[0] ?? null);
  const expr = args[wanted - 1];
  if (args.length === 0) {
    cursor.report(start, end, 'no arguments for aggregate expression provided');
  } else if (args.length !== wanted) {
    const counts = `expected ${wanted}, got ${args.length}`;
    const message = `wrong number of arguments for aggregate expression provided, ${counts}`;
    cursor.report(start, end, message);
  }
  // After a report the tree is never handed out; a stand-in keeps the rest of the text readable.
  const body = expr ?? { kind: 'number', value: 0, isDuration: false, start, end };
  const node: Aggregation = {
    kind: 'aggregation',
    op: info.op,
    grouping,
    param,
    expr: body,
    start,
    end,
  };
  return node;
}
