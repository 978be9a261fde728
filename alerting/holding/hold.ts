import type { FlapDamping } from '../flapping/flap-damping.ts';
import type { Incident } from '../incidents/incident.ts';
import type { TimeWindow } from '../policies/time-window.ts';
import type { Purpose } from '../routing/route-change.ts';

/** Why a message that says that something fires is kept back for now, in the order in which it is asked. */
export const HOLD_REASONS = [
  'silenced',
  'blacklisted',
  'maintenance',
  'mute_window',
  'outside_active_windows',
  'inhibited',
  'acknowledged',
  'flapping',
] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** Reads what a clock holds. @throws TypeError for a hold that this program does not know. */
export function holdReasonOf(text: string | null): HoldReason | null {
  if (text === null) return null;
  const reason = HOLD_REASONS.find((known) => known === text);
  if (reason === undefined) throw new TypeError(`unknown hold of a clock: ${text}`);
  return reason;
}

/** A message that would go to a channel now. */
export interface HeldMessage {
  readonly incident: Incident;
  readonly purpose: Exclude<Purpose, 'resolved'>;
  /** Of the policy that applies to the incident; empty without one. */
  readonly windows: readonly TimeWindow[];
  /** Of that policy; null: nothing is damped. */
  readonly flapping: FlapDamping | null;
}

/** Kept back: why, and when to ask again. */
export interface Held {
  readonly reason: HoldReason;
  /** For people: the name of what keeps it back; null where there is none. */
  readonly detail: string | null;
  /** Not before this instant; null: it would be kept back for ever. */
  readonly untilMs: number | null;
}

/**
 * One reason to keep messages back: a pure decision of its facts and the time, in a file of its own.
 * Asked for every message but a resolve, when the change happens and again whenever its clock is due;
 * what is kept back is told when nothing holds it any more, if it still fires.
 * @returns null: nothing holds it here
 */
export type Hold = (message: HeldMessage, nowMs: number) => Held | null;

/** What people may change is believed for so long at most; then it is asked again. */
export const HELD_CHECK_MS = 5 * 60_000;

/** The first that holds, in the order of the list. */
export function judgeHolds(
  holds: readonly Hold[],
  message: HeldMessage,
  nowMs: number,
): Held | null {
  for (const hold of holds) {
    const held = hold(message, nowMs);
    if (held !== null) return held;
  }
  return null;
}

/** Every one that holds, in the order of the list: for people who ask why. */
export function allHolds(
  holds: readonly Hold[],
  message: HeldMessage,
  nowMs: number,
): readonly Held[] {
  return holds.flatMap((hold) => hold(message, nowMs) ?? []);
}
