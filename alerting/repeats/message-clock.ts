import type { Held, HoldReason } from '../holding/hold.ts';
import type { Purpose } from '../routing/route-change.ts';
import type { RuleRepeat } from '../rules/rule.ts';

/** What is said of an open incident when a clock is due. */
export type ClockPurpose = Exclude<Purpose, 'resolved' | 'acknowledged' | 'note'>;

/**
 * When a channel is told again of an incident, or for the first time when something has kept it
 * waiting: its group, or a hold. At most one per (incident, channel).
 */
export interface MessageClock {
  readonly incidentId: string;
  readonly incidentKey: string;
  readonly channelId: string;
  /** `resolved`: the incident is over, and its group has still to be told. */
  readonly purpose: Purpose;
  /** Id of the group it is told with; null: alone. */
  readonly groupId: string | null;
  /** What keeps the message back, as the timeline was told; null: nothing does. */
  readonly heldBy: HoldReason | null;
  /** What the last message, or the one kept back, was about. */
  readonly severity: string;
  /** Of a level change that is kept back: what it was before. */
  readonly previousSeverity: string | null;
  /** How often it has been said again since the change that was told last. */
  readonly count: number;
  readonly dueAtMs: number;
}

/** Doubling ends here. */
const LONGEST_MS = 30 * 86_400_000;

/** What a rule says about repeating. */
export interface RepeatRule {
  readonly levels: readonly { readonly severity: string; readonly repeat: RuleRepeat | null }[];
}

export interface RepeatPolicy {
  readonly repeat: RuleRepeat | null;
  readonly severityRepeats: ReadonlyMap<string, RuleRepeat>;
}

/** How often it is said again at this severity: as the level says, else its policy. Null: never. */
export function repeatFor(
  severity: string,
  rule: RepeatRule | null,
  policy: RepeatPolicy | null,
): RuleRepeat | null {
  const level = rule?.levels.find((each) => each.severity === severity)?.repeat ?? null;
  return level ?? policy?.severityRepeats.get(severity) ?? policy?.repeat ?? null;
}

/**
 * How long after a message it is said again.
 * @param count how often it has been said again so far
 * @returns null: not any more.
 */
export function pauseMs(repeat: RuleRepeat | null, count: number): number | null {
  if (repeat === null || repeat.mode === 'once') return null;
  if (repeat.max !== null && count >= repeat.max) return null;
  if (repeat.mode !== 'doubling') return repeat.everyMs;
  return Math.min(repeat.everyMs * 2 ** Math.min(count, 40), LONGEST_MS);
}

/** What a clock is set by: a change that was told, or that was kept back. */
export interface ClockStart {
  readonly incident: { readonly id: string; readonly key: string; readonly severity: string };
  readonly channelId: string;
  readonly purpose: Purpose;
  readonly previousSeverity: string | null;
  /** Of the channel's group for it; null: alone. */
  readonly groupId: string | null;
}

/** The clock after a change was told; null: it is not said again. */
export function clockAfter(
  { incident, channelId, groupId }: ClockStart,
  repeat: RuleRepeat | null,
  nowMs: number,
): MessageClock | null {
  const pause = pauseMs(repeat, 0);
  if (pause === null) return null;
  return {
    incidentId: incident.id,
    incidentKey: incident.key,
    channelId,
    purpose: 'repeat',
    groupId,
    heldBy: null,
    severity: incident.severity,
    previousSeverity: null,
    count: 0,
    dueAtMs: nowMs + pause,
  };
}

/** The clock of a message that is kept back; null: for ever. */
export function heldClock(
  start: ClockStart,
  held: Pick<Held, 'reason' | 'untilMs'>,
): MessageClock | null {
  return held.untilMs === null ? null : { ...waiting(start, held.untilMs), heldBy: held.reason };
}

/** The clock of news that waits for others of its group. */
export function groupClock(start: ClockStart, dueAtMs: number): MessageClock {
  return waiting(start, dueAtMs);
}

function waiting(start: ClockStart, dueAtMs: number): MessageClock {
  const { incident, channelId, purpose, previousSeverity, groupId } = start;
  return {
    incidentId: incident.id,
    incidentKey: incident.key,
    channelId,
    purpose,
    groupId,
    heldBy: null,
    severity: incident.severity,
    previousSeverity,
    count: 0,
    dueAtMs,
  };
}

/** True for news that waits for its group and for nothing else. */
export function isGathering({ purpose, groupId, heldBy }: MessageClock): boolean {
  return purpose !== 'repeat' && groupId !== null && heldBy === null;
}

/** What becomes of a clock when another is set in its place: news of a group does not wait anew. */
export function setClock(before: MessageClock | undefined, next: MessageClock): MessageClock {
  if (before === undefined || !isGathering(before) || !isGathering(next)) return next;
  const isEarlier = before.groupId === next.groupId && before.dueAtMs < next.dueAtMs;
  return isEarlier ? { ...next, dueAtMs: before.dueAtMs } : next;
}
