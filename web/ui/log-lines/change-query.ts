import type { LogExpr, Stage } from '../../../queries/logql/ast.ts';
import { parseLogql } from '../../../queries/logql/parse.ts';
import { printLogql } from '../../../queries/logql/print.ts';

/** Where a value on a line comes from: the stream, the line's metadata, or its text. */
export type ValueOrigin =
  | { readonly kind: 'label' }
  | { readonly kind: 'field' }
  /** Found in the text by the page itself: the query needs this parser to see it. */
  | { readonly kind: 'detected'; readonly parser: 'json' | 'logfmt' };

export interface ValueFilter {
  readonly origin: ValueOrigin;
  readonly name: string;
  readonly value: string;
  readonly isOut: boolean;
}

const NOWHERE = { start: 0, end: 0 } as const;

/**
 * A log query that keeps or leaves out lines with a value; the same condition is not written twice,
 * and its opposite goes. A text that is no log query stays as it is.
 */
export function withFilter(text: string, filter: ValueFilter): string {
  const parsed = parseLogql(text);
  if (parsed.kind === 'error' || parsed.expr.kind !== 'log') return text;
  const { expr } = parsed;
  return printLogql(
    filter.origin.kind === 'label' ? withMatcher(expr, filter) : withField(expr, filter),
  );
}

function matcherOf({ name, value, isOut }: ValueFilter) {
  return { ...NOWHERE, name, op: isOut ? ('!=' as const) : ('=' as const), value };
}

function withMatcher(expr: LogExpr, filter: ValueFilter): LogExpr {
  const { name, value, isOut } = filter;
  // Two equalities on one label can never both hold, so a new one takes the place of the old.
  const others = expr.selector.matchers.filter((each) => {
    if (each.name !== name) return true;
    return isOut ? each.value !== value : each.op !== '=' && each.value !== value;
  });
  const matchers = [...others, matcherOf(filter)];
  return { ...expr, selector: { ...expr.selector, matchers } };
}

function withField(expr: LogExpr, filter: ValueFilter): LogExpr {
  const { origin, name, value } = filter;
  const others = expr.stages.filter(
    (stage) =>
      stage.kind !== 'label_filter' ||
      stage.filter.kind !== 'string' ||
      stage.filter.matcher.name !== name ||
      stage.filter.matcher.value !== value,
  );
  const condition: Stage = {
    ...NOWHERE,
    kind: 'label_filter',
    filter: { ...NOWHERE, kind: 'string', matcher: matcherOf(filter) },
  };
  const parser = origin.kind === 'detected' ? missingParser(others, origin.parser) : [];
  return { ...expr, stages: [...others, ...parser, condition] };
}

function missingParser(stages: readonly Stage[], parser: 'json' | 'logfmt'): readonly Stage[] {
  if (stages.some(({ kind }) => kind === parser)) return [];
  if (parser === 'json') return [{ ...NOWHERE, kind: 'json', extractions: [] }];
  return [{ ...NOWHERE, kind: 'logfmt', strict: false, keepEmpty: false, extractions: [] }];
}

/** Lines by level and step: the bars above the list. Undefined for a text that is no log query. */
export function volumeText(text: string, stepSeconds: number): string | undefined {
  const parsed = parseLogql(text);
  if (parsed.kind === 'error' || parsed.expr.kind !== 'log') return undefined;
  const lines = printLogql(parsed.expr);
  return `sum by (detected_level) (count_over_time(${lines} [${stepSeconds}s]))`;
}

/** The selector of one stream: what stands around one of its lines. */
export function streamText(labels: Readonly<Record<string, string>>): string {
  const matchers = Object.entries(labels).map(([name, value]) => ({
    ...NOWHERE,
    name,
    op: '=' as const,
    value,
  }));
  const selector = { ...NOWHERE, kind: 'selector' as const, matchers };
  return printLogql({ ...NOWHERE, kind: 'log', selector, stages: [] });
}
