import { AppError } from '../../platform/errors/app-error.ts';
import { parsePromql, parsePromqlSelector } from '../promql/parse.ts';
import { bareInfoCalls, selectorsOf } from '../promql/selectors-of.ts';
import { RegexJudge } from '../regex/regex-judge.ts';
import {
  type EnforceResult,
  enforce,
  enforceSelector,
  type RefusalReason,
  synthesiseSelector,
} from '../scope/enforce.ts';
import { growthProblem } from '../scope/label-growth.ts';
import type { BackendPart } from './backend-plan.ts';
import { enforcedForm } from './enforced-form.ts';
import { printForm } from './form.ts';
import type { ScopedParameters } from './read-parameters.ts';

/** Largest number of `match[]` parameters in one request. */
const MAX_SELECTORS = 100;

/**
 * The form that goes to one backend: the query and every selector rewritten for it, everything
 * else as it came. Throws `AppError` `bad_query` or `unprocessable` when it may not be asked.
 */
export function rewriteForm(
  parameters: ScopedParameters,
  part: BackendPart,
  rewriter: Rewriter,
): string {
  const form: (readonly [string, string])[] = [];
  if (parameters.query !== null) form.push(['query', rewriter.query(parameters.query, part)]);
  for (const selector of rewriteSelectors(parameters.selectors, part))
    form.push(['match[]', selector]);
  form.push(...parameters.passed);
  return enforcedForm(part, printForm(form));
}

/** The selectors enforced for one backend; none given: one that selects the whole scope. */
export function rewriteSelectors(
  selectors: readonly string[] | null,
  part: BackendPart,
): readonly string[] {
  if (selectors === null) return [];
  if (selectors.length > MAX_SELECTORS) {
    throw new AppError(
      'invalid',
      `${selectors.length} match[] parameters are given, at most ${MAX_SELECTORS} are allowed`,
    );
  }
  const unscoped = part.matchers.length === 0;
  if (selectors.length === 0)
    return unscoped ? [] : [accepted(synthesiseSelector(part.matchers), 'match[]')];
  const regexes = new RegexJudge();
  if (unscoped) return selectors.map((selector) => checkedSelector(selector, regexes));
  const options = { exemptMetrics: new Set(part.exemptMetrics), regexes };
  return selectors.map((selector) =>
    accepted(enforceSelector(selector, part.matchers, options), 'match[]'),
  );
}

/** Where the backend alone keeps to the scope there is nothing to add; the text must still parse. */
function checkedSelector(text: string, regexes: RegexJudge): string {
  const parsed = parsePromqlSelector(text, { regexes });
  if (parsed.kind === 'ok') return text;
  throw new AppError('bad_query', `invalid parameter "match[]": ${parsed.error.text}`);
}

/** True when the query reads no series at all, e.g. `1 + 1`; throws when it does not parse. */
export function readsNothing(query: string): boolean {
  const parsed = parsePromql(query);
  if (parsed.kind === 'error')
    throw new AppError('bad_query', `invalid parameter "query": ${parsed.error.text}`);
  return selectorsOf(parsed.expr).length === 0 && bareInfoCalls(parsed.expr).length === 0;
}

/** Longest rewritten query that is remembered, and the most text remembered for all scopes, in UTF-16 units. */
const MAX_REMEMBERED = 16 * 1024;
const MAX_REMEMBERED_IN_ALL = 16 * 1024 * 1024;

/**
 * Rewrites queries, remembering the last ones: a dashboard asks the same words every few seconds.
 * What is remembered is bounded over all scopes together, since tenants choose scopes and texts.
 */
export class Rewriter {
  readonly #maxEntries: number;
  #known = new WeakMap<BackendPart, Map<string, string>>();
  #characters = 0;

  constructor(maxEntriesPerScope: number) {
    this.#maxEntries = maxEntriesPerScope;
  }

  /** UTF-16 units remembered, at most; what has been forgotten with its scope is counted still. */
  get characters(): number {
    return this.#characters;
  }

  /** The enforced query, or an `AppError` `bad_query` / `unprocessable` that says why not. */
  query(text: string, part: BackendPart): string {
    if (part.matchers.length === 0) return checkedQuery(text);
    const remembered = this.#known.get(part)?.get(text);
    if (remembered !== undefined) return remembered;
    const options = { exemptMetrics: new Set(part.exemptMetrics) };
    const scoped = accepted(enforce(text, part.matchers, options), 'query');
    if (scoped.length <= MAX_REMEMBERED) this.#remember(text, scoped, part);
    return scoped;
  }

  #remember(text: string, scoped: string, part: BackendPart): void {
    const size = text.length + scoped.length;
    if (this.#characters + size > MAX_REMEMBERED_IN_ALL) {
      this.#known = new WeakMap();
      this.#characters = 0;
    }
    const known = this.#known.get(part) ?? new Map<string, string>();
    if (known.size >= this.#maxEntries) known.clear();
    known.set(text, scoped);
    this.#known.set(part, known);
    this.#characters += size;
  }
}

/** For the platform on a backend of its own, and for what reads no series. */
function checkedQuery(text: string): string {
  const parsed = parsePromql(text);
  if (parsed.kind === 'error')
    throw new AppError('bad_query', `invalid parameter "query": ${parsed.error.text}`);
  const growth = growthProblem(parsed.expr);
  if (growth === null) return text;
  throw new AppError('unprocessable', `invalid parameter "query": ${growth}`);
}

function accepted(result: EnforceResult, parameter: string): string {
  if (result.kind === 'ok') return result.text;
  throw refusal(result.reason, `invalid parameter ${JSON.stringify(parameter)}: ${result.message}`);
}

function refusal(reason: RefusalReason, message: string): AppError {
  if (reason === 'parse') return new AppError('bad_query', message);
  if (reason === 'unsafe_result') return new AppError('internal', message);
  return new AppError('unprocessable', message);
}
