import { RANGE_OPS, VECTOR_OPS } from './aggregations.ts';
import type { Expr, LogExpr, MetricExpr, NumberLiteral, VectorMatching } from './ast.ts';
import { rangeOpProblem, vectorOpProblem } from './check-aggregation.ts';
import { operatorOfToken } from './operators.ts';
import { parseGrouping, parseLabelList } from './parse-grouping.ts';
import { parseNumber, parsePlainNumber } from './parse-number.ts';
import { parsePipeline } from './parse-pipeline.ts';
import { parseLogRange } from './parse-range.ts';
import { parseSelector } from './parse-selector.ts';
import type { TokenCursor } from './token-cursor.ts';
import { Tok } from './tokens.ts';

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
    const returnBool = cursor.takeIf(Tok.bool);
    const matching = parseMatching(cursor);
    const { op, precedence } = operator;
    cursor.enter();
    const rhs = parseExpression(cursor, op === '^' ? precedence - 1 : precedence);
    cursor.leave();
    cursor.grow(Math.max(height, cursor.height));
    const left = asLeg(cursor, lhs, 'left', op);
    const right = asLeg(cursor, rhs, 'right', op);
    const { start } = lhs;
    const { end } = rhs;
    lhs = { kind: 'binary', op, opStart, lhs: left, rhs: right, returnBool, matching, start, end };
  }
}

/** Reports a log query where samples are wanted; the tree is then never handed out. */
function asLeg(cursor: TokenCursor, expr: Expr, leg: 'left' | 'right', op: string): MetricExpr {
  if (expr.kind !== 'log') return expr;
  const type = expr.stages.length === 0 ? 'MatchersExpr' : 'PipelineExpr';
  const message = `unexpected type for ${leg} leg of binary operation (${op}): *syntax.${type}`;
  cursor.report(expr.start, expr.end, message);
  return { kind: 'number', value: Number.NaN, start: expr.start, end: expr.end };
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
  // A parenthesis here could begin the right-hand side; Loki always takes it for the labels.
  const include = cursor.at(Tok.leftParen) ? parseLabelList(cursor) : [];
  return { mode, labels, group: side === Tok.groupLeft ? 'left' : 'right', include };
}

function parseOperand(cursor: TokenCursor): Expr {
  switch (cursor.lexer.kind) {
    case Tok.leftBrace:
      return parseLog(cursor);
    case Tok.leftParen:
      return parseParen(cursor);
    case Tok.number:
    case Tok.add:
    case Tok.sub:
      return parseNumber(cursor);
    case Tok.rangeOp:
      return parseRangeAggregation(cursor);
    case Tok.vectorOp:
      return parseVectorAggregation(cursor);
    case Tok.labelReplace:
      return parseLabelReplace(cursor);
    case Tok.vector:
      return parseVector(cursor);
    default:
      return cursor.unexpected();
  }
}

function parseLog(cursor: TokenCursor): LogExpr {
  const selector = parseSelector(cursor);
  const { stages } = parsePipeline(cursor, false);
  cursor.height = 1;
  return { kind: 'log', selector, stages, start: selector.start, end: cursor.lastEnd };
}

function parseParen(cursor: TokenCursor): Expr {
  const { start } = cursor.lexer;
  cursor.enter();
  cursor.take();
  const expr = parseExpression(cursor, 0);
  cursor.expect(Tok.rightParen, '');
  cursor.leave();
  cursor.grow(cursor.height);
  const end = cursor.lastEnd;
  return expr.kind === 'log' ? { ...expr, start, end } : { kind: 'paren', expr, start, end };
}

/** An argument that gives samples. A log query there lacks its range, so the next token is wrong. */
function parseMetric(cursor: TokenCursor): MetricExpr {
  const expr = parseExpression(cursor, 0);
  return expr.kind === 'log' ? cursor.unexpected() : expr;
}

function parseRangeAggregation(cursor: TokenCursor): MetricExpr {
  const { start } = cursor.lexer;
  const info = RANGE_OPS.get(cursor.tokenText().toLowerCase());
  if (info === undefined) return cursor.unexpected();
  cursor.take();
  cursor.enter();
  cursor.expect(Tok.leftParen, '(');
  let param: NumberLiteral | null = null;
  if (cursor.at(Tok.number)) {
    param = parsePlainNumber(cursor, `invalid parameter for operation ${info.op}: `);
    cursor.expect(Tok.comma, ',');
  }
  const range = parseLogRange(cursor, param === null ? 'NUMBER or { or (' : '{ or (');
  cursor.expect(Tok.rightParen, ')');
  cursor.leave();
  const grouping = parseGrouping(cursor);
  cursor.height = 1;
  const end = cursor.lastEnd;
  const node = {
    kind: 'range_aggregation',
    op: info.op,
    param,
    range,
    grouping,
    start,
    end,
  } as const;
  const problem = rangeOpProblem(info, node, cursor.lexer.text);
  if (problem !== null) cursor.report(start, end, problem);
  return node;
}

function parseVectorAggregation(cursor: TokenCursor): MetricExpr {
  const { start } = cursor.lexer;
  const info = VECTOR_OPS.get(cursor.tokenText().toLowerCase());
  if (info === undefined) return cursor.unexpected();
  cursor.take();
  let grouping = parseGrouping(cursor);
  cursor.enter();
  cursor.expect(Tok.leftParen, grouping === null ? '( or by or without' : '(');
  const { expr, param } = parseParameterAndBody(cursor);
  cursor.expect(Tok.rightParen, '');
  cursor.leave();
  const { height } = cursor;
  grouping ??= parseGrouping(cursor);
  cursor.grow(height);
  const end = cursor.lastEnd;
  const node = {
    kind: 'vector_aggregation',
    op: info.op,
    param,
    expr,
    grouping,
    start,
    end,
  } as const;
  const problem = vectorOpProblem(info, node, cursor.lexer.text);
  if (problem !== null) cursor.report(start, end, problem);
  return node;
}

/** `5, x` or `x`; what begins with a number may be either. */
function parseParameterAndBody(cursor: TokenCursor): {
  readonly param: NumberLiteral | null;
  readonly expr: MetricExpr;
} {
  const { kind } = cursor.lexer;
  const first = parseMetric(cursor);
  if (kind !== Tok.number || first.kind !== 'number' || !cursor.takeIf(Tok.comma)) {
    return { param: null, expr: first };
  }
  return { param: first, expr: parseMetric(cursor) };
}

function parseLabelReplace(cursor: TokenCursor): MetricExpr {
  const { start } = cursor.lexer;
  cursor.take();
  cursor.enter();
  cursor.expect(Tok.leftParen, '(');
  const expr = parseMetric(cursor);
  cursor.leave();
  const { height } = cursor;
  const [target = '', replacement = '', source = '', pattern = ''] = [1, 2, 3, 4].map(() => {
    cursor.expect(Tok.comma, ',');
    return cursor.takeString();
  });
  cursor.expect(Tok.rightParen, ')');
  cursor.grow(height);
  const end = cursor.lastEnd;
  const problem = cursor.regexes.problem(pattern);
  if (problem !== null) cursor.report(start, end, `invalid regex in label_replace: ${problem}`);
  return { kind: 'label_replace', expr, target, replacement, source, pattern, start, end };
}

function parseVector(cursor: TokenCursor): MetricExpr {
  const { start } = cursor.lexer;
  cursor.take();
  cursor.expect(Tok.leftParen, '(');
  const { value } = parsePlainNumber(cursor, 'unable to parse vectorExpr as a float: ');
  cursor.expect(Tok.rightParen, ')');
  return { kind: 'vector', value, start, end: cursor.lastEnd };
}
