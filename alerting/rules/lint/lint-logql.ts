import { printDurationMs } from '../../../platform/model/duration.ts';
import type { MetricExpr, Stage, VectorAggregation } from '../../../queries/logql/ast.ts';
import { parseLogql } from '../../../queries/logql/parse.ts';
import { printLogql } from '../../../queries/logql/print.ts';
import { isLogQuery, streamSelectorsOf } from '../../../queries/logql/selectors-of.ts';
import { UNIT_RANGES } from '../../../queries/templates/rules/unit-ranges.data.ts';
import { type LintRun, namespaceLabelsOf, pathOfPart } from './lint-context.ts';
import { lintLevels } from './lint-levels.ts';
import { lintTexts } from './lint-texts.ts';
import { lintTimes } from './lint-times.ts';
import { lintLogCondition } from './logql-condition.ts';
import { lostLogLabelAt } from './logql-label-lost.ts';
import { bareMetric, rangesOf, visitMetric } from './logql-nodes.ts';
import { lintPipeline } from './logql-pipeline.ts';
import { isUnboundedLabel } from './unbounded-labels.ts';

const NS_PER_MS = 1_000_000;
/** Longer ranges are read anew too often, unless the interval is long as well. */
const LONG_MS = 3_600_000;
const LONG_INTERVALS = 30;
const MAX_REWRITTEN = 2_000;
const CHOOSING: ReadonlySet<string> = new Set(['topk', 'bottomk', 'approx_topk']);

/** A rule on logs. */
export function lintLogql(run: LintRun): void {
  const { content, out } = run;
  const path = pathOfPart(content, 'whole');
  const parsed = parseLogql(content.expression);
  if (parsed.kind === 'error') {
    const { position, message } = parsed.error;
    out.add('syntax', { path, span: position, fields: { message } });
    return;
  }
  const { expr } = parsed;
  if (isLogQuery(expr)) {
    out.add('gives_lines', { path, span: expr });
    return;
  }
  if (content.levels.length > 0) lintLogCondition(run, expr);
  const ranges = rangesOf(expr);
  if (ranges.length === 0) {
    out.add('reads_nothing', { path, span: expr });
    return;
  }
  for (const range of ranges) {
    lintPipeline(run, range);
    reportRange(run, range, range.range.rangeNs / NS_PER_MS);
  }
  lintGroupings(run, expr);
  lintTenancy(run, expr);
  const measured = countsOnly(expr) ? UNIT_RANGES.count : { min: null, max: null };
  lintLevels(run, { range: measured, unit: 'count' });
  lintTimes(run, Math.min(...ranges.slice(0, 1_000).map(({ range }) => range.rangeNs / NS_PER_MS)));
  lintTexts(run, (label) => lostLogLabelAt(expr, label) !== null);
}

function reportRange({ content, out }: LintRun, node: MetricExpr, rangeMs: number): void {
  const path = pathOfPart(content, 'window');
  const fields = { range: printDurationMs(rangeMs), interval: printDurationMs(content.intervalMs) };
  if (rangeMs < content.intervalMs) out.add('range_below_interval', { path, span: node, fields });
  if (rangeMs > LONG_MS && rangeMs > LONG_INTERVALS * content.intervalMs) {
    out.add('log_range_long', { path, span: node, fields });
  }
}

function lintGroupings(run: LintRun, expr: MetricExpr): void {
  const { content, out } = run;
  let isAggregated = false;
  visitMetric(expr, (node) => {
    if (node.kind === 'vector_aggregation') reportChoice(run, node);
    if (node.kind !== 'vector_aggregation' && node.kind !== 'range_aggregation') return;
    const isChoice = node.kind === 'vector_aggregation' && CHOOSING.has(node.op);
    if (node.grouping !== null || (node.kind === 'vector_aggregation' && !isChoice)) {
      isAggregated = true;
    }
    const by = node.grouping?.mode === 'by' ? node.grouping.labels : [];
    for (const label of by.filter(isUnboundedLabel)) {
      const path = pathOfPart(content, 'grouping');
      out.add('unbounded_grouping', { path, span: node, fields: { label } });
    }
    if (node.kind !== 'range_aggregation' || isAggregated || node.op === 'absent_over_time') return;
    if (!node.range.stages.some(readsEveryField)) return;
    out.add('fields_not_aggregated', { path: pathOfPart(content, 'grouping'), span: node });
  });
}

function reportChoice({ content, out }: LintRun, node: VectorAggregation): void {
  if (!CHOOSING.has(node.op)) return;
  const fields = { function: node.op };
  out.add('topk_in_rule', { path: pathOfPart(content, 'whole'), span: node, fields });
}

function readsEveryField(stage: Stage): boolean {
  return (stage.kind === 'json' || stage.kind === 'logfmt') && stage.extractions.length === 0;
}

function lintTenancy(run: LintRun, expr: MetricExpr): void {
  const { content, context, out } = run;
  for (const label of namespaceLabelsOf(run)) {
    const culprit = lostLogLabelAt(expr, label);
    if (culprit === null || isPinned(expr, label)) continue;
    if (culprit.kind === 'range_aggregation' && culprit.op === 'absent_over_time') continue;
    out.add(context.spansNamespaces ? 'tenancy_dropped' : 'tenancy_dropped_single', {
      path: pathOfPart(content, 'grouping'),
      span: culprit,
      fields: { label },
      suggestion: rewritten(culprit, label),
    });
  }
}

function isPinned(expr: MetricExpr, label: string): boolean {
  const values = new Set(
    streamSelectorsOf(expr).map(
      ({ matchers }) => matchers.find(({ name, op }) => name === label && op === '=')?.value,
    ),
  );
  return values.size === 1 && !values.has(undefined);
}

function rewritten(node: MetricExpr, label: string): string | null {
  const isShort = node.end - node.start <= MAX_REWRITTEN;
  if (node.kind !== 'vector_aggregation' || !isShort) return null;
  const { mode, labels } = node.grouping ?? { mode: 'by', labels: [] };
  const changed = mode === 'by' ? [label, ...labels] : labels.filter((name) => name !== label);
  return printLogql({ ...node, grouping: { mode, labels: changed } });
}

/** Nothing but counts of lines and their sums: never below 0. */
function countsOnly(expr: MetricExpr): boolean {
  const node = bareMetric(expr);
  if (node.kind === 'vector_aggregation') return countsOnly(node.expr);
  return node.kind === 'range_aggregation' && node.range.unwrap === null;
}
