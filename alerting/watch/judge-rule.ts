import type { Rule } from '../rules/rule.ts';
import type { RuleStatus } from '../sinks/rule-status.ts';

/**
 * What is wrong with a rule on a cluster:
 * - `rejected`: it cannot be delivered, or what evaluates rules refuses it
 * - `failing`: its evaluations fail
 * - `late`: it is not evaluated, or no longer
 */
export type RuleTrouble = 'rejected' | 'failing' | 'late';

/** `unclear`: neither well nor long enough in trouble, or nobody can tell now. */
export type RuleJudgement =
  | { readonly kind: 'well' }
  | { readonly kind: 'unclear' }
  | {
      readonly kind: 'trouble';
      readonly trouble: RuleTrouble;
      readonly sinceMs: number;
      /** In the words of who found it; null: nothing was said. */
      readonly message: string | null;
    };

export interface RuleSurroundings {
  /** The sink as a whole cannot do its work: then nothing is known of its rules. */
  readonly hasSinkProblem: boolean;
  readonly nowMs: number;
}

const REJECTED_MS = 60_000;
const FAILING_MS = 60_000;
const LATE_MS = 2 * 60_000;
/** Rulers look for new rules now and then. */
const NEVER_EVALUATED_MS = 5 * 60_000;

/** For so long (and three intervals) evaluations fail before it is trouble, and are well before it is over. */
export function settlingMs({ intervalMs }: Pick<Rule, 'intervalMs'>): number {
  return Math.max(3 * intervalMs, FAILING_MS);
}

/**
 * Judges how a rule does by what was last seen of it. Silence is measured up to the last look, not
 * up to now: that nobody looked is not the rule's fault.
 */
export function judgeRule(
  rule: Pick<Rule, 'intervalMs' | 'onError'>,
  status: RuleStatus,
  { hasSinkProblem, nowMs }: RuleSurroundings,
): RuleJudgement {
  const { stage, failingSinceMs, message } = status;
  if (stage === 'disabled') return WELL;
  if (stage === 'failed') {
    const sinceMs = failingSinceMs ?? nowMs;
    if (nowMs - sinceMs < REJECTED_MS) return UNCLEAR;
    return { kind: 'trouble', trouble: 'rejected', sinceMs, message };
  }
  if (hasSinkProblem) return UNCLEAR;
  return judgeFailing(rule, status, nowMs) ?? judgeSilence(rule, status) ?? WELL;
}

/** That the source of the data is away is everybody's trouble, unless the rule wants to be told. */
export function isSourceAway({ health, evaluation }: RuleStatus): boolean {
  return health === 'err' && evaluation?.isUnavailable === true;
}

/** Whether it has not been evaluated, or not any more, for too long. */
export function isLate(rule: Pick<Rule, 'intervalMs'>, status: RuleStatus): boolean {
  return judgeSilence(rule, status) !== null;
}

const WELL = { kind: 'well' } as const;
const UNCLEAR = { kind: 'unclear' } as const;

function judgeFailing(
  rule: Pick<Rule, 'intervalMs' | 'onError'>,
  status: RuleStatus,
  nowMs: number,
): RuleJudgement | null {
  const { health, failingSinceMs, message } = status;
  if (health !== 'err') return null;
  const sinceMs = failingSinceMs ?? nowMs;
  if (nowMs - sinceMs < settlingMs(rule)) return UNCLEAR;
  if (isSourceAway(status) && rule.onError !== 'alert') return UNCLEAR;
  return { kind: 'trouble', trouble: 'failing', sinceMs, message };
}

function judgeSilence(
  { intervalMs }: Pick<Rule, 'intervalMs'>,
  { stage, checkedAtMs, lastEvaluationAtMs, steps, message }: RuleStatus,
): RuleJudgement | null {
  const isThere = stage === 'delivered' || stage === 'loaded' || stage === 'evaluated';
  if (checkedAtMs === null || !isThere) return null;
  const isEvaluated = lastEvaluationAtMs !== null;
  const sinceMs = lastEvaluationAtMs ?? steps.loadedAtMs ?? steps.deliveredAtMs;
  const patienceMs = Math.max(5 * intervalMs, isEvaluated ? LATE_MS : NEVER_EVALUATED_MS);
  if (sinceMs === null || checkedAtMs - sinceMs <= patienceMs) return null;
  return { kind: 'trouble', trouble: 'late', sinceMs, message };
}
