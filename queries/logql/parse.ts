import { RegexJudge } from '../regex/regex-judge.ts';
import type { Expr, StreamSelector } from './ast.ts';
import { checkExpression, checkSelector } from './check-expression.ts';
import { type LogqlError, type LogqlProblem, logqlError } from './logql-error.ts';
import { parseExpression } from './parse-expression.ts';
import { parseSelector } from './parse-selector.ts';
import { ParseStop, TokenCursor } from './token-cursor.ts';
import { Tok } from './tokens.ts';

export interface ParseOptions {
  /** Longest text that is looked at, in bytes of UTF-8, *exclusive* as in Loki. Default 131,072. */
  readonly maxBytes?: number;
  /** Remembers verdicts on patterns between parses of nearly the same text. Default: a new one. */
  readonly regexes?: RegexJudge;
}

export interface SelectorOptions extends ParseOptions {
  /** Accept `{}`, which some endpoints take for every stream. Default false. */
  readonly allowBare?: boolean;
  /** Accept any selector that could select everything, such as `{a=""}`: what enforcement makes of `{}`. Default false. */
  readonly allowOpen?: boolean;
}

/** Default of `ParseOptions.maxBytes`: Loki's own cap. */
export const MAX_QUERY_BYTES = 131_072;

export type ParseResult<T> =
  | { readonly kind: 'ok'; readonly expr: T }
  | { readonly kind: 'error'; readonly error: LogqlError };

/**
 * Parses and checks a LogQL query of Loki 3.x. Never throws; time is linear in the text, and depth
 * bounded.
 *
 * Stricter than Loki: label names are `[a-zA-Z_][a-zA-Z0-9_]*`, text is Unicode without NUL, and
 * `variants(…) of (…)` is unknown. Looser in one point: inside `{…}` keywords are label names.
 *
 * @example parseLogql('{app="shop"} |= "error"') // { kind: 'ok', expr: { kind: 'log', … } }
 * @example parseLogql('{app="shop"') // { kind: 'error', error: { text:
 *   'parse error at line 1, col 12: syntax error: unexpected $end, expecting } or ,', … } }
 */
export function parseLogql(text: string, options: ParseOptions = {}): ParseResult<Expr> {
  return parseWith(text, options, (cursor) => {
    const expr = parseExpression(cursor, 0);
    if (!cursor.at(Tok.eof)) cursor.unexpected();
    if (cursor.problem === null) checkExpression(cursor, expr);
    return expr;
  });
}

/** Parses what `match` and `query` parameters of metadata endpoints hold: one selector, alone. */
export function parseLogqlSelector(
  text: string,
  options: SelectorOptions = {},
): ParseResult<StreamSelector> {
  return parseWith(text, options, (cursor) => {
    const selector = parseSelector(cursor);
    if (!cursor.at(Tok.eof)) cursor.unexpected();
    const isBare = options.allowBare === true && selector.matchers.length === 0;
    if (!isBare && options.allowOpen !== true) checkSelector(cursor, selector);
    return selector;
  });
}

function parseWith<T>(
  text: string,
  options: ParseOptions,
  parse: (cursor: TokenCursor) => T,
): ParseResult<T> {
  const problem = unreadable(text, options.maxBytes ?? MAX_QUERY_BYTES);
  if (problem !== null) return { kind: 'error', error: logqlError(text, problem) };
  const cursor = new TokenCursor(text, options.regexes ?? new RegexJudge());
  try {
    const expr = parse(cursor);
    if (cursor.problem === null) return { kind: 'ok', expr };
  } catch (error) {
    if (!(error instanceof ParseStop)) throw error;
  }
  if (cursor.problem === null) throw new Error('the parser stopped without a problem');
  return { kind: 'error', error: logqlError(text, cursor.problem) };
}

/** What keeps a text from being read at all: its size, NUL, and halves of surrogate pairs. */
function unreadable(text: string, maxBytes: number): LogqlProblem | null {
  // Three bytes a unit at most, so short texts need no counting.
  if (text.length * 3 >= maxBytes) {
    const bytes = byteLength(text, maxBytes);
    if (bytes >= maxBytes) {
      const message = `input size too long (${bytes} > ${maxBytes})`;
      return { start: 0, end: 0, message, placed: false };
    }
  }
  const nul = text.indexOf('\0');
  if (nul !== -1) {
    return { start: nul, end: nul + 1, message: 'invalid character NUL', placed: true };
  }
  if (text.isWellFormed()) return null;
  const half = text.search(/\p{Cs}/u);
  return { start: half, end: half + 1, message: 'invalid UTF-8 encoding', placed: true };
}

/** Bytes of UTF-8; for a text that is longer than allowed in any case, its length in units. */
function byteLength(text: string, maxBytes: number): number {
  return text.length >= maxBytes ? text.length : new TextEncoder().encode(text).length;
}
