import { assertNever } from '../../platform/model/assert-never.ts';
import type { AlertState, Evaluation, RuleHealth, RuleOutcome } from './rule-sink.ts';

/**
 * From `accepted` (stored) over `delivered` (written to the sink) and `loaded` (the evaluator lists
 * exactly this) to `evaluated` (first evaluation seen); `disabled`; `failed` says why in `message`.
 */
export type RuleStage = 'accepted' | 'delivered' | 'loaded' | 'evaluated' | 'disabled' | 'failed';

/** How far this revision of a rule has come, and when that was seen first; null: not there, or not known. */
export interface RuleSteps {
  /** Written to the sink. */
  readonly deliveredAtMs: number | null;
  /** The sink's destination took it as it is. */
  readonly acceptedAtMs: number | null;
  /** The evaluator runs exactly this. */
  readonly loadedAtMs: number | null;
}

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
  readonly steps: RuleSteps;
  /** Since when it is refused, or its evaluation fails, without a break; null: it is not. */
  readonly failingSinceMs: number | null;
  /** What the evaluator last said in full; null: nothing since the start of this process. */
  readonly evaluation: Evaluation | null;
}

const NO_STEPS: RuleSteps = { deliveredAtMs: null, acceptedAtMs: null, loadedAtMs: null };

/** The status of a rule that nothing is known of yet on a cluster. */
export function acceptedStatus(cluster: string, revision: number): RuleStatus {
  const unknown = { health: 'unknown', state: 'inactive', message: null } as const;
  const never = { lastEvaluationAtMs: null, checkedAtMs: null, failingSinceMs: null };
  const rest = { steps: NO_STEPS, evaluation: null };
  return { cluster, revision, stage: 'accepted', ...unknown, ...never, ...rest };
}

/** A status that is decided without asking the sink. */
export function decidedStatus(
  cluster: string,
  revision: number,
  stage: 'accepted' | 'disabled',
  message: string | null,
): RuleStatus {
  return { ...acceptedStatus(cluster, revision), stage, message };
}

/**
 * The status after a look at the sink. While the evaluator cannot be asked, what was known of the
 * same revision stays, with the message and the instant of the last look.
 */
export function statusAfter(before: RuleStatus, outcome: RuleOutcome, nowMs: number): RuleStatus {
  const { cluster, revision, checkedAtMs } = before;
  const fresh = { ...acceptedStatus(cluster, revision), checkedAtMs };
  switch (outcome.kind) {
    case 'failed': {
      const failingSinceMs = failingSince(before, before.stage === 'failed', nowMs);
      return { ...fresh, stage: 'failed', message: outcome.message, failingSinceMs };
    }
    case 'waiting':
      return { ...fresh, message: outcome.message };
    case 'delivered': {
      const { message, isTaken = false, isUnasked = false } = outcome;
      const steps = stepsTo(before, isTaken ? 'accepted' : 'delivered', nowMs);
      const seenAtMs = isUnasked ? checkedAtMs : nowMs;
      return { ...fresh, stage: 'delivered', message, checkedAtMs: seenAtMs, steps };
    }
    case 'unseen': {
      const { message } = outcome;
      if (before.stage === 'loaded' || before.stage === 'evaluated') return { ...before, message };
      return { ...fresh, stage: 'delivered', message, steps: stepsTo(before, 'delivered', nowMs) };
    }
    case 'running':
      return runningStatus(before, outcome, nowMs);
    default:
      return assertNever(outcome);
  }
}

function runningStatus(
  before: RuleStatus,
  { evaluation, note }: Extract<RuleOutcome, { kind: 'running' }>,
  nowMs: number,
): RuleStatus {
  const { cluster, revision } = before;
  const { health, state, lastEvaluationAtMs, lastError } = evaluation;
  const isFailing = health === 'err';
  const steps = stepsTo(before, 'loaded', nowMs);
  // An evaluator that has forgotten its evaluations has begun anew.
  const isAnew = before.stage === 'evaluated' && lastEvaluationAtMs === null;
  return {
    cluster,
    revision,
    stage: lastEvaluationAtMs === null ? 'loaded' : 'evaluated',
    health,
    state,
    message: lastError ?? note ?? null,
    lastEvaluationAtMs,
    checkedAtMs: nowMs,
    steps: isAnew ? { ...steps, loadedAtMs: nowMs } : steps,
    failingSinceMs: isFailing ? failingSince(before, before.health === 'err', nowMs) : null,
    evaluation,
  };
}

function failingSince(before: RuleStatus, isSame: boolean, nowMs: number): number {
  return (isSame ? before.failingSinceMs : null) ?? nowMs;
}

const ORDER = ['delivered', 'accepted', 'loaded'] as const;

/** What was reached before this step was, at the latest, reached now; what comes after it is not any more. */
function stepsTo({ steps }: RuleStatus, step: (typeof ORDER)[number], nowMs: number): RuleSteps {
  const reached = ORDER.indexOf(step);
  const at = (index: number, known: number | null) => (index > reached ? null : (known ?? nowMs));
  return {
    deliveredAtMs: at(0, steps.deliveredAtMs),
    acceptedAtMs: at(1, steps.acceptedAtMs),
    loadedAtMs: at(2, steps.loadedAtMs),
  };
}

/** True when the two tell people the same; instants move all the time and do not count. */
export function saysTheSame(a: RuleStatus, b: RuleStatus): boolean {
  return (
    a.revision === b.revision &&
    a.stage === b.stage &&
    a.health === b.health &&
    a.state === b.state &&
    a.message === b.message &&
    a.failingSinceMs === b.failingSinceMs &&
    a.steps.acceptedAtMs === b.steps.acceptedAtMs
  );
}
