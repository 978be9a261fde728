import type { BinaryExpr, DurationExpr, Expr } from '../../promql/ast.ts';
import { printDurationExpr } from '../../promql/print.ts';
import { visitExpr } from '../../promql/selectors-of.ts';
import { typeOf } from '../../promql/type-of.ts';
import { exporterOf } from '../exporter-metrics.data.ts';
import { isCounterName } from './counter-names.data.ts';
import { findingOf, type TemplateFinding } from './template-finding.ts';
import { isWindow } from './template-text.ts';

/** Shorter ranges hold fewer than four samples of a target that is scraped every 30 s. */
const SHORTEST_RANGE_S = 120;

const OF_COUNTERS: ReadonlySet<string> = new Set(['rate', 'irate', 'increase', 'resets']);
const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const PATH = '/promql';

/** The traps of PromQL that a query of a template can fall into. */
export function queryFindings(expr: Expr): readonly TemplateFinding[] {
  const findings: TemplateFinding[] = [];
  const counted = new Set<Expr>();
  visitExpr(expr, (node) => {
    findings.push(...nodeFindings(node, counted));
  });
  const last = innermost(expr);
  if (isFilter(last)) findings.push(findingOf('compares_already', PATH));
  return findings;
}

/** @param counted nodes that may read a counter as it is; children are visited after parents */
function nodeFindings(node: Expr, counted: Set<Expr>): readonly TemplateFinding[] {
  switch (node.kind) {
    case 'vector': {
      const isRaw = node.name !== null && isCounterName(node.name) && !counted.has(node);
      return isRaw ? [findingOf('counter_read_raw', PATH, { metric: node.name ?? '' })] : [];
    }
    case 'matrix':
      counted.add(node.selector);
      return rangeFindings(node.range);
    case 'subquery':
      return rangeFindings(node.range);
    case 'call':
      return callFindings(node.name, node.args[0]);
    case 'aggregation': {
      if (node.op === 'count' || node.op === 'group') counted.add(node.expr);
      const inner = innermost(node.expr);
      const averages = node.op === 'sum' || node.op === 'avg';
      const means = averages && inner.kind === 'binary' && isRatio(inner);
      return [
        ...(means ? [findingOf('mean_of_ratios', PATH, { function: node.op })] : []),
        ...(node.grouping?.mode === 'without'
          ? [findingOf('joins_ignoring', PATH, { words: 'without' })]
          : []),
      ];
    }
    case 'binary':
      return binaryFindings(node);
    default:
      return [];
  }
}

function rangeFindings(range: DurationExpr): readonly TemplateFinding[] {
  if (isWindow(range) || range.kind !== 'duration' || range.seconds >= SHORTEST_RANGE_S) return [];
  return [findingOf('range_too_short', PATH, { range: printDurationExpr(range) })];
}

function callFindings(name: string, argument: Expr | undefined): readonly TemplateFinding[] {
  if (!OF_COUNTERS.has(name) || argument === undefined) return [];
  if (argument.kind === 'subquery') {
    const inner = innermost(argument.expr);
    return inner.kind === 'aggregation' ? [findingOf('rate_of_sum', PATH, { function: name })] : [];
  }
  const metric = argument.kind === 'matrix' ? argument.selector.name : null;
  // What nobody knows may be a counter under any name.
  if (metric === null || isCounterName(metric) || exporterOf(metric) === undefined) return [];
  return [findingOf('rate_of_gauge', PATH, { function: name, metric })];
}

function binaryFindings(node: BinaryExpr): readonly TemplateFinding[] {
  const ignores = node.matching?.mode === 'ignoring';
  const isUnguarded = isRatio(node) && !isGuarded(node.rhs);
  return [
    ...(ignores ? [findingOf('joins_ignoring', PATH, { words: 'ignoring' })] : []),
    ...(isUnguarded ? [findingOf('division_unguarded', PATH)] : []),
  ];
}

/** One vector divided by another. */
function isRatio({ op, lhs, rhs }: BinaryExpr): boolean {
  return op === '/' && typeOf(lhs) === 'vector' && typeOf(rhs) === 'vector';
}

function isGuarded(divisor: Expr): boolean {
  const inner = innermost(divisor);
  return isFilter(inner) || (inner.kind === 'call' && inner.name === 'clamp_min');
}

/** A comparison that drops rows instead of answering 0 or 1. */
function isFilter(expr: Expr): boolean {
  return expr.kind === 'binary' && COMPARISONS.has(expr.op) && !expr.returnBool;
}

function innermost(expr: Expr): Expr {
  return expr.kind === 'paren' ? innermost(expr.expr) : expr;
}
