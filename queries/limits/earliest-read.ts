import type { OwnRange } from '../cache/duration-value.ts';
import { promqlReach } from '../cache/promql-reach.ts';
import type { Expr } from '../promql/ast.ts';

/**
 * The oldest instant that a PromQL query reads when it is asked for this range (for an instant query
 * both ends are its time), Unix milliseconds. Minus infinity where that cannot be told.
 */
export function earliestRead(expr: Expr, own: OwnRange, lookbackMs: number): number {
  const reach = promqlReach(expr, lookbackMs, own);
  if (reach === undefined) return Number.NEGATIVE_INFINITY;
  return Math.min(own.startMs - reach.behindMs, reach.pinned?.earliestMs ?? own.startMs);
}
