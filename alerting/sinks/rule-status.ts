import { assertNever } from '../../platform/model/assert-never.ts';
import type { AlertState, RuleHealth, RuleOutcome } from './rule-sink.ts';

/**
 * From `accepted` (stored) over `delivered` (written to the sink) and `loaded` (the evaluator lists
 * exactly this) to `evaluated` (first evaluation seen); `disabled`; `failed` says why in `message`.
 */
export type RuleStage = 'accepted' | 'delivered' | 'loaded' | 'evaluated' | 'disabled' | 'failed';

/** How a rule is doing on one cluster. */
export interface RuleStatus {
  readonly cluster: string;
  /** Of the rule that this is about. */
  readonly revision: number;
  readonly stage: RuleStage;
  readonly health: RuleHealth;
  readonly state: AlertState;
  readonly message: string | null;
  readonly lastEvaluationAtMs: number | null;
  /** When the evaluator last answered; null when it never did for this revision. */
  readonly checkedAtMs: number | null;
}

/** The status of a rule that nothing is known of yet on a cluster. */
export function acceptedStatus(cluster: string, revision: number): RuleStatus {
  const unknown = { health: 'unknown', state: 'inactive', message: null } as const;
  const never = { lastEvaluationAtMs: null, checkedAtMs: null };
  return { cluster, revision, stage: 'accepted', ...unknown, ...never };
}

/** A status that is decided without asking the sink. */
export function decidedStatus(
  cluster: string,
  revision: number,
  stage: 'accepted' | 'disabled' | 'failed',
  message: string | null,
): RuleStatus {
  return { ...acceptedStatus(cluster, revision), stage, message };
}

/**
 * The status after a look at the sink. While the evaluator cannot be asked, what was known of the
 * same revision stays, with the message and the instant of the last look.
 */
export function statusAfter(before: RuleStatus, outcome: RuleOutcome, nowMs: number): RuleStatus {
  const { cluster, revision } = before;
  const fresh = { ...acceptedStatus(cluster, revision), checkedAtMs: before.checkedAtMs };
  switch (outcome.kind) {
    case 'failed':
      return { ...fresh, stage: 'failed', message: outcome.message };
    case 'waiting':
      return { ...fresh, message: outcome.message };
    case 'delivered':
      return { ...fresh, stage: 'delivered', message: outcome.message, checkedAtMs: nowMs };
    case 'unseen': {
      const isBeyond = before.stage === 'loaded' || before.stage === 'evaluated';
      const known = isBeyond ? before : { ...fresh, stage: 'delivered' as const };
      return { ...known, message: outcome.message };
    }
    case 'running': {
      const { health, state, lastEvaluationAtMs, lastError } = outcome.evaluation;
      const stage = lastEvaluationAtMs === null ? 'loaded' : 'evaluated';
      const seen = { health, state, lastEvaluationAtMs, checkedAtMs: nowMs, message: lastError };
      return { cluster, revision, stage, ...seen };
    }
    default:
      return assertNever(outcome);
  }
}

/** True when the two tell people the same; instants move all the time and do not count. */
export function saysTheSame(a: RuleStatus, b: RuleStatus): boolean {
  return (
    a.revision === b.revision &&
    a.stage === b.stage &&
    a.health === b.health &&
    a.state === b.state &&
    a.message === b.message
  );
}
