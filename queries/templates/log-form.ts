import { isDeepStrictEqual } from 'node:util';
import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import type { LabelMatcher, MatchOp, MetricExpr, Stage } from '../logql/ast.ts';
import { parseLogql } from '../logql/parse.ts';
import { printLogql } from '../logql/print.ts';
import { stripOffsets } from '../logql/structure.ts';
import { quoteRegex } from '../promql/quote-regex.ts';
import { RegexJudge } from '../regex/regex-judge.ts';

/** A condition on a label of streams, or on a field of lines. */
export interface LogCondition {
  readonly label: string;
  readonly op: MatchOp;
  readonly value: string;
}

/** What lines hold, or must not hold: a text as it is, or an RE2 pattern anywhere in the line. */
export interface LineCondition {
  readonly kind: 'text' | 'pattern';
  readonly value: string;
  readonly isNegated: boolean;
  readonly ignoresCase: boolean;
}

/** A rule on logs as somebody fills it in who writes no LogQL: how many such lines there were. */
export interface LogForm {
  /** At least one that no missing label fulfils. */
  readonly streams: readonly LogCondition[];
  /** All must hold. */
  readonly lines: readonly LineCondition[];
  /** How fields are read from lines; `none` where there are no `fields`. */
  readonly parser: 'none' | 'json' | 'logfmt';
  readonly fields: readonly LogCondition[];
  /** Lines of the last so many milliseconds are counted; one second to one day. */
  readonly windowMs: number;
  /** Labels or fields that are counted apart; none: everything together. */
  readonly groupBy: readonly string[];
}

/** Paths are JSON Pointers into the form. */
export type RenderedLogForm =
  | { readonly kind: 'ok'; readonly logql: string }
  | { readonly kind: 'refused'; readonly findings: readonly ErrorDetail[] };

const MAX_CONDITIONS = 20;
const MAX_VALUE = 4_096;
const MIN_WINDOW_MS = 1_000;
const MAX_WINDOW_MS = 86_400_000;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const HALF_SURROGATE = /\p{Cs}/u;
const NS_PER_MS = 1_000_000;
const AT = { start: 0, end: 0 };

/**
 * The LogQL of a form. What is typed becomes values in the tree, never text; what is printed is parsed
 * again and must be the tree that was meant. Pure; never throws.
 *
 * @example renderLogForm({ streams: [app="shop"], lines: [{ kind: 'text', value: 'error' }], … })
 *   // sum by (namespace) (count_over_time({app="shop"} |= "error" [5m]))
 */
export function renderLogForm(form: LogForm): RenderedLogForm {
  const findings = findingsOf(form);
  if (findings.length > 0) return { kind: 'refused', findings };
  const expr = treeOf(form);
  const logql = printLogql(expr);
  const again = parseLogql(logql);
  if (again.kind === 'error') return refused('/streams', again.error.text);
  const isSame = isDeepStrictEqual(stripOffsets(again.expr), stripOffsets(expr));
  return isSame
    ? { kind: 'ok', logql }
    : refused('', `the query was not written as meant: ${logql}`);
}

function treeOf({ streams, lines, parser, fields, windowMs, groupBy }: LogForm): MetricExpr {
  const stages: Stage[] = lines.map(lineFilter);
  if (parser === 'json') stages.push({ kind: 'json', extractions: [], ...AT });
  if (parser === 'logfmt') {
    stages.push({ kind: 'logfmt', strict: false, keepEmpty: false, extractions: [], ...AT });
  }
  stages.push(...fields.map(fieldFilter));
  const range = {
    selector: { kind: 'selector' as const, matchers: streams.map(matcherOf), ...AT },
    stages,
    unwrap: null,
    rangeNs: windowMs * NS_PER_MS,
    offsetNs: 0,
    ...AT,
  };
  const count: MetricExpr = {
    kind: 'range_aggregation',
    op: 'count_over_time',
    param: null,
    range,
    grouping: null,
    ...AT,
  };
  const grouping = groupBy.length === 0 ? null : { mode: 'by' as const, labels: groupBy };
  return { kind: 'vector_aggregation', op: 'sum', param: null, expr: count, grouping, ...AT };
}

function lineFilter({ kind, value, isNegated, ignoresCase }: LineCondition): Stage {
  const isPattern = kind === 'pattern' || ignoresCase;
  const pattern = kind === 'pattern' ? value : quoteRegex(value);
  const written = isPattern ? `${ignoresCase ? '(?i)' : ''}${pattern}` : value;
  const negated = isPattern ? '!~' : '!=';
  const op = isNegated ? negated : isPattern ? '|~' : '|=';
  return { kind: 'line_filter', op, alternatives: [{ kind: 'text', value: written }], ...AT };
}

function fieldFilter(condition: LogCondition): Stage {
  const filter = { kind: 'string' as const, matcher: matcherOf(condition), ...AT };
  return { kind: 'label_filter', filter, ...AT };
}

function matcherOf({ label, op, value }: LogCondition): LabelMatcher {
  return { name: label, op, value, ...AT };
}

function findingsOf(form: LogForm): readonly ErrorDetail[] {
  const { streams, lines, parser, fields, windowMs, groupBy } = form;
  for (const [path, list] of Object.entries({ streams, lines, fields, groupBy })) {
    if (list.length > MAX_CONDITIONS) {
      const message = `has ${list.length} entries, at most ${MAX_CONDITIONS} are allowed`;
      return [{ path: `/${path}`, message }];
    }
  }
  const judge = new RegexJudge();
  const findings = [
    ...streams.flatMap((one, index) => conditionFindings(one, `/streams/${index}`, judge)),
    ...lines.flatMap((one, index) => lineFindings(one, `/lines/${index}`, judge)),
    ...fields.flatMap((one, index) => conditionFindings(one, `/fields/${index}`, judge)),
    ...groupBy.flatMap((name, index) => nameFindings(name, `/groupBy/${index}`)),
  ];
  if (streams.length === 0) {
    findings.push({
      path: '/streams',
      message: 'must hold a condition on a label, e.g. app = shop',
    });
  }
  if (parser === 'none' && fields.length > 0) {
    findings.push({ path: '/parser', message: 'must be json or logfmt, for the fields below' });
  }
  if (!Number.isInteger(windowMs) || windowMs < MIN_WINDOW_MS || windowMs > MAX_WINDOW_MS) {
    findings.push({ path: '/windowMs', message: 'must be from one second to one day' });
  }
  return findings;
}

function conditionFindings(
  { label, op, value }: LogCondition,
  at: string,
  judge: RegexJudge,
): readonly ErrorDetail[] {
  const problem = op === '=~' || op === '!~' ? judge.problem(value) : null;
  return [
    ...nameFindings(label, `${at}/label`),
    ...textFindings(value, `${at}/value`),
    ...(problem === null ? [] : [{ path: `${at}/value`, message: problem }]),
  ];
}

function lineFindings(
  { kind, value }: LineCondition,
  at: string,
  judge: RegexJudge,
): readonly ErrorDetail[] {
  const path = `${at}/value`;
  if (value === '') return [{ path, message: 'must not be empty' }];
  const problem = kind === 'pattern' ? judge.problem(value) : null;
  return [...textFindings(value, path), ...(problem === null ? [] : [{ path, message: problem }])];
}

function nameFindings(name: string, path: string): readonly ErrorDetail[] {
  return LABEL_NAME.test(name) ? [] : [{ path, message: `"${name}" is no label name` }];
}

function textFindings(value: string, path: string): readonly ErrorDetail[] {
  if (value.length > MAX_VALUE) {
    return [{ path, message: `has ${value.length} characters, at most ${MAX_VALUE} are allowed` }];
  }
  return HALF_SURROGATE.test(value) ? [{ path, message: 'is no Unicode text' }] : [];
}

function refused(path: string, message: string): RenderedLogForm {
  return { kind: 'refused', findings: [{ path, message }] };
}
