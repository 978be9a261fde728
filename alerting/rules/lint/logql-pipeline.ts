import type {
  LabelFilter,
  LabelMatcher,
  LineFilter,
  LogRange,
  RangeAggregation,
  Stage,
} from '../../../queries/logql/ast.ts';
import { quoteGo } from '../../../queries/promql/go-quote.ts';
import { type LintRun, pathOfPart } from './lint-context.ts';

/** Tells the application of a stream from the others of its namespace no more than these do. */
const WIDE: ReadonlySet<string> = new Set(['namespace', 'cluster', 'env', 'environment', 'tenant']);
const META = /[\\^$.|?*+()[\]{}]/;

/** How lines are chosen, read and turned into numbers. */
export function lintPipeline(run: LintRun, { range, op }: RangeAggregation): void {
  const { content, out } = run;
  const isWide = range.selector.matchers.every((matcher) => isOpen(run, matcher));
  const filters = range.stages.some(narrows);
  if (isWide && !filters && op !== 'absent_over_time') {
    out.add('no_line_filter', { path: pathOfPart(content, 'lines'), span: range.selector });
  }
  for (const stage of range.stages) {
    if (stage.kind === 'line_filter') reportPattern(run, stage);
  }
  reportUnwrap(run, range);
  if (op !== 'absent_over_time') return;
  const pattern = range.selector.matchers.find((matcher) => matcher.op === '=~');
  if (pattern === undefined) return;
  const fields = { function: op, label: pattern.name };
  out.add('absent_pattern', { path: pathOfPart(content, 'streams'), span: pattern, fields });
}

function isOpen({ context }: LintRun, { name, op, value }: LabelMatcher): boolean {
  if (WIDE.has(name) || context.namespaceLabels.includes(name)) return true;
  return op === '!=' || op === '!~' || (op === '=~' && /^\(?\.[*+]\)?$/.test(value));
}

function narrows(stage: Stage): boolean {
  if (stage.kind === 'label_filter') return true;
  return stage.kind === 'line_filter' && stage.alternatives.some(({ value }) => value !== '');
}

function reportPattern({ content, out }: LintRun, stage: LineFilter): void {
  if (stage.op !== '|~' && stage.op !== '!~') return;
  const texts = stage.alternatives.map(({ kind, value }) => (kind === 'text' ? value : '('));
  const isPlain = texts.every((text) => text !== '' && !META.test(text));
  if (!isPlain) return;
  const pattern = texts.map(quoteGo).join(' or ');
  out.add('regex_for_text', {
    path: pathOfPart(content, 'lines'),
    span: stage,
    fields: { pattern },
    suggestion: `${stage.op === '|~' ? '|=' : '!='} ${pattern}`,
  });
}

function reportUnwrap({ content, out }: LintRun, { unwrap }: LogRange): void {
  if (unwrap === null) return;
  // Before it, only errors of parsing are known.
  if (unwrap.filters.some((filter) => asksFor(filter, '__error__'))) return;
  const text = content.expression.slice(unwrap.start, unwrap.end).trimEnd();
  out.add('unwrap_errors', {
    path: pathOfPart(content, 'whole'),
    span: unwrap,
    fields: { label: unwrap.label },
    suggestion: text.length > 1_000 ? null : `${text} | __error__=""`,
  });
}

function asksFor(filter: LabelFilter, label: string): boolean {
  if (filter.kind === 'and' || filter.kind === 'or') {
    return asksFor(filter.left, label) || asksFor(filter.right, label);
  }
  return filter.kind === 'string' && filter.matcher.name === label;
}
