import { assertNever } from '../../platform/model/assert-never.ts';
import type { LogRange, MetricExpr } from '../logql/ast.ts';
import type { TimeReach } from './cacheability.ts';

const NS_PER_MS = 1_000_000;
const NOTHING: TimeReach = { behindMs: 0, aheadMs: 0, pinned: null };

/**
 * Where a metric query reads, from its tree. LogQL reads lines in ranges alone, `(t - range - offset,
 * t - offset]`; it has neither look-back nor `@` nor subqueries.
 *
 * @example logqlReach(parse('rate({app="a"}[5m] offset 1h)')) // { behindMs: 3_900_000, aheadMs: 0, pinned: null }
 */
export function logqlReach(expr: MetricExpr): TimeReach {
  switch (expr.kind) {
    case 'range_aggregation':
      return reachOfRange(expr.range);
    case 'vector_aggregation':
    case 'label_replace':
    case 'paren':
      return logqlReach(expr.expr);
    case 'binary':
      return widest(logqlReach(expr.lhs), logqlReach(expr.rhs));
    case 'number':
    case 'vector':
      return NOTHING;
    default:
      return assertNever(expr);
  }
}

function reachOfRange({ rangeNs, offsetNs }: LogRange): TimeReach {
  return {
    behindMs: Math.max(0, Math.ceil((rangeNs + offsetNs) / NS_PER_MS)),
    aheadMs: Math.max(0, Math.ceil(-offsetNs / NS_PER_MS)),
    pinned: null,
  };
}

function widest(a: TimeReach, b: TimeReach): TimeReach {
  return {
    behindMs: Math.max(a.behindMs, b.behindMs),
    aheadMs: Math.max(a.aheadMs, b.aheadMs),
    pinned: null,
  };
}
