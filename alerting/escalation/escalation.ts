import type { Held, HoldReason } from '../holding/hold.ts';
import type { EscalationStep } from './escalation-step.ts';

/** When the next step of an open incident is due. At most one per incident. */
export interface EscalationClock {
  readonly incidentId: string;
  readonly incidentKey: string;
  /** From 0. */
  readonly step: number;
  /** What keeps it back, as the timeline was told; null: nothing does. */
  readonly heldBy: HoldReason | null;
  readonly dueAtMs: number;
}

/**
 * - `send`: the step is taken now; `next` is the clock of the one after it.
 * - `later`: it is kept back; `reason` is to be stored, null where the timeline knows it.
 * - `end`: there is no such step any more, or it would be kept back for ever.
 */
export type EscalationDecision =
  | {
      readonly kind: 'send';
      readonly channels: readonly string[];
      readonly next: EscalationClock | null;
    }
  | {
      readonly kind: 'later';
      readonly channels: readonly string[];
      readonly clock: EscalationClock;
      readonly reason: HoldReason | null;
      readonly detail: string | null;
    }
  | { readonly kind: 'end' };

/** The clock of an incident that begins to be told; null: nothing escalates. */
export function firstEscalation(
  incident: { readonly id: string; readonly key: string },
  steps: readonly EscalationStep[],
  nowMs: number,
): EscalationClock | null {
  const [first] = steps;
  if (first === undefined) return null;
  const { id: incidentId, key: incidentKey } = incident;
  return { incidentId, incidentKey, step: 0, heldBy: null, dueAtMs: nowMs + first.afterMs };
}

/**
 * What becomes of a clock that is due; the steps count as they are now. What is kept back waits the
 * pause of its step again when nothing holds it any more: people have just been told.
 */
export function judgeEscalation(
  clock: EscalationClock,
  steps: readonly EscalationStep[],
  held: Held | null,
  nowMs: number,
): EscalationDecision {
  const step = steps[clock.step];
  if (step === undefined) return { kind: 'end' };
  const { channels } = step;
  if (held !== null) {
    if (held.untilMs === null) return { kind: 'end' };
    const reason = held.reason === clock.heldBy ? null : held.reason;
    const later = { ...clock, heldBy: held.reason, dueAtMs: held.untilMs };
    return { kind: 'later', channels, clock: later, reason, detail: held.detail };
  }
  if (clock.heldBy !== null) {
    const dueAtMs = nowMs + pauseBefore(steps, clock.step);
    const later = { ...clock, heldBy: null, dueAtMs };
    return { kind: 'later', channels, clock: later, reason: null, detail: null };
  }
  const after = clock.step + 1;
  if (steps[after] === undefined) return { kind: 'send', channels, next: null };
  const dueAtMs = nowMs + pauseBefore(steps, after);
  return { kind: 'send', channels, next: { ...clock, step: after, heldBy: null, dueAtMs } };
}

function pauseBefore(steps: readonly EscalationStep[], step: number): number {
  return Math.max(0, (steps[step]?.afterMs ?? 0) - (steps[step - 1]?.afterMs ?? 0));
}
