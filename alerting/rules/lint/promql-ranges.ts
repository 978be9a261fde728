import { printDurationMs } from '../../../platform/model/duration.ts';
import type { Expr } from '../../../queries/promql/ast.ts';
import { durationSeconds } from '../../../queries/promql/evaluate-duration.ts';
import { visitExpr } from '../../../queries/promql/selectors-of.ts';
import { type LintRun, pathOfPart } from './lint-context.ts';

const ASSUMED_SCRAPE_MS = 30_000;
const SAMPLES = 4;

/** Ranges that hold too few samples, or leave gaps between evaluations. */
export function lintRanges(run: LintRun, expr: Expr): void {
  const { content, context, out } = run;
  const scrapeMs = context.scrapeIntervalMs ?? ASSUMED_SCRAPE_MS;
  const path = pathOfPart(content, 'window');
  visitExpr(expr, (node) => {
    const rangeMs = rangeOf(node);
    if (rangeMs === null) return;
    const range = printDurationMs(rangeMs);
    // A subquery computes its own points; only how far it looks counts.
    if (node.kind === 'matrix' && rangeMs < SAMPLES * scrapeMs) {
      const scrape = printDurationMs(scrapeMs);
      const suggestion = replaced(node, SAMPLES * scrapeMs, content.expression);
      out.add('range_too_short', { path, span: node, fields: { range, scrape }, suggestion });
    }
    if (rangeMs >= content.intervalMs) return;
    const fields = { range, interval: printDurationMs(content.intervalMs) };
    out.add('range_below_interval', { path, span: node, fields });
  });
}

/** The shortest range in milliseconds; null where the expression has none. */
export function shortestRangeMs(expr: Expr): number | null {
  let shortest: number | null = null;
  visitExpr(expr, (node) => {
    const rangeMs = rangeOf(node);
    if (rangeMs !== null && (shortest === null || rangeMs < shortest)) shortest = rangeMs;
  });
  return shortest;
}

/** Null for what has no range, and for one that only the query's own times would tell. */
function rangeOf(node: Expr): number | null {
  if (node.kind !== 'matrix' && node.kind !== 'subquery') return null;
  const unknown = { rangeSeconds: Number.NaN, stepSeconds: Number.NaN };
  const ms = Math.round(durationSeconds(node.range, unknown) * 1_000);
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}

function replaced(
  node: Extract<Expr, { kind: 'matrix' }>,
  rangeMs: number,
  text: string,
): string | null {
  if (node.end - node.start > 2_000) return null;
  const before = text.slice(node.start, node.range.start);
  return before + printDurationMs(rangeMs) + text.slice(node.range.end, node.end);
}
