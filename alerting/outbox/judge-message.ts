import { judgeHolds } from '../holding/hold.ts';
import type { Incident } from '../incidents/incident.ts';
import type { EventDraft } from '../incidents/incident-event.ts';
import { type EndedReason, judgeDue, type OpenClock } from '../repeats/judge-due.ts';
import type { ClockPurpose, MessageClock } from '../repeats/message-clock.ts';
import { chooseTargets, type Target } from '../routing/choose-targets.ts';
import type { IncidentGroup } from '../routing/grouping.ts';
import type { Purpose } from '../routing/route-change.ts';
import { lineOf } from './message-to.ts';
import { groupOfTarget, heldFacts, type QueueContext } from './queue-change.ts';

/** A clock with the incident it is about, and what decides about its message. */
export interface DueMessage {
  readonly clock: MessageClock;
  /** As it is now; undefined: there is none. */
  readonly incident: Incident | undefined;
  readonly context: QueueContext;
  /** False: it only waits with its group, whose time may have come. */
  readonly isDue: boolean;
  /** An earlier message of the incident has not reached the channel yet. */
  readonly isWaiting: boolean;
}

/** What is to be said of an incident now. */
export interface SayNow {
  readonly kind: 'say';
  readonly clock: MessageClock;
  readonly incident: Incident;
  readonly context: QueueContext;
  readonly isDue: boolean;
  readonly purpose: Purpose;
  readonly previousSeverity: string | null;
  /** The clock after it; null: none. */
  readonly next: MessageClock | null;
  /** Null: alone. */
  readonly group: IncidentGroup | null;
  /** From one message of the group to the next; 0 where the group is no more. */
  readonly intervalMs: number;
  /** Who named the channel. */
  readonly detail: string;
}

/** The clock becomes another, or none; `line` is for the timeline. */
export interface MoveVerdict {
  readonly kind: 'move';
  readonly clock: MessageClock;
  readonly to: MessageClock | null;
  readonly line: EventDraft | null;
  /** Of those who are to be told instead, unless they have one. */
  readonly others?: readonly MessageClock[];
  /** It is due as soon as its source says again that it fires. */
  readonly awaitsReport?: true;
}

/**
 * - `say`: if its group may be told now, and then the clock becomes `next`.
 * - `rest`: nothing, its time has not come.
 */
export type MessageVerdict = SayNow | MoveVerdict | { readonly kind: 'rest' };

/** due -> hold -> group, for one clock. What has ended without being told is told to nobody. */
export function judgeMessage(due: DueMessage): MessageVerdict {
  const { clock, incident } = due;
  if (incident === undefined) return { kind: 'move', clock, to: null, line: null };
  if (clock.purpose === 'resolved') return sayOver({ ...due, incident });
  if (incident.status !== 'firing') return { kind: 'move', clock, to: null, line: null };
  // What people did is told when they do it: no clock says it.
  const { purpose } = clock;
  if (purpose === 'acknowledged' || purpose === 'note') {
    return { kind: 'move', clock, to: null, line: null };
  }
  return judgeOpen({ ...clock, purpose }, { ...due, incident });
}

type Known = DueMessage & { readonly incident: Incident };

/** Nothing holds a resolve back but the interval of its group, as it was when it ended. */
function sayOver({ clock, incident, context, isDue }: Known): SayNow {
  const target = targetOf(clock, incident, context);
  const group = target === undefined ? null : groupOfTarget(incident, target, context.channel);
  const isSame = group !== null && group.id === clock.groupId;
  return {
    kind: 'say',
    clock,
    incident,
    context,
    isDue,
    purpose: 'resolved',
    previousSeverity: null,
    next: null,
    group: isSame ? group : null,
    intervalMs: isSame ? (target?.telling.grouping?.intervalMs ?? 0) : 0,
    detail: 'firing_queued',
  };
}

function judgeOpen(clock: OpenClock, due: Known): MessageVerdict {
  const { incident, context, isDue, isWaiting } = due;
  const { nowMs, rule, policy, holds } = context;
  const { targets } = chooseTargets({ ...context, severity: incident.severity });
  const target = targets.find(({ channelId }) => channelId === clock.channelId);
  const telling = target?.telling ?? policy ?? targets[0]?.telling ?? null;
  const heldBack = (purpose: ClockPurpose) =>
    judgeHolds(holds, { incident, purpose, ...heldFacts(telling) }, nowMs);
  const reportedAtMs = context.reportedAtMs?.(incident) ?? lastReportMs(incident);
  const isReceiver = target !== undefined;
  const facts = { incident, rule, telling, isReceiver, isWaiting, reportedAtMs, heldBack };
  const decision = judgeDue(clock, facts, nowMs);
  if (!isDue && (decision.kind !== 'send' || decision.purpose === 'repeat'))
    return { kind: 'rest' };
  if (decision.kind === 'end') return endOf(decision.reason, clock, targets, due);
  if (decision.kind === 'later') {
    const { reason, detail } = decision;
    const line = reason === null ? null : heldLine(clock, incident, context, { reason, detail });
    const move = { kind: 'move', clock, to: decision.clock, line } as const;
    return decision.awaitsReport === true ? { ...move, awaitsReport: true } : move;
  }
  return sayOrRegroup(decision, target, { ...due, clock });
}

/** Whoever is to be told by now is, in the place of one who was not told before he was left out. */
function endOf(
  reason: EndedReason,
  clock: OpenClock,
  targets: readonly Target[],
  { incident, context }: Known,
): MoveVerdict {
  const ended = { kind: 'move', clock, to: null } as const;
  if (reason !== 'not_a_receiver') return { ...ended, line: null };
  const { id, severity, notifiedChannels } = incident;
  const untold = targets.filter(({ channelId }) => !notifiedChannels.includes(channelId));
  const others = untold.map(
    (target): MessageClock => ({
      incidentId: id,
      incidentKey: incident.key,
      channelId: target.channelId,
      purpose: 'firing',
      groupId: groupOfTarget(incident, target, context.channel)?.id ?? null,
      heldBy: null,
      severity,
      previousSeverity: null,
      count: 0,
      dueAtMs: context.nowMs,
    }),
  );
  const line = heldLine(clock, incident, context, { reason, detail: null });
  return { ...ended, line, others };
}

/** When a source said last that it fires. */
function lastReportMs({ levels }: Incident): number {
  const firing = [...levels.values()].filter((level) => level.state === 'firing');
  return Math.max(...firing.map((level) => level.lastSeenAtMs));
}

/** Who groups otherwise by now is told with the group as it is now. */
function sayOrRegroup(
  decision: Extract<ReturnType<typeof judgeDue>, { kind: 'send' }>,
  target: Target | undefined,
  { clock, incident, context, isDue }: Known,
): MessageVerdict {
  const { purpose, previousSeverity, next } = decision;
  const group = target === undefined ? null : groupOfTarget(incident, target, context.channel);
  const groupId = group?.id ?? null;
  if (groupId !== clock.groupId && groupId !== null) {
    return { kind: 'move', clock, to: { ...clock, groupId, heldBy: null }, line: null };
  }
  return {
    kind: 'say',
    clock,
    incident,
    context,
    isDue,
    purpose,
    previousSeverity,
    next: next === null ? null : { ...next, groupId },
    group,
    intervalMs: target?.telling.grouping?.intervalMs ?? 0,
    detail: target?.detail ?? 'default_receiver',
  };
}

function targetOf(
  { channelId }: MessageClock,
  { severity }: Incident,
  context: QueueContext,
): Target | undefined {
  return chooseTargets({ ...context, severity }).targets.find((one) => one.channelId === channelId);
}

function heldLine(
  { channelId }: MessageClock,
  incident: Incident,
  { nowMs, channel }: QueueContext,
  { reason, detail }: { readonly reason: string; readonly detail: string | null },
): EventDraft {
  const channelName = channel(incident.owner, channelId)?.name ?? null;
  const content = { reason, detail, channelId, channelName };
  return lineOf(incident, nowMs, { kind: 'notification_not_sent', ...content });
}
