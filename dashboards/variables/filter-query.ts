import { quoteText } from '../../platform/model/go-quote.ts';
import { parseLogql } from '../../queries/logql/parse.ts';
import { streamSelectorsOf } from '../../queries/logql/selectors-of.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { quoteRegex } from '../../queries/promql/quote-regex.ts';
import { selectorsOf } from '../../queries/promql/selectors-of.ts';
import { insertionFor, splice } from '../../queries/scope/splice.ts';

/** A filter that a reader set for all queries of a dashboard. */
export interface AdHocFilter {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

const OPERATORS: ReadonlySet<string> = new Set(['=', '!=', '=~', '!~']);
const MOST_FILTERS = 20;
/** No stream has labels with other names; series have them, quoted. */
const IDENTIFIER = /^[a-zA-Z_]\w*$/;

/** Grafana's "one of" and "not one of", by the operator that says the same of a pattern. */
const ONE_OF: ReadonlyMap<string, AdHocFilter['operator']> = new Map([
  ['=|', '=~'],
  ['!=|', '!~'],
]);

/** Whether queries have such a condition. */
export function isFilterOperator(text: string): boolean {
  return OPERATORS.has(text) || ONE_OF.has(text);
}

/**
 * Reads filters of an address: `label|=|value`, with `__gfp__` for a bar, and `label|=__gfp__|a|b` for
 * one of several, which becomes a pattern of them. Others are left out.
 */
export function readFilters(texts: readonly string[]): readonly AdHocFilter[] {
  return texts.slice(0, MOST_FILTERS).flatMap((text) => {
    const [label = '', operator = '', ...values] = text
      .split('|')
      .map((part) => part.replaceAll('__gfp__', '|').replaceAll('__gfc__', ','));
    const pattern = ONE_OF.get(operator);
    if (pattern !== undefined && label !== '' && values.length > 0)
      return [{ label, operator: pattern, value: values.map(quoteRegex).join('|') }];
    const [value = ''] = values;
    return label !== '' && isOperator(operator) ? [{ label, operator, value }] : [];
  });
}

/** Prints what `readFilters` reads. */
export function printFilter({ label, operator, value }: AdHocFilter): string {
  return [label, operator, value].map((part) => part.replaceAll('|', '__gfp__')).join('|');
}

function isOperator(text: string): text is AdHocFilter['operator'] {
  return OPERATORS.has(text);
}

/**
 * Adds the filters to every selector of a query. A query that does not parse stays as it is: whoever
 * is asked says what is wrong with it.
 */
export function filterQuery(
  query: string,
  language: 'promql' | 'logql',
  filters: readonly AdHocFilter[],
): string {
  const sayable = filters.filter(({ label }) => language === 'promql' || IDENTIFIER.test(label));
  if (sayable.length === 0) return query;
  const matchers = sayable.map(printMatcher).join(',');
  if (language === 'promql') {
    const parsed = parsePromql(query);
    if (parsed.kind === 'error') return query;
    return splice(
      query,
      selectorsOf(parsed.expr).map((each) => insertionFor(each, matchers)),
    );
  }
  const parsed = parseLogql(query);
  if (parsed.kind === 'error') return query;
  const insertions = streamSelectorsOf(parsed.expr).map(({ start, matchers: own }) => ({
    at: start + 1,
    text: own.length === 0 ? matchers : `${matchers},`,
  }));
  return splice(query, insertions);
}

function printMatcher({ label, operator, value }: AdHocFilter): string {
  return `${IDENTIFIER.test(label) ? label : quoteText(label)}${operator}${quoteText(value)}`;
}
