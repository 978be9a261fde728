import { assertNever } from '../../platform/model/assert-never.ts';
import type { Expr, StreamSelector } from '../logql/ast.ts';

/** One stream selector and the oldest instant of which it can read lines. */
export interface StreamRead {
  readonly selector: StreamSelector;
  readonly earliestMs: number;
}

const NS_PER_MS = 1_000_000;

/**
 * The oldest instant each stream selector of a query can read, from its tree: start, range, offset.
 * LogQL has neither `@` nor subqueries, and looks back for nothing else.
 *
 * @param startMs of a range query, or the time of an instant query; -Infinity when unknown
 * @example earliestLogqlReads(parse('rate({app="a"}[5m] offset 1h)'), 12:00) // {app="a"} from 10:55
 */
export function earliestLogqlReads(expr: Expr, startMs: number): readonly StreamRead[] {
  switch (expr.kind) {
    case 'log':
      return [{ selector: expr.selector, earliestMs: startMs }];
    case 'range_aggregation': {
      const { selector, rangeNs, offsetNs } = expr.range;
      const earliestMs = startMs - Math.ceil((rangeNs + offsetNs) / NS_PER_MS);
      return [{ selector, earliestMs }];
    }
    case 'vector_aggregation':
    case 'label_replace':
    case 'paren':
      return earliestLogqlReads(expr.expr, startMs);
    case 'binary':
      return [...earliestLogqlReads(expr.lhs, startMs), ...earliestLogqlReads(expr.rhs, startMs)];
    case 'number':
    case 'vector':
      return [];
    default:
      return assertNever(expr);
  }
}
