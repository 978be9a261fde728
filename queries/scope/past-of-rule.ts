import type { EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import type { Expr } from '../promql/ast.ts';
import { type EvaluationWindow, earliestReads } from './earliest-read.ts';
import { isExempt } from './exempt-metric.ts';
import { pairsReadable, type SelectorReach } from './pairs-readable.ts';

/** A rule as it is evaluated: at one instant after the other, for all its environments at once. */
export interface EvaluatedRule {
  readonly pairs: readonly EnvironmentEntry[];
  /** How far back it reads when it is evaluated at an instant. */
  readonly readsAt: (atMs: number) => readonly SelectorReach[];
}

/** An expression in PromQL. */
export interface PromqlRule {
  /** As written, for messages. */
  readonly text: string;
  readonly expr: Expr;
  /** Metrics that carry no matchers on the rule's cluster. */
  readonly exemptMetrics: ReadonlySet<string>;
  /** How long a sample counts for an instant selector. */
  readonly lookbackMs: number;
}

/** An environment whose past the rule would look into. */
export interface PastOfRule {
  readonly pair: EnvironmentEntry;
  /** From when on it looks into nothing but the environment's own time; null: never (`@ <time>`). */
  readonly readableAtMs: number | null;
  readonly message: string;
}

/**
 * The environments into whose past, which is somebody else's, a rule evaluated now would look. Empty
 * for nearly every rule: only environments with an owner before them have such a past.
 */
export function pastOfRule(rule: EvaluatedRule, nowMs: number): readonly PastOfRule[] {
  const guarded = rule.pairs.filter((pair) => pair.readableFromMs !== null);
  if (guarded.length === 0) return [];
  const readable = pairsReadable(guarded, rule.readsAt(nowMs));
  if (readable.kind === 'all') return [];
  return readable.leftOut.map(({ pair }) => findingOf(rule, pair, nowMs));
}

function findingOf(rule: EvaluatedRule, pair: EnvironmentEntry, nowMs: number): PastOfRule {
  const readableAtMs = readableAt(rule, pair, nowMs);
  const name = `${pair.tenant}.${pair.project}.${pair.id}`;
  const since = new Date(pair.readableFromMs ?? 0).toISOString();
  const until =
    readableAtMs === null
      ? 'refer to no fixed time before that'
      : `look back less far, or wait until ${new Date(readableAtMs).toISOString()}`;
  const message = `looks back past the birth of environment ${name}, whose namespace ${pair.namespace} became its own at ${since}; ${until}`;
  return { pair, readableAtMs, message };
}

/** When the rule, evaluated then, will read nothing from before the environment. */
function readableAt(rule: EvaluatedRule, pair: EnvironmentEntry, nowMs: number): number | null {
  const bornMs = pair.readableFromMs ?? 0;
  const depthMs = nowMs - Math.min(...rule.readsAt(nowMs).map(({ earliestMs }) => earliestMs));
  const candidateMs = bornMs + depthMs;
  if (!Number.isFinite(candidateMs) || Math.abs(candidateMs) > MAX_DATE_MS) return null;
  return pairsReadable([pair], rule.readsAt(candidateMs)).kind === 'all' ? candidateMs : null;
}

/** Largest instant that has a date. */
const MAX_DATE_MS = 8.64e15;

/** How far back an expression reads when it is evaluated at an instant, on any backend. */
export function promqlReadsAt(rule: PromqlRule, atMs: number): readonly SelectorReach[] {
  const { expr, lookbackMs, exemptMetrics, text } = rule;
  const window: EvaluationWindow = { startMs: atMs, endMs: atMs, stepMs: 0, lookbackMs };
  return earliestReads(expr, { ...window, looksFurther: true })
    .filter(({ selector }) => !isExempt(selector, exemptMetrics))
    .map(({ selector, earliestMs }) => ({
      selector: text.slice(selector.start, selector.end),
      earliestMs,
    }));
}
