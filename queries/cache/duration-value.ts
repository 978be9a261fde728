import type { DurationExpr } from '../promql/ast.ts';
import { durationSeconds } from '../promql/evaluate-duration.ts';

/** The range that a query is asked for, as `start()`, `end()`, `range()` and `step()` see it. */
export interface OwnRange {
  readonly startMs: number;
  readonly endMs: number;
  /** 0 for an instant query. */
  readonly stepMs: number;
}

/**
 * A duration expression in milliseconds, rounded as Prometheus rounds it; undefined where it is no
 * finite number, or depends on the query's own range and that is not given.
 */
export function durationValueMs(expr: DurationExpr, own: OwnRange | null): number | undefined {
  const seconds = durationSeconds(expr, {
    rangeSeconds: own === null ? Number.NaN : (own.endMs - own.startMs) / 1000,
    stepSeconds: own === null ? Number.NaN : own.stepMs / 1000,
  });
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : undefined;
}
