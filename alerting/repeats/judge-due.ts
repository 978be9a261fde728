import type { Held, HoldReason } from '../holding/hold.ts';
import type { RuleRepeat } from '../rules/rule.ts';
import {
  type ClockPurpose,
  type MessageClock,
  pauseMs,
  type RepeatPolicy,
  type RepeatRule,
  repeatFor,
} from './message-clock.ts';

/** What is so when a clock is due. The incident is open. */
export interface DueFacts {
  readonly incident: {
    readonly severity: string;
    /** Channels that a firing was queued for. */
    readonly notifiedChannels: readonly string[];
  };
  /** Null: no rule of ours raised it, or it is gone. */
  readonly rule: RepeatRule | null;
  /** What holds for its messages beside what the rule says. */
  readonly telling: RepeatPolicy | null;
  /** Whether the channel is one of the receivers of the present severity. */
  readonly isReceiver: boolean;
  /** An earlier message of the incident has not reached the channel yet. */
  readonly isWaiting: boolean;
  /** When its source said last that it fires. */
  readonly reportedAtMs: number;
  /** What keeps such a message back now. */
  readonly heldBack: (purpose: ClockPurpose) => Held | null;
}

/** Why a message that was due is not sent now. */
export type PostponedReason =
  | HoldReason
  /** The channel has not got the one before: it is not flooded when it is back. */
  | 'earlier_message_waiting';

/** Why nothing is said again; `not_a_receiver`: nor the news, which others are to be told. */
export type EndedReason = 'said_often_enough' | 'not_a_receiver' | 'never_opens';

/**
 * - `send`: it is said now; `next` is the clock after it, null when that was the last time.
 * - `later`: `reason` is to be stored, null where there is nothing new to say about it.
 * - `end`: the clock is done with.
 */
export type DueDecision =
  | {
      readonly kind: 'send';
      readonly purpose: ClockPurpose;
      readonly previousSeverity: string | null;
      readonly next: MessageClock | null;
    }
  | {
      readonly kind: 'later';
      readonly clock: MessageClock;
      readonly reason: PostponedReason | null;
      /** Of a hold: what keeps it back. */
      readonly detail: string | null;
      /** It is said as soon as the source says again that it fires. */
      readonly awaitsReport?: true;
    }
  | { readonly kind: 'end'; readonly reason: EndedReason };

/** A clock of an open incident. */
export type OpenClock = MessageClock & { readonly purpose: ClockPurpose };

/**
 * What becomes of a clock that is due. Rule and policy count as they are now; the channel must be one
 * of the receivers of the severity that the incident has now.
 */
export function judgeDue(clock: OpenClock, facts: DueFacts, nowMs: number): DueDecision {
  const { incident, rule, telling } = facts;
  const repeat = repeatFor(incident.severity, rule, telling);
  const purpose = purposeNow(clock, facts);
  const pause = purpose === 'repeat' ? pauseMs(repeat, clock.count) : 0;
  if (pause === null) return { kind: 'end', reason: 'said_often_enough' };
  if (!facts.isReceiver) {
    // What is said again of this severity is said to others now; it may come back.
    if (purpose !== 'repeat') return { kind: 'end', reason: 'not_a_receiver' };
    return later({ ...clock, dueAtMs: nowMs + pause }, null);
  }
  const held = facts.heldBack(purpose);
  if (held !== null) {
    if (held.untilMs === null) return { kind: 'end', reason: 'never_opens' };
    const reason = clock.heldBy === held.reason ? null : held.reason;
    return later({ ...clock, heldBy: held.reason, dueAtMs: held.untilMs }, reason, held.detail);
  }
  if (purpose === 'repeat' && facts.isWaiting) {
    return later({ ...clock, dueAtMs: nowMs + pause }, 'earlier_message_waiting');
  }
  if (purpose === 'repeat' && repeat?.mode === 'every_time' && !isReported(clock, facts, pause)) {
    const decision = later({ ...clock, dueAtMs: nowMs + pause }, null);
    return { ...decision, awaitsReport: true };
  }
  const previousSeverity = purpose.startsWith('severity_') ? clock.previousSeverity : null;
  const next = clockNext(clock, { severity: incident.severity, purpose, repeat }, nowMs);
  return { kind: 'send', purpose, previousSeverity, next };
}

/**
 * Whether its source has said that it fires since it was told, or since it was looked for. Either was one
 * pause before the clock is due. What was kept back is said as it is now.
 */
function isReported(clock: MessageClock, { reportedAtMs }: DueFacts, pause: number): boolean {
  return clock.heldBy !== null || reportedAtMs > clock.dueAtMs - pause;
}

/**
 * What is to be said by now: who knows nothing of it is told that it fires, or that it comes and goes; a
 * change that is over, not.
 */
function purposeNow(clock: OpenClock, { incident }: DueFacts): ClockPurpose {
  const isKnown = incident.notifiedChannels.includes(clock.channelId);
  if (!isKnown) return clock.purpose === 'flapping' ? 'flapping' : 'firing';
  return clock.severity === incident.severity ? clock.purpose : 'repeat';
}

function later(
  clock: MessageClock,
  reason: PostponedReason | null,
  detail: string | null = null,
): Extract<DueDecision, { kind: 'later' }> {
  return { kind: 'later', clock, reason, detail };
}

interface Said {
  readonly severity: string;
  readonly purpose: ClockPurpose;
  readonly repeat: RuleRepeat | null;
}

/** A repeat is in step with when it was due, unless that is long past; other news begins anew now. */
function clockNext(
  clock: MessageClock,
  { severity, purpose, repeat }: Said,
  nowMs: number,
): MessageClock | null {
  const count = purpose === 'repeat' ? clock.count + 1 : 0;
  const pause = pauseMs(repeat, count);
  if (pause === null) return null;
  const isInStep = purpose === 'repeat' && clock.heldBy === null && repeat?.mode !== 'every_time';
  const inStepMs = isInStep ? clock.dueAtMs + pause : 0;
  const dueAtMs = inStepMs > nowMs + pause / 2 ? inStepMs : nowMs + pause;
  const plain = { purpose: 'repeat', heldBy: null, previousSeverity: null } as const;
  return { ...clock, ...plain, severity, count, dueAtMs };
}
