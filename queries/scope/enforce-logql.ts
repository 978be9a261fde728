import type { Expr, StreamSelector } from '../logql/ast.ts';
import { type LogqlError, logqlError } from '../logql/logql-error.ts';
import {
  MAX_QUERY_BYTES,
  type ParseOptions,
  type ParseResult,
  parseLogql,
  parseLogqlSelector,
} from '../logql/parse.ts';
import { streamSelectorsOf } from '../logql/selectors-of.ts';
import { RegexJudge } from '../regex/regex-judge.ts';
import { findAmbiguity } from './ambiguous-text.ts';
import { logqlScopeProblem } from './check-scoped-logql.ts';
import type { EnforceResult, Refusal } from './enforce.ts';
import {
  type EnforcedMatcher,
  type PreparedScope,
  prepareScope,
  type ScopePreparation,
} from './enforced-matcher.ts';
import { splice } from './splice.ts';

export interface EnforceLogqlOptions {
  /** Longest query, in bytes of UTF-8, exclusive. Default 131,072, Loki's own cap. */
  readonly maxQueryBytes?: number;
  /** Longest rewritten query, in bytes of UTF-8, exclusive. Default 131,072: Loki refuses more. */
  readonly maxScopedBytes?: number;
  /** Parser of the user's text; another one shows that the check afterwards catches its mistakes. Default `parseLogql`. */
  readonly parse?: (text: string, options: ParseOptions) => ParseResult<Expr>;
  /** Shared by all texts of one question, since it bounds what their patterns cost. Default: a new one. */
  readonly regexes?: RegexJudge;
}

export interface EnforceLogqlSelectorOptions extends Omit<EnforceLogqlOptions, 'parse'> {
  /** Whether `{}`, every stream, becomes the whole scope; otherwise it is refused. Default true. */
  readonly allowBare?: boolean;
}

/**
 * Adds the matchers to every stream selector of a LogQL query, as text right after each opening
 * brace, then parses the result again and checks every selector. Pipelines are left alone: what
 * they do to labels cannot reach streams that the selector does not read. The user's own matchers
 * are never interpreted, replaced or dropped; the rest of the text stays as it is. Pure; never
 * throws.
 *
 * @example enforceLogql('{app="shop"} |= "error"', [{ name: 'ns', op: '=', value: 'a' }])
 *   // { kind: 'ok', text: '{ns="a",app="shop"} |= "error"', selectors: 1 }
 */
export function enforceLogql(
  text: string,
  matchers: readonly EnforcedMatcher[],
  options: EnforceLogqlOptions = {},
): EnforceResult {
  const preparation = prepareLogqlScope(matchers);
  if (preparation.kind === 'refused') return preparation;
  const regexes = options.regexes ?? new RegexJudge();
  const maxBytes = options.maxQueryBytes ?? MAX_QUERY_BYTES;
  const parsed = (options.parse ?? parseLogql)(text, { maxBytes, regexes });
  if (parsed.kind === 'error') return refuseParse(parsed.error);
  const ambiguous = refuseAmbiguous(text);
  if (ambiguous !== null) return ambiguous;
  const before = streamSelectorsOf(parsed.expr);
  return rewrite(text, before, preparation.scope, options, (scoped, maxScopedBytes) => {
    const again = parseLogql(scoped, { maxBytes: maxScopedBytes, regexes });
    return again.kind === 'ok' ? streamSelectorsOf(again.expr) : null;
  });
}

/**
 * As `enforceLogql`, for the `match` and `query` parameters of metadata endpoints: the text must be
 * exactly one stream selector.
 */
export function enforceLogqlSelector(
  text: string,
  matchers: readonly EnforcedMatcher[],
  options: EnforceLogqlSelectorOptions = {},
): EnforceResult {
  const preparation = prepareLogqlScope(matchers);
  if (preparation.kind === 'refused') return preparation;
  const regexes = options.regexes ?? new RegexJudge();
  const maxBytes = options.maxQueryBytes ?? MAX_QUERY_BYTES;
  const allowBare = options.allowBare ?? true;
  const parsed = parseLogqlSelector(text, { maxBytes, regexes, allowBare });
  if (parsed.kind === 'error') return refuseParse(parsed.error);
  const ambiguous = refuseAmbiguous(text);
  if (ambiguous !== null) return ambiguous;
  return rewrite(text, [parsed.expr], preparation.scope, options, (scoped, maxScopedBytes) => {
    // Of `{}` only our own are left, and an absence selects nothing by itself.
    const again = parseLogqlSelector(scoped, {
      maxBytes: maxScopedBytes,
      regexes,
      allowOpen: true,
    });
    return again.kind === 'ok' ? [again.expr] : null;
  });
}

/** The selector `{…}` of everything in the scope, for endpoints that were asked without one. */
export function synthesiseLogqlSelector(matchers: readonly EnforcedMatcher[]): EnforceResult {
  const preparation = prepareLogqlScope(matchers);
  if (preparation.kind === 'refused') return preparation;
  return { kind: 'ok', text: `{${preparation.scope.text}}`, selectors: 1 };
}

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** As for PromQL, but names that would have to be quoted are refused: LogQL has no such names. */
function prepareLogqlScope(matchers: readonly EnforcedMatcher[]): ScopePreparation {
  const unwritable = matchers.find(({ name }) => name !== '' && !LABEL_NAME.test(name));
  if (unwritable === undefined) return prepareScope(matchers);
  const name = JSON.stringify(unwritable.name);
  const message = `the scope's label ${name} has a name that LogQL cannot write`;
  return { kind: 'refused', reason: 'empty_scope', message };
}

function refuseParse(error: LogqlError): Refusal {
  return { kind: 'refused', reason: 'parse', message: error.text, position: error.position };
}

function refuseAmbiguous(text: string): Refusal | null {
  const ambiguity = findAmbiguity(text);
  if (ambiguity === null) return null;
  const { at, message } = ambiguity;
  return refuseParse(logqlError(text, { start: at, end: at + 1, message, placed: true }));
}

function rewrite(
  text: string,
  before: readonly StreamSelector[],
  scope: PreparedScope,
  options: EnforceLogqlOptions,
  parseAgain: (scoped: string, maxBytes: number) => readonly StreamSelector[] | null,
): EnforceResult {
  const maxBytes = options.maxScopedBytes ?? MAX_QUERY_BYTES;
  const length = text.length + before.length * (scope.text.length + 1);
  const tooLong = length >= maxBytes;
  const result = tooLong ? '' : splice(text, insertionsFor(before, scope.text));
  if (tooLong || isOver(result, maxBytes)) {
    const message = `the query takes ${length} characters or more with the scope's matchers in its ${before.length} selectors, and must stay under ${maxBytes} bytes`;
    return { kind: 'refused', reason: 'scoped_too_long', message };
  }
  const after = parseAgain(result, maxBytes);
  const problem =
    after === null ? 'it does not parse' : logqlScopeProblem(before, after, scope.expected);
  if (problem !== null) {
    const message = `the rewritten query failed its check: ${problem}`;
    return { kind: 'refused', reason: 'unsafe_result', message };
  }
  return { kind: 'ok', text: result, selectors: before.length };
}

/** LogQL takes no comma before a closing brace, so there is one only where a matcher follows. */
function insertionsFor(
  selectors: readonly StreamSelector[],
  matchers: string,
): readonly { readonly at: number; readonly text: string }[] {
  return selectors.map(({ start, matchers: own }) => ({
    at: start + 1,
    text: own.length === 0 ? matchers : `${matchers},`,
  }));
}

function isOver(text: string, maxBytes: number): boolean {
  if (text.length * 3 < maxBytes) return false;
  return new TextEncoder().encode(text).length >= maxBytes;
}
