import { assertNever } from '../../platform/model/assert-never.ts';
import type { MetricExpr, Stage } from '../logql/ast.ts';
import { parseLogql } from '../logql/parse.ts';
import { isMetricQuery } from '../logql/selectors-of.ts';
import type { BypassReason, Cacheability } from './cacheability.ts';
import { logqlReach } from './logql-reach.ts';

/**
 * May a LogQL range query be answered in pieces? What was decided, construct by construct:
 *
 * | Construct | Decision |
 * |---|---|
 * | `{app="a"} \|= "x"` | bypass: lines are no samples on a grid |
 * | `rate`, `count_over_time`, … over any range, wider or narrower than the step | kept: the window `(t - range, t]` is the step's own |
 * | `offset 1h` | kept; `offset -1h` too, and the time that is not trusted begins an hour earlier |
 * | `unwrap`, also with a conversion and filters; `rate_counter`, `quantile_over_time` | kept: nothing is read beyond the window |
 * | `absent_over_time`, `first_over_time`, `last_over_time` | kept: evaluated step by step |
 * | parsers, filters, `drop`, `keep`, `decolorize` | kept: each line by itself |
 * | `line_format`, `label_format` | kept, `__timestamp__` too, which is the line's; bypass with `now` |
 * | `topk`, `bottomk`, `sort`, `label_replace`, binary operators | kept: evaluated step by step |
 * | `approx_topk` | bypass: a sketch, whose counts depend on how the work was divided |
 * | `vector(1)`, `1 + 1` | kept: they read nothing |
 *
 * A line in error (`__error__`) fails the whole question, cached or not: it lies in the window of some
 * step, and failures are never kept.
 *
 * The grid is not judged here: Loki answers only on multiples of the step, where `alignedLokiRange`
 * moves a range. Loki before 3.0 leaves out lines at exactly the last instant of a range.
 *
 * LogQL has no look-back, so that there is none to be told.
 */
export function judgeLogql(query: string): Cacheability {
  const parsed = parseLogql(query);
  if (parsed.kind === 'error') return bypass('language');
  if (!isMetricQuery(parsed.expr)) return bypass('lines');
  const reason = reasonToBypass(parsed.expr);
  return reason === null ? { kind: 'cacheable', reach: logqlReach(parsed.expr) } : bypass(reason);
}

function bypass(reason: BypassReason): Cacheability {
  return { kind: 'bypass', reason };
}

function reasonToBypass(expr: MetricExpr): BypassReason | null {
  switch (expr.kind) {
    case 'range_aggregation':
      return expr.range.stages.some(readsClock) ? 'clock' : null;
    case 'vector_aggregation':
      return expr.op === 'approx_topk' ? 'language' : reasonToBypass(expr.expr);
    case 'label_replace':
    case 'paren':
      return reasonToBypass(expr.expr);
    case 'binary':
      return reasonToBypass(expr.lhs) ?? reasonToBypass(expr.rhs);
    case 'number':
    case 'vector':
      return null;
    default:
      return assertNever(expr);
  }
}

/** `now` is the one function of Loki's templates that does not depend on the line alone. */
const NOW = /\bnow\b/;

/** Whether a stage may write what time it is. Templates are not read: the word is enough. */
function readsClock(stage: Stage): boolean {
  if (stage.kind === 'line_format') return NOW.test(stage.template);
  if (stage.kind !== 'label_format') return false;
  return stage.formats.some((format) => format.kind === 'template' && NOW.test(format.template));
}
