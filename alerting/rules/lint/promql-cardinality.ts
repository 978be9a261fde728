import type { Expr, LabelMatcher } from '../../../queries/promql/ast.ts';
import { selectorsOf, visitExpr } from '../../../queries/promql/selectors-of.ts';
import { exporterOf } from '../../../queries/templates/exporter-metrics.data.ts';
import { resultLabels } from '../../../queries/templates/result-labels.ts';
import { type LintRun, pathOfPart } from './lint-context.ts';
import { bare, metricOf } from './promql-nodes.ts';
import { isUnboundedLabel } from './unbounded-labels.ts';

const ANYTHING: ReadonlySet<string> = new Set(['.*', '.+', '(.*)', '(.+)']);

/** How many series a rule reads, and how many alerts it can raise. */
export function lintCardinality(run: LintRun, expr: Expr): void {
  const read: Read = { counter: null, aggregates: false };
  visitExpr(expr, (node) => {
    if (node.kind === 'vector') visitSelector(run, node);
    else if (node.kind === 'aggregation') {
      read.aggregates = true;
      const by = node.grouping?.mode === 'by' ? node.grouping.labels : [];
      const unbounded = by.filter(isUnboundedLabel);
      for (const label of unbounded.length > 0 && !isOfExporters(node) ? unbounded : []) {
        const fields = { label };
        const path = pathOfPart(run.content, 'grouping');
        run.out.add('unbounded_grouping', { path, span: node, fields });
      }
    } else if (node.kind === 'call' && RATES.has(node.name)) read.counter ??= node;
  });
  reportResult(run, expr, read);
}

interface Read {
  counter: Expr | null;
  aggregates: boolean;
}

const RATES: ReadonlySet<string> = new Set(['rate', 'irate', 'increase']);

function reportResult({ content, out }: LintRun, expr: Expr, read: Read): void {
  const last = bare(expr);
  // Its labels are those of its matchers.
  if (last.kind === 'call' && last.name.startsWith('absent')) return;
  const labels = resultLabels(expr);
  const path = pathOfPart(content, 'grouping');
  if (labels !== 'any') {
    if (labels.has('le')) out.add('le_left', { path, span: expr });
    return;
  }
  const buckets = bucketsOf(expr);
  if (buckets !== null) out.add('le_left', { path, span: buckets });
  else if (!read.aggregates && read.counter !== null) {
    const metric = rated(read.counter) ?? '{…}';
    out.add('rates_not_aggregated', { path, span: read.counter, fields: { metric } });
  } else if (!read.aggregates) out.add('not_aggregated', { path, span: expr });
}

/** The raw buckets whose rows come through to the result; null where there are none. */
function bucketsOf(expr: Expr): Expr | null {
  const node = bare(expr);
  switch (node.kind) {
    case 'vector': {
      const isOneBucket = node.matchers.some(({ name, op }) => name === 'le' && op === '=');
      return metricOf(node)?.endsWith('_bucket') === true && !isOneBucket ? node : null;
    }
    case 'matrix':
      return bucketsOf(node.selector);
    case 'call':
      if (node.name === 'histogram_quantile' || node.name.startsWith('absent')) return null;
      return node.args[0] === undefined ? null : bucketsOf(node.args[0]);
    case 'binary':
      return node.op === 'or' ? (bucketsOf(node.lhs) ?? bucketsOf(node.rhs)) : bucketsOf(node.lhs);
    case 'subquery':
    case 'unary':
      return bucketsOf(node.expr);
    default:
      return null;
  }
}

function rated(node: Expr): string | null {
  const argument = node.kind === 'call' ? node.args[0] : undefined;
  const inner = argument === undefined ? undefined : bare(argument);
  return inner?.kind === 'matrix' ? metricOf(inner.selector) : null;
}

function visitSelector(run: LintRun, node: Extract<Expr, { kind: 'vector' }>): void {
  const path = pathOfPart(run.content, 'whole');
  const named = node.matchers.find((matcher) => matcher.name === '__name__');
  if (metricOf(node) === null) {
    const fields = { pattern: named?.value ?? '' };
    const isChosen = named?.op === '=~' && !ANYTHING.has(named.value);
    run.out.add(isChosen ? 'metric_pattern' : 'metric_unnamed', { path, span: node, fields });
  }
  for (const matcher of node.matchers) {
    if (!fitsAnything(matcher)) continue;
    run.out.add('matches_anything', { path, span: matcher, fields: { label: matcher.name } });
  }
}

/** In the exporters we know such labels name disks or pools of memory, of which there are few. */
function isOfExporters(expr: Expr): boolean {
  return selectorsOf(expr).every((selector) => exporterOf(metricOf(selector) ?? '') !== undefined);
}

/** `.+` asks whether there is such a label, which may be meant. */
function fitsAnything({ name, op, value }: LabelMatcher): boolean {
  return op === '=~' && name !== '__name__' && (value === '.*' || value === '(.*)');
}
