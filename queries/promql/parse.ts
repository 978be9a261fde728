import { RegexJudge } from '../regex/regex-judge.ts';
import type { Expr, VectorSelector } from './ast.ts';
import { checkTypes } from './check-types.ts';
import { parseExpression } from './parse-expression.ts';
import { parseSelector } from './parse-selector.ts';
import { type PromqlError, promqlError } from './promql-error.ts';
import { ParseStop, TokenCursor } from './token-cursor.ts';
import { canBeMetricName, Tok } from './tokens.ts';

export interface ParseOptions {
  /** Longest text that is looked at, in UTF-16 units, inclusive. Default 32,768. */
  readonly maxLength?: number;
  /** Remembers verdicts on patterns, and bounds their cost, over several parses. Default: a new one. */
  readonly regexes?: RegexJudge;
}

/** Default of `ParseOptions.maxLength`. */
export const MAX_QUERY_LENGTH = 32 * 1024;

export type ParseResult<T> =
  | { readonly kind: 'ok'; readonly expr: T }
  | { readonly kind: 'error'; readonly error: PromqlError };

/**
 * Parses and type-checks a PromQL query of Prometheus 3.x (up to 3.14, experimental syntax and
 * functions included, plus `holt_winters` of 2.x). Never throws; time and depth are bounded by the
 * length of the text.
 *
 * @example parsePromql('sum(rate(x[5m]))') // { kind: 'ok', expr: { kind: 'aggregation', … } }
 * @example parsePromql('1 +') // { kind: 'error', error: { text: '1:4: parse error: unexpected end of input', … } }
 */
export function parsePromql(text: string, options: ParseOptions = {}): ParseResult<Expr> {
  return parseWith(text, options, parseWhole);
}

/**
 * Parses what `match[]` parameters hold: exactly one vector selector, without offset, `@` or range.
 * As in Prometheus, `{}` and matchers that all accept the empty text are accepted here.
 */
export function parsePromqlSelector(
  text: string,
  options: ParseOptions = {},
): ParseResult<VectorSelector> {
  return parseWith(text, options, parseOneSelector);
}

function parseWith<T>(
  text: string,
  options: ParseOptions,
  parse: (cursor: TokenCursor) => T,
): ParseResult<T> {
  const maxLength = options.maxLength ?? MAX_QUERY_LENGTH;
  if (text.length > maxLength) {
    const message = `query is ${text.length} characters long, more than the ${maxLength} allowed`;
    return { kind: 'error', error: promqlError('', 0, 0, message) };
  }
  const cursor = new TokenCursor(text, options.regexes ?? new RegexJudge());
  try {
    const expr = parse(cursor);
    if (cursor.problem === null) return { kind: 'ok', expr };
  } catch (error) {
    if (!(error instanceof ParseStop)) throw error;
  }
  const { start, end, message } = cursor.problem ?? {
    start: 0,
    end: 0,
    message: 'unexpected error',
  };
  return { kind: 'error', error: promqlError(text, start, end, message) };
}

function parseWhole(cursor: TokenCursor): Expr {
  if (cursor.lexer.kind === Tok.eof) cursor.fail(0, 0, 'no expression found in input');
  const expr = parseExpression(cursor, 0);
  if (cursor.lexer.kind !== Tok.eof) cursor.unexpected();
  if (cursor.problem === null) checkTypes(cursor, expr);
  return expr;
}

function parseOneSelector(cursor: TokenCursor): VectorSelector {
  const { kind } = cursor.lexer;
  if (kind !== Tok.leftBrace && !canBeMetricName(kind)) cursor.unexpected();
  const selector = parseSelector(cursor);
  if (cursor.lexer.kind !== Tok.eof) cursor.unexpected();
  return selector;
}
