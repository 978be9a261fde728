import type { DurationExpr } from '../promql/ast.ts';
import { durationSeconds } from '../promql/evaluate-duration.ts';

const UNKNOWN_RANGE = { rangeSeconds: Number.NaN, stepSeconds: Number.NaN };

/**
 * A duration expression in milliseconds, rounded as Prometheus rounds it; undefined where it is no
 * finite number, or depends on the query's own range.
 */
export function durationValueMs(expr: DurationExpr): number | undefined {
  const seconds = durationSeconds(expr, UNKNOWN_RANGE);
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : undefined;
}
