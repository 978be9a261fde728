import type { Aggregation, Call, Expr } from '../../../queries/promql/ast.ts';
import { visitExpr } from '../../../queries/promql/selectors-of.ts';
import { type LintRun, pathOfPart } from './lint-context.ts';
import { metricKind } from './metric-kind.ts';
import { bare, metricOf } from './promql-nodes.ts';

const OF_COUNTERS: ReadonlySet<string> = new Set(['rate', 'irate', 'increase']);
const OF_GAUGES: ReadonlySet<string> = new Set(['delta', 'idelta', 'deriv', 'predict_linear']);

/** They ask whether and when there is a sample, not what it says. */
const OF_PRESENCE: ReadonlySet<string> = new Set([
  ...['absent', 'absent_over_time', 'present_over_time', 'count_over_time'],
  ...['changes', 'resets', 'timestamp', 'rate', 'irate', 'increase'],
]);

const OVER_TIME = /^(?:avg|min|max|sum|quantile|stddev|stdvar|mad)_over_time$/;

/** Counters read as gauges, and gauges read as counters. */
export function lintCounters(run: LintRun, expr: Expr): void {
  const excused = new Set<Expr>();
  visitExpr(expr, (node) => {
    if (node.kind === 'call') visitCall(run, node, excused);
    else if (node.kind === 'aggregation') excuseCounted(node, excused);
    else if (node.kind === 'binary' && (node.op === 'and' || node.op === 'unless')) {
      excused.add(bare(node.rhs));
    } else if (node.kind === 'matrix') excused.add(node.selector);
    else if (node.kind === 'vector' && !excused.has(node)) reportRaw(run, node);
  });
}

function excuseCounted({ op, expr }: Aggregation, excused: Set<Expr>): void {
  if (op === 'count' || op === 'group') excused.add(bare(expr));
}

function visitCall(run: LintRun, call: Call, excused: Set<Expr>): void {
  const argument = call.args[call.name === 'quantile_over_time' ? 1 : 0];
  if (argument === undefined) return;
  const inner = bare(argument);
  if (OF_PRESENCE.has(call.name)) excused.add(inner);
  if (call.name.startsWith('histogram_')) excuseHistogram(call, excused);
  if (inner.kind === 'subquery') {
    const isOfSum = OF_COUNTERS.has(call.name) && bare(inner.expr).kind === 'aggregation';
    if (isOfSum) report(run, 'rate_of_sum', call);
    return;
  }
  if (inner.kind !== 'matrix') return;
  const metric = metricOf(inner.selector);
  if (metric === null) return;
  const kind = metricKind(metric, run.context);
  if (call.name === 'irate') report(run, 'irate_in_rule', call);
  if (OF_COUNTERS.has(call.name) && !excused.has(call)) {
    if (kind === 'gauge') report(run, 'rate_of_gauge', call, metric);
    if (kind === 'like_gauge') report(run, 'rate_of_unknown', call, metric);
  }
  if (kind !== 'counter') return;
  if (OF_GAUGES.has(call.name)) report(run, 'gauge_function_on_counter', call, metric);
  else if (OVER_TIME.test(call.name)) report(run, 'counter_raw', call, metric);
}

/** Native histograms are rated under the name of their family. */
function excuseHistogram(call: Call, excused: Set<Expr>): void {
  let inner = bare(call.args.at(-1) ?? call);
  while (inner.kind === 'aggregation') inner = bare(inner.expr);
  if (inner.kind === 'call') excused.add(inner);
}

function reportRaw(run: LintRun, node: Extract<Expr, { kind: 'vector' }>): void {
  const metric = metricOf(node);
  if (metric === null || metricKind(metric, run.context) !== 'counter') return;
  report(run, 'counter_raw', node, metric);
}

type Code =
  | 'rate_of_sum'
  | 'irate_in_rule'
  | 'rate_of_gauge'
  | 'rate_of_unknown'
  | 'gauge_function_on_counter'
  | 'counter_raw';

function report({ content, out }: LintRun, code: Code, node: Expr, metric = ''): void {
  const name = node.kind === 'call' ? node.name : '';
  const path = pathOfPart(content, 'whole');
  out.add(code, { path, span: node, fields: { function: name, metric } });
}
