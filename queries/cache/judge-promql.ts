import type { Expr } from '../promql/ast.ts';
import { parsePromql } from '../promql/parse.ts';
import { visitExpr } from '../promql/selectors-of.ts';
import type { Cacheability } from './cacheability.ts';
import { mayCollide } from './name-collision.ts';
import { promqlReach } from './promql-reach.ts';

/** Prometheus's `--query.lookback-delta` when nothing else is said. */
export const DEFAULT_LOOKBACK_MS = 300_000;

/**
 * May a PromQL range query be answered in pieces? What was decided, construct by construct:
 *
 * | Construct | Decision |
 * |---|---|
 * | `@ start()`, `@ end()`, `start()`, `end()`, `range()`, `step()`, also in durations | bypass |
 * | `@ <timestamp>` | kept once what it pins is settled; the value is the same at every step |
 * | `offset -1h` | kept; the time that is not trusted begins an hour earlier |
 * | subqueries | kept: their steps are absolute multiples, whatever the range |
 * | `time()`, date functions, `timestamp()` | kept: they depend on the step's own instant |
 * | `topk`, `limitk`, `quantile`, `absent`, `count_values` | kept: evaluated step by step |
 * | `sort`, `sort_by_label` | kept: range answers are always in the order of their labels |
 * | `label_replace`, `label_join` | kept; the newest Prometheus merges what they make equal |
 * | `rate({job="a"}[5m])`, `-{job="a"}` | bypass: may be an error of the whole range |
 * | `anchored`, `smoothed` | kept; `smoothed` also reads ahead by the look-back |
 * | `info()` | bypass: what it joins is chosen over the whole range |
 */
export function judgePromql(query: string, lookbackMs: number | null): Cacheability {
  const parsed = parsePromql(query);
  if (parsed.kind === 'error' || callsInfo(parsed.expr))
    return { kind: 'bypass', reason: 'language' };
  const reach = promqlReach(parsed.expr, lookbackMs ?? DEFAULT_LOOKBACK_MS);
  if (reach === undefined) return { kind: 'bypass', reason: 'range_ends' };
  if (mayCollide(parsed.expr)) return { kind: 'bypass', reason: 'range_errors' };
  return { kind: 'cacheable', reach };
}

function callsInfo(expr: Expr): boolean {
  let found = false;
  visitExpr(expr, (node) => {
    found ||= node.kind === 'call' && node.name === 'info';
  });
  return found;
}
