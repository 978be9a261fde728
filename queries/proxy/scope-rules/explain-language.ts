import { logqlError } from '../../logql/logql-error.ts';
import { parseLogql } from '../../logql/parse.ts';
import { streamSelectorsOf } from '../../logql/selectors-of.ts';
import { parsePromql } from '../../promql/parse.ts';
import { promqlError } from '../../promql/promql-error.ts';
import { selectorsOf } from '../../promql/selectors-of.ts';
import { RegexJudge } from '../../regex/regex-judge.ts';
import type { JudgedSelector } from '../../scope/contradictions.ts';
import { type EnforceResult, enforce } from '../../scope/enforce.ts';
import { enforceLogql } from '../../scope/enforce-logql.ts';
import { isExempt } from '../../scope/exempt-metric.ts';
import type { BackendPart } from '../backend-plan.ts';
import type { ExplainedRefusal, QueryLanguage, TextPosition } from './explanation.ts';

type AskedPart = Pick<BackendPart, 'matchers' | 'exemptMetrics' | 'backend'>;

/** A query that was read, in the terms that both languages share. */
export type ReadQuery =
  | {
      readonly kind: 'ok';
      readonly selectors: readonly JudgedSelector[];
      /** Those of them that carry no matchers where these metrics are exempt. */
      readonly exempt: (metrics: ReadonlySet<string>) => ReadonlySet<JudgedSelector>;
      readonly enforce: (part: AskedPart) => EnforceResult;
      /** Line and column as the language's own errors count them. */
      readonly positionOf: (start: number, end: number) => TextPosition;
    }
  | { readonly kind: 'refused'; readonly refusal: ExplainedRefusal };

/** Parses a query of either language, with one bound on the cost of its patterns for all that follows. */
export function readQuery(language: QueryLanguage, text: string): ReadQuery {
  return language === 'promql' ? readPromql(text) : readLogql(text);
}

function readPromql(text: string): ReadQuery {
  const regexes = new RegexJudge();
  const parsed = parsePromql(text, { regexes });
  if (parsed.kind === 'error') return refused(parsed.error);
  const selectors = selectorsOf(parsed.expr);
  return {
    kind: 'ok',
    selectors,
    exempt: (metrics) => new Set(selectors.filter((selector) => isExempt(selector, metrics))),
    enforce: ({ matchers, exemptMetrics, backend }) =>
      matchers.length === 0
        ? unchanged(text)
        : enforce(text, matchers, {
            exemptMetrics: new Set(exemptMetrics),
            allowBareInfo: backend.within !== undefined,
            regexes,
          }),
    positionOf: (start, end) => promqlError(text, start, end, '').position,
  };
}

function readLogql(text: string): ReadQuery {
  const regexes = new RegexJudge();
  const parsed = parseLogql(text, { regexes });
  if (parsed.kind === 'error') return refused(parsed.error);
  return {
    kind: 'ok',
    selectors: streamSelectorsOf(parsed.expr),
    exempt: () => new Set(),
    enforce: ({ matchers }) =>
      matchers.length === 0 ? unchanged(text) : enforceLogql(text, matchers, { regexes }),
    positionOf: (start, end) =>
      logqlError(text, { start, end, message: '', placed: true }).position,
  };
}

/** For `_platform` on a backend of its own, and where a header alone keeps tenants apart. */
function unchanged(text: string): EnforceResult {
  return { kind: 'ok', text, selectors: 0 };
}

function refused(error: { readonly text: string; readonly position: TextPosition }): ReadQuery {
  return {
    kind: 'refused',
    refusal: { reason: 'parse', message: error.text, position: error.position },
  };
}
