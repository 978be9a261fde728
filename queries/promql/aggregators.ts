import type { AggregationOp, ValueType } from './ast.ts';
import { Tok } from './tokens.ts';

/** An aggregation and the type of its first argument, where it takes two. */
export interface AggregatorInfo {
  readonly op: AggregationOp;
  readonly param: ValueType | null;
}

const BY_TOKEN: ReadonlyMap<number, AggregatorInfo> = new Map<number, AggregatorInfo>([
  [Tok.sum, { op: 'sum', param: null }],
  [Tok.avg, { op: 'avg', param: null }],
  [Tok.count, { op: 'count', param: null }],
  [Tok.min, { op: 'min', param: null }],
  [Tok.max, { op: 'max', param: null }],
  [Tok.group, { op: 'group', param: null }],
  [Tok.stddev, { op: 'stddev', param: null }],
  [Tok.stdvar, { op: 'stdvar', param: null }],
  [Tok.topk, { op: 'topk', param: 'scalar' }],
  [Tok.bottomk, { op: 'bottomk', param: 'scalar' }],
  [Tok.quantile, { op: 'quantile', param: 'scalar' }],
  [Tok.limitk, { op: 'limitk', param: 'scalar' }],
  [Tok.limitRatio, { op: 'limit_ratio', param: 'scalar' }],
  [Tok.countValues, { op: 'count_values', param: 'string' }],
]);

/** The aggregation a token names, if any. */
export function aggregatorOfToken(kind: number): AggregatorInfo | undefined {
  return BY_TOKEN.get(kind);
}

const BY_NAME: ReadonlyMap<AggregationOp, AggregatorInfo> = new Map(
  [...BY_TOKEN.values()].map((info): [AggregationOp, AggregatorInfo] => [info.op, info]),
);

/** The facts about an aggregation of the tree. */
export function aggregatorOfName(op: AggregationOp): AggregatorInfo {
  const info = BY_NAME.get(op);
  if (info === undefined) throw new TypeError(`no such aggregation: ${op}`);
  return info;
}
