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
import { RememberedTexts } from './remembered-texts.ts';

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

/** Rewrites queries, remembering the last ones. */
export class Rewriter {
  readonly #remembered: RememberedTexts;

  /** @param maxEntries rewritten queries kept per scope and backend */
  constructor(maxEntries: number) {
    this.#remembered = new RememberedTexts(maxEntries);
  }

  /** The enforced query, or an `AppError` `bad_query` / `unprocessable` that says why not. */
  query(text: string, part: BackendPart): string {
    if (part.matchers.length === 0) return checkedQuery(text);
    const remembered = this.#remembered.get(part, text);
    if (remembered !== undefined) return remembered;
    const options = {
      exemptMetrics: new Set(part.exemptMetrics),
      allowBareInfo: part.backend.within !== undefined,
    };
    const scoped = accepted(enforce(text, part.matchers, options), 'query');
    this.#remembered.keep(part, text, scoped);
    return scoped;
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
