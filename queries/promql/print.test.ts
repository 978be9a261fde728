import { describe, expect, it } from 'vitest';
import type { BinaryOp, Expr } from './ast.ts';
import { parsePromql } from './parse.ts';
import { printPromql } from './print.ts';
import { stripOffsets } from './structure.ts';

const at = { start: 0, end: 0 };

function number(value: number): Expr {
  return { kind: 'number', value, isDuration: false, ...at };
}

function binary(op: BinaryOp, lhs: Expr, rhs: Expr): Expr {
  const none = { returnBool: false, matching: null, fill: null, opStart: 0 };
  return { kind: 'binary', op, lhs, rhs, ...none, ...at };
}

function minus(expr: Expr): Expr {
  return { kind: 'unary', op: '-', expr, ...at };
}

function metric(name: string): Expr {
  const rest = {
    matchers: [],
    offset: null,
    at: null,
    extension: null,
    braceStart: -1,
    nameEnd: 0,
  };
  return { kind: 'vector', name, ...rest, ...at };
}

const [a, b, c] = [metric('a'), metric('b'), metric('c')];

describe('trees built by hand get the parentheses that precedence asks for', () => {
  it.each<[Expr, string]>([
    [binary('*', binary('+', a, b), c), '(a + b) * c'],
    [binary('+', binary('*', a, b), c), 'a * b + c'],
    [binary('-', a, binary('-', b, c)), 'a - (b - c)'],
    [binary('-', binary('-', a, b), c), 'a - b - c'],
    [binary('^', binary('^', a, b), c), '(a ^ b) ^ c'],
    [binary('^', a, binary('^', b, c)), 'a ^ b ^ c'],
    [binary('^', number(-1), number(2)), '(-1) ^ 2'],
    [binary('^', minus(a), b), '(-a) ^ b'],
    [binary('^', a, minus(b)), 'a ^ -b'],
    [minus(binary('+', a, b)), '-(a + b)'],
    [minus(binary('^', a, b)), '-a ^ b'],
    [minus(minus(a)), '--a'],
    [binary('or', a, binary('and', b, c)), 'a or b and c'],
    [binary('and', binary('or', a, b), c), '(a or b) and c'],
  ])('%#: %s', (tree, text) => {
    expect(printPromql(tree)).toBe(text);
    const read = parsePromql(text);
    expect(read.kind === 'ok' && withoutParens(stripOffsets(read.expr))).toEqual(
      withoutParens(stripOffsets(tree)),
    );
  });
});

/** The tree without its `paren` nodes. */
function withoutParens(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutParens);
  if (typeof value !== 'object' || value === null) return value;
  if ('kind' in value && value.kind === 'paren' && 'expr' in value)
    return withoutParens(value.expr);
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withoutParens(v)]));
}
