import type { LogExpr } from '../ast.ts';
import { evaluateLogQuery } from '../evaluate/log-query.ts';
import type { QueryContext } from '../evaluate/query-context.ts';
import { Drain } from './drain.ts';

export interface PatternsAsk {
  readonly expr: LogExpr;
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** Width of a bucket, at least one second. */
  readonly stepNs: bigint;
}

/** A shape of lines, with how many there were in each bucket of time. */
export interface FoundPattern {
  readonly pattern: string;
  /** Unix seconds of the bucket's beginning, and a count; only those that are not 0. */
  readonly samples: readonly (readonly [number, number])[];
}

/** Newest lines that are looked at: shapes repeat, so more of them tell little more. */
const MAX_LINES = 20_000;

/** Shapes that lines have in common, the most frequent first. */
export async function listPatterns(
  { expr, startNs, endNs, stepNs }: PatternsAsk,
  context: QueryContext,
): Promise<readonly FoundPattern[]> {
  const ask = { startNs, endNs, limit: MAX_LINES, direction: 'backward' } as const;
  const drain = new Drain();
  for (const [i, { timeNs, line }] of (await evaluateLogQuery(expr, ask, context)).entries()) {
    if (i % 500 === 0 && context.turn.isDue()) await context.turn.rest();
    drain.add(line, Number(((timeNs / stepNs) * stepNs) / 1_000_000_000n));
  }
  return drain.patterns().map(({ text, counts }) => ({ pattern: text, samples: counts }));
}
