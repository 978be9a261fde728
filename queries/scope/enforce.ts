import type { Expr, VectorSelector } from '../promql/ast.ts';
import {
  MAX_QUERY_LENGTH,
  type ParseOptions,
  type ParseResult,
  parsePromql,
  parsePromqlSelector,
} from '../promql/parse.ts';
import { type PromqlPosition, promqlError } from '../promql/promql-error.ts';
import { bareInfoCalls, selectorsOf } from '../promql/selectors-of.ts';
import { RegexJudge } from '../regex/regex-judge.ts';
import { findAmbiguity } from './ambiguous-text.ts';
import { scopeProblem } from './check-scoped.ts';
import { type EnforcedMatcher, type PreparedScope, prepareScope } from './enforced-matcher.ts';
import { isExempt } from './exempt-metric.ts';
import { growthProblem } from './label-growth.ts';
import { insertionFor, splice } from './splice.ts';

export interface EnforceOptions {
  /** Let `info(v)` through although it reads series no selector names. Only for a source that is scoped itself. Default false. */
  readonly allowBareInfo?: boolean;
  /** Exact names of metrics that all tenants share. Default none. */
  readonly exemptMetrics?: ReadonlySet<string>;
  /** Longest query, in UTF-16 units, inclusive. Default `MAX_QUERY_LENGTH`. */
  readonly maxQueryLength?: number;
  /** Longest rewritten query, in UTF-16 units, inclusive. Default 1 MiB. */
  readonly maxScopedLength?: number;
  /** Shared by all texts of one question, since it bounds what their patterns cost. Default: a new one. */
  readonly regexes?: RegexJudge;
}

/**
 * Why a question is not asked:
 * - `parse`: no PromQL, or text that not every backend reads alike; `message` is a parse error as
 *   Prometheus words it and `position` says where
 * - `bare_info`: `info()` with one argument
 * - `label_growth`: it would fill the memory of a backend with the labels it makes
 * - `empty_scope`, `scope_too_large`: the scope itself can or must not be enforced
 * - `scoped_too_long`: the rewritten query is over the cap
 * - `unsafe_result`: the check of the rewritten query found it wanting; a defect of ours
 */
export type RefusalReason =
  | 'parse'
  | 'bare_info'
  | 'label_growth'
  | 'empty_scope'
  | 'scope_too_large'
  | 'scoped_too_long'
  | 'unsafe_result';

export interface Refusal {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  readonly message: string;
  readonly position?: PromqlPosition;
}

export type EnforceResult =
  /** `text` may be sent; `selectors` counts those that carry the matchers. */
  { readonly kind: 'ok'; readonly text: string; readonly selectors: number } | Refusal;

const NO_EXEMPTIONS: ReadonlySet<string> = new Set();

/** Default of `EnforceOptions.maxScopedLength`. */
export const MAX_SCOPED_LENGTH = 1024 * 1024;

/**
 * Adds the matchers to every selector of a PromQL query, as text right after each opening brace,
 * then parses the result again and checks every selector. The user's own matchers are never
 * interpreted, replaced or dropped; the rest of the text stays as it is. Pure; never throws.
 *
 * @example enforce('sum(up)', [{ name: 'ns', op: '=', value: 'a' }])
 *   // { kind: 'ok', text: 'sum(up{ns="a"})', selectors: 1 }
 */
export function enforce(
  text: string,
  matchers: readonly EnforcedMatcher[],
  options: EnforceOptions = {},
): EnforceResult {
  const preparation = prepareScope(matchers);
  if (preparation.kind === 'refused') return preparation;
  const regexes = options.regexes ?? new RegexJudge();
  const parsed = parseUserText(text, options, regexes, parsePromql);
  if (parsed.kind === 'refused') return parsed;
  if (options.allowBareInfo !== true) {
    const refusal = refuseBareInfo(text, parsed.expr, preparation.scope);
    if (refusal !== null) return refusal;
  }
  const growth = growthProblem(parsed.expr);
  if (growth !== null) return { kind: 'refused', reason: 'label_growth', message: growth };
  const before = selectorsOf(parsed.expr);
  return rewrite(text, before, preparation.scope, options, (scoped, maxLength) => {
    const again = parsePromql(scoped, { maxLength, regexes });
    return again.kind === 'ok' ? selectorsOf(again.expr) : null;
  });
}

/**
 * As `enforce`, for a `match[]` parameter: the text must be exactly one vector selector without
 * offset, `@` and range.
 */
export function enforceSelector(
  text: string,
  matchers: readonly EnforcedMatcher[],
  options: Omit<EnforceOptions, 'allowBareInfo'> = {},
): EnforceResult {
  const preparation = prepareScope(matchers);
  if (preparation.kind === 'refused') return preparation;
  const regexes = options.regexes ?? new RegexJudge();
  const parsed = parseUserText(text, options, regexes, parsePromqlSelector);
  if (parsed.kind === 'refused') return parsed;
  return rewrite(text, [parsed.expr], preparation.scope, options, (scoped, maxLength) => {
    const again = parsePromqlSelector(scoped, { maxLength, regexes });
    return again.kind === 'ok' ? [again.expr] : null;
  });
}

/** The selector `{…}` of everything in the scope, for endpoints that were asked without `match[]`. */
export function synthesiseSelector(matchers: readonly EnforcedMatcher[]): EnforceResult {
  const preparation = prepareScope(matchers);
  if (preparation.kind === 'refused') return preparation;
  return { kind: 'ok', text: `{${preparation.scope.text}}`, selectors: 1 };
}

type UserText<T> = { readonly kind: 'ok'; readonly expr: T } | Refusal;

function parseUserText<T>(
  text: string,
  options: EnforceOptions,
  regexes: RegexJudge,
  parse: (text: string, options: ParseOptions) => ParseResult<T>,
): UserText<T> {
  const ambiguity = findAmbiguity(text);
  if (ambiguity !== null) {
    const { at, message } = ambiguity;
    return refuseParse(promqlError(text, at, at + 1, message));
  }
  const maxLength = options.maxQueryLength ?? MAX_QUERY_LENGTH;
  const parsed = parse(text, { maxLength, regexes });
  return parsed.kind === 'ok' ? parsed : refuseParse(parsed.error);
}

function refuseParse(error: { readonly text: string; readonly position: PromqlPosition }): Refusal {
  return { kind: 'refused', reason: 'parse', message: error.text, position: error.position };
}

function refuseBareInfo(text: string, expr: Expr, scope: PreparedScope): Refusal | null {
  const call = bareInfoCalls(expr)[0];
  if (call === undefined) return null;
  const argument = call.args[0];
  const inner = argument === undefined ? 'v' : text.slice(argument.start, argument.end);
  const message =
    'info() with one argument reads series outside the scope; name the labels you need: ' +
    `info(${inner}, {${scope.expected[0]?.name ?? 'label'}=~".+"})`;
  const { position } = promqlError(text, call.start, call.end, message);
  return { kind: 'refused', reason: 'bare_info', message, position };
}

function rewrite(
  text: string,
  before: readonly VectorSelector[],
  scope: PreparedScope,
  options: EnforceOptions,
  parseAgain: (scoped: string, maxLength: number) => readonly VectorSelector[] | null,
): EnforceResult {
  const exempt = options.exemptMetrics ?? NO_EXEMPTIONS;
  const scoped = before.filter((selector) => !isExempt(selector, exempt));
  const insertions = scoped.map((selector) => insertionFor(selector, scope.text));
  const length = insertions.reduce((sum, insertion) => sum + insertion.text.length, text.length);
  const maxLength = options.maxScopedLength ?? MAX_SCOPED_LENGTH;
  if (length > maxLength) {
    const message = `the query takes ${length} characters with the scope's matchers in its ${before.length} selectors, more than the ${maxLength} allowed`;
    return { kind: 'refused', reason: 'scoped_too_long', message };
  }
  const result = splice(text, insertions);
  const after = parseAgain(result, maxLength);
  const problem =
    after === null ? 'it does not parse' : scopeProblem(before, after, scope.expected, exempt);
  if (problem !== null) {
    const message = `the rewritten query failed its check: ${problem}`;
    return { kind: 'refused', reason: 'unsafe_result', message };
  }
  return { kind: 'ok', text: result, selectors: scoped.length };
}
