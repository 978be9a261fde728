import { stepMs } from '../proxy/check-parameter.ts';
import type { BypassReason, TimeReach } from './cacheability.ts';
import { rangeKey } from './range-key.ts';
import type { RangeQuestion } from './range-question.ts';
import { indexAfter, readStepRange, type StepRange } from './step-range.ts';

/** What a question is about, once it is known that it can be answered in pieces. */
export interface RangePlan {
  readonly range: StepRange;
  readonly key: string;
  /** As `key`, and different where a question may fail in another way (`timeout`). */
  readonly flightKey: string;
  readonly reach: TimeReach;
  /** Parameters that are sent beside query, start, end and step. */
  readonly others: readonly (readonly [string, string])[];
}

export type Planned =
  | { readonly kind: 'plan'; readonly plan: RangePlan }
  | { readonly kind: 'bypass'; readonly reason: BypassReason };

const RANGE_PARAMETERS: ReadonlySet<string> = new Set(['start', 'end', 'step']);

/** Parameters that may stand beside the range; any other one goes past the cache. */
const OTHERS: ReadonlySet<string> = new Set(['lookback_delta', 'timeout']);

/** Reads a question: its grid, what it reads, its keys. Pure. */
export function planRange(question: RangeQuestion): Planned {
  const given = question.parameters.filter(([, value]) => value !== '');
  const others = given.filter(([name]) => !RANGE_PARAMETERS.has(name));
  if (others.some(([name]) => !OTHERS.has(name))) return { kind: 'bypass', reason: 'parameter' };
  const values = new Map(given);
  const [start, end, step] = ['start', 'end', 'step'].map((name) => values.get(name) ?? '');
  const range = readStepRange(start ?? '', end ?? '', step ?? '');
  if (range === undefined) return { kind: 'bypass', reason: 'time' };
  const judged = question.judge(question.query, stepMs(values.get('lookback_delta') ?? '') ?? null);
  if (judged.kind === 'bypass') return judged;
  const key = keyOf(question, range, others);
  const flightKey = `${key} ${values.get('timeout') ?? ''}`;
  return { kind: 'plan', plan: { range, key, flightKey, reach: judged.reach, others } };
}

function keyOf(
  question: RangeQuestion,
  { stepMs, offsetMs }: StepRange,
  others: RangePlan['others'],
): string {
  const { scopeKey, clusters, backend, language, query } = question;
  const parameters = others.filter(([name]) => name !== 'timeout');
  return rangeKey({ scopeKey, clusters, backend, language, query, stepMs, offsetMs, parameters });
}

/**
 * The first index whose value may still change: what it reads reaches beyond `trustedUntilMs`, the
 * instant before which the store's data are final. Minus infinity when nothing is final.
 */
export function firstUnsettled({ range, reach }: RangePlan, trustedUntilMs: number): number {
  if (reach.pinned !== null && reach.pinned.latestMs > trustedUntilMs)
    return Number.NEGATIVE_INFINITY;
  return indexAfter(range, trustedUntilMs - reach.aheadMs);
}
