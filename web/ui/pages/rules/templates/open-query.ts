import { parsePromql } from '../../../../../queries/promql/parse.ts';
import { selectorsOf, visitExpr } from '../../../../../queries/promql/selectors-of.ts';
import type { RuleTemplateInput } from '../../../../contract/rule-templates.ts';

/** A query with open places, as templates have it. */
export interface OpenQuery {
  readonly promql: string;
  readonly labels: RuleTemplateInput['labels'];
  /** Empty where there is no `$window`. */
  readonly window: string;
}

interface Edit {
  readonly at: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Opens a rule's query for a template, as far as a machine can: what it is grouped by becomes `$by`,
 * its one range `$window`, and every selector takes filters on those labels. Somebody looks at it
 * before it is saved. Undefined for a text that does not parse.
 *
 * @example openQuery('sum by (job) (rate(errors_total[5m]))')
 *   // sum by ($by) (rate(errors_total{namespace=~"$namespace",job=~"$job"}[$window]))
 */
export function openQuery(text: string): OpenQuery | undefined {
  const parsed = parsePromql(text);
  if (parsed.kind === 'error') return undefined;
  const grouped = new Set<string>();
  let hasGrouping = false;
  visitExpr(parsed.expr, (node) => {
    if (node.kind !== 'aggregation' || node.grouping?.mode !== 'by') return;
    hasGrouping = true;
    for (const label of node.grouping.labels) grouped.add(label);
  });
  grouped.delete('namespace');
  const names = ['namespace', ...grouped];
  const edits: Edit[] = selectorsOf(parsed.expr).flatMap((selector): Edit[] => {
    const own = new Set(selector.matchers.map(({ name }) => name));
    const added = names.filter((name) => !own.has(name)).map((name) => `${name}=~"$${name}"`);
    if (added.length === 0) return [];
    const { braceStart, nameEnd, matchers } = selector;
    if (braceStart < 0) return [{ at: nameEnd, end: nameEnd, text: `{${added.join(',')}}` }];
    const comma = matchers.length > 0 ? ',' : '';
    return [{ at: braceStart + 1, end: braceStart + 1, text: added.join(',') + comma }];
  });
  const opened = spliced(text, edits);
  const { promql, window } = openWindow(openGroupings(opened, hasGrouping));
  return { promql, window, labels: labelsFor(names) };
}

function labelsFor(names: readonly string[]): RuleTemplateInput['labels'] {
  return names.map((name) => ({
    name,
    group: name === 'namespace' ? ('always' as const) : ('default' as const),
    filter: true,
  }));
}

/** A query without a grouping keeps every label: the worst of each row is taken. */
function openGroupings(text: string, hasGrouping: boolean): string {
  if (!hasGrouping) return `max by ($by) (${text})`;
  return text.replaceAll(/\bby\s*\([^()]*\)/g, 'by ($by)');
}

function openWindow(text: string): { readonly promql: string; readonly window: string } {
  const range = /\[\s*((?:\d+(?:ms|[smhdwy]))+)\s*\]/g;
  const ranges = new Set([...text.matchAll(range)].map((match) => match[1] ?? ''));
  const [only] = ranges;
  if (ranges.size !== 1 || only === undefined) return { promql: text, window: '' };
  return { promql: text.replaceAll(range, '[$$window]'), window: only };
}

function spliced(text: string, edits: readonly Edit[]): string {
  let out = '';
  let from = 0;
  for (const { at, end, text: added } of [...edits].sort((a, b) => a.at - b.at)) {
    out += text.slice(from, at) + added;
    from = end;
  }
  return out + text.slice(from);
}
