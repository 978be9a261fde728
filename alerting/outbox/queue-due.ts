import type { Incident } from '../incidents/incident.ts';
import type { EventDraft } from '../incidents/incident-event.ts';
import { bySeverity, groupNotification, notificationOf } from '../notify/notification-of.ts';
import type { MessageClock } from '../repeats/message-clock.ts';
import type { DeliveryDraft } from './delivery-sql.ts';
import { gateQueue, isDeclined } from './gate-channel.ts';
import { type DueMessage, judgeMessage, type MoveVerdict, type SayNow } from './judge-message.ts';
import { deliveryIncident, deliveryTo, lineOf, queuedLine, refusedLine } from './message-to.ts';
import type { ClockWrite } from './queue-change.ts';

/** A clock as it was read, and what it becomes; null: it goes. */
export interface ClockMove {
  readonly clock: MessageClock;
  readonly to: MessageClock | null;
}

/** A group that is told now. */
export interface GroupTold {
  readonly groupId: string;
  /** When it was told before; null: never. */
  readonly beforeMs: number | null;
  readonly atMs: number;
}

/** A channel that an open incident is told to now. */
export interface ChannelTold {
  readonly incident: Incident;
  readonly channelId: string;
}

/** What clocks that were due make. */
export interface QueuedDue {
  readonly events: readonly EventDraft[];
  readonly deliveries: readonly DeliveryDraft[];
  readonly moves: readonly ClockMove[];
  readonly groups: readonly GroupTold[];
  readonly told: readonly ChannelTold[];
  /** Clocks of those who are to be told in the place of others. */
  readonly starts: readonly ClockWrite[];
  /** Clocks that are due as soon as the source of their incident says again that it fires. */
  readonly awaited: readonly MessageClock[];
}

/**
 * due -> hold -> group -> gate -> outbox, for clocks of any incidents. News of a group goes out as one
 * message, not sooner than its interval after the one before; repeats that are due together likewise, at
 * their own time.
 *
 * @param due those that are due, and all others that wait with their groups
 * @param toldAtMs when groups were told last, by id
 */
export function queueDue(
  due: readonly DueMessage[],
  toldAtMs: ReadonlyMap<string, number>,
  nowMs: number,
): QueuedDue {
  const made = new MadeDue();
  const groups = new Map<string, SayNow[]>();
  for (const message of due) {
    const verdict = judgeMessage(message);
    if (verdict.kind === 'move') made.take(verdict);
    if (verdict.kind !== 'say') continue;
    const { group, purpose } = verdict;
    if (group === null) tellAlone(verdict, made);
    else {
      const lane = `${purpose === 'repeat' ? 'repeat' : 'news'} ${group.id}`;
      const its = groups.get(lane);
      if (its) its.push(verdict);
      else groups.set(lane, [verdict]);
    }
  }
  for (const said of groups.values()) tellGroup(said, toldAtMs, nowMs, made);
  return made;
}

class MadeDue implements QueuedDue {
  readonly events: EventDraft[] = [];
  readonly deliveries: DeliveryDraft[] = [];
  readonly moves: ClockMove[] = [];
  readonly groups: GroupTold[] = [];
  readonly told: ChannelTold[] = [];
  readonly starts: ClockWrite[] = [];
  readonly awaited: MessageClock[] = [];

  take({ clock, to, line, others = [], awaitsReport }: MoveVerdict): void {
    this.move({ clock, to }, line);
    if (awaitsReport) this.awaited.push(clock);
    for (const other of others) this.starts.push({ kind: 'start', clock: other });
  }

  move({ clock, to }: ClockMove, line: EventDraft | null): void {
    this.moves.push({ clock, to });
    if (line !== null) this.events.push(line);
  }

  /** A message that was queued is told to all that it is about; so counts one that the channel declines. */
  say({ incident, clock, next, purpose }: SayNow, line: EventDraft, isTold: boolean): void {
    this.move({ clock, to: next }, line);
    if (isTold && purpose !== 'resolved') {
      this.told.push({ incident, channelId: clock.channelId });
    }
  }
}

function tellAlone(say: SayNow, made: MadeDue): void {
  const { clock, incident, context, purpose, previousSeverity, detail } = say;
  const { channelId } = clock;
  const { nowMs } = context;
  const notification = notificationOf(incident, purpose, previousSeverity, nowMs);
  const about = { incidents: [deliveryIncident(incident, purpose)], groupId: null };
  const message = deliveryTo(channelId, notification, about, context);
  if (message.kind === 'refused') {
    const line = lineOf(incident, nowMs, refusedLine(channelId, message));
    made.say(say, line, isDeclined(message.reason));
    return;
  }
  made.deliveries.push(message.delivery);
  made.say(say, lineOf(incident, nowMs, queuedLine(message.delivery, purpose, detail)), true);
}

function tellGroup(
  said: readonly SayNow[],
  toldAtMs: ReadonlyMap<string, number>,
  nowMs: number,
  made: MadeDue,
): void {
  const [first] = said;
  if (first?.group == null) return;
  const isNews = first.purpose !== 'repeat';
  const beforeMs = toldAtMs.get(first.group.id) ?? null;
  const intervalMs = Math.max(...said.map((one) => one.intervalMs));
  const openMs = isNews && beforeMs !== null ? beforeMs + intervalMs : nowMs;
  if (!said.some((one) => one.isDue)) return;
  if (openMs > nowMs) {
    for (const { clock, isDue } of said) {
      if (isDue) made.move({ clock, to: { ...clock, heldBy: null, dueAtMs: openMs } }, null);
    }
    return;
  }
  const isQueued = sendGroup(said, first.group, made);
  if (isQueued && isNews) made.groups.push({ groupId: first.group.id, beforeMs, atMs: nowMs });
}

/** One message about all that the channel takes. */
function sendGroup(
  said: readonly SayNow[],
  group: NonNullable<SayNow['group']>,
  made: MadeDue,
): boolean {
  const taken = said.filter((say) => !refuse(say, made)).sort(bySeverity);
  const [first, ...others] = taken;
  if (first === undefined) return false;
  const { clock, context } = first;
  const { nowMs } = context;
  const notification = groupNotification([first, ...others], group, nowMs);
  const about = {
    incidents: taken.map(({ incident, purpose }) => deliveryIncident(incident, purpose)),
    groupId: group.id,
  };
  const message = deliveryTo(clock.channelId, notification, about, context);
  if (message.kind === 'refused') throw new TypeError('a channel changed while it was asked');
  made.deliveries.push(message.delivery);
  for (const say of taken) {
    const line = queuedLine(message.delivery, say.purpose, group.key);
    made.say(say, lineOf(say.incident, nowMs, line), true);
  }
  return true;
}

/** @returns whether the channel does not take this part of the message. */
function refuse(say: SayNow, made: MadeDue): boolean {
  const { clock, incident, context, purpose } = say;
  const { channelId } = clock;
  const channel = context.channel(incident.owner, channelId);
  const reason = gateQueue(channel, purpose);
  if (reason === null) return false;
  const line = refusedLine(channelId, {
    kind: 'refused',
    reason,
    channelName: channel?.name ?? null,
  });
  made.say(say, lineOf(incident, context.nowMs, line), isDeclined(reason));
  return true;
}
