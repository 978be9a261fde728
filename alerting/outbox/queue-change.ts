import { type Held, type Hold, judgeHolds } from '../holding/hold.ts';
import type { Incident, StateEvent } from '../incidents/incident.ts';
import type { EventDraft } from '../incidents/incident-event.ts';
import { notificationOf } from '../notify/notification-of.ts';
import { isStatefulKind } from '../notify/stateful-kinds.ts';
import {
  type ClockStart,
  clockAfter,
  groupClock,
  heldClock,
  type MessageClock,
  type RepeatRule,
  repeatFor,
} from '../repeats/message-clock.ts';
import {
  chooseTargets,
  type Target,
  type TargetChoice,
  type Telling,
} from '../routing/choose-targets.ts';
import { groupOf, type IncidentGroup } from '../routing/grouping.ts';
import { incidentFacts } from '../routing/incident-facts.ts';
import {
  type Purpose,
  type RoutedChange,
  type RoutedRule,
  type Routing,
  routeChange,
} from '../routing/route-change.ts';
import type { DeliveryDraft } from './delivery-sql.ts';
import { isDeclined } from './gate-channel.ts';
import {
  deliveryIncident,
  deliveryTo,
  lineOf,
  type MessageContext,
  queuedLine,
  refusedLine,
} from './message-to.ts';

/** One event of an incident, with the state after it. */
export interface IncidentChange {
  readonly incident: Incident;
  readonly event: StateEvent;
  /** Severity before the change; null for a new incident. */
  readonly previousSeverity: string | null;
}

/** What a rule says about notifying: `Rule` has it all. */
export type NotifyingRule = RoutedRule & RepeatRule;

export interface QueueContext extends MessageContext, Omit<TargetChoice, 'severity' | 'rule'> {
  readonly rule: NotifyingRule | null;
  /** What can keep a message back. */
  readonly holds: readonly Hold[];
  /** When a source said last that it fires; left out: as its levels say. */
  readonly reportedAtMs?: (incident: Incident) => number;
  /** With this change it is to be said that it flaps. */
  readonly beginsToFlap?: boolean;
}

/**
 * A clock that is set, in place of the one before (see `setClock`); that starts where there is none; or
 * that is no longer there.
 */
export type ClockWrite =
  | { readonly kind: 'start'; readonly clock: MessageClock }
  | { readonly kind: 'set'; readonly clock: MessageClock }
  | { readonly kind: 'clear'; readonly incidentId: string; readonly channelId: string };

/** What a change makes: lines of the timeline, messages, clocks, and who has been told by now. */
export interface QueuedChange {
  readonly events: readonly EventDraft[];
  readonly deliveries: readonly DeliveryDraft[];
  readonly clocks: readonly ClockWrite[];
  readonly notifiedChannels: readonly string[];
}

/**
 * route -> hold -> group -> gate -> outbox, for one change: every message queued or not has its line
 * and reason.
 */
export function queueChange(change: IncidentChange, context: QueueContext): QueuedChange {
  const { incident, event } = change;
  const { nowMs } = context;
  const { notifiedChannels } = incident;
  const told = lineOf(incident, nowMs, event);
  const untold = event.kind === 'resolved' ? neverTold(incident, context) : [];
  const routed = routeChange(routedChange(change, context));
  const isFlapping = context.beginsToFlap === true && routed.purpose !== 'resolved';
  const routing: Routing = isFlapping ? { ...routed, purpose: 'flapping' } : routed;
  if (routing.kind === 'nowhere') {
    const { reason } = routing;
    const unsent = lineOf(incident, nowMs, { kind: 'notification_not_sent', reason });
    const events = untold.length > 0 ? [told, ...untold] : [told, unsent];
    return { events, deliveries: [], clocks: [], notifiedChannels };
  }
  const made = routing.targets.map(messagesOf(change, routing.purpose, context));
  const deliveries = made.flatMap((one) => one.deliveries);
  const now = routing.purpose === 'resolved' ? [] : made.flatMap(({ receivers }) => receivers);
  return {
    events: [told, ...untold, ...made.flatMap((one) => one.events)],
    deliveries,
    clocks: made.flatMap((one) => one.clocks),
    notifiedChannels:
      now.length === 0 ? notifiedChannels : [...new Set([...notifiedChannels, ...now])],
  };
}

/** Field by field: a spread of the whole context, for every alert, costs several times that. */
function routedChange({ incident, event }: IncidentChange, context: QueueContext): RoutedChange {
  const { rule, policy, routes, defaults, followed } = context;
  const { severity, notifiedChannels } = incident;
  const known = { kind: event.kind, severity, notifiedChannels, rule, policy, routes, defaults };
  return followed === undefined ? known : { ...known, followed };
}

/** The group of an incident on its way to a channel; null: it goes alone. */
export function groupOfTarget(
  incident: Incident,
  target: Target,
  channel: MessageContext['channel'],
): IncidentGroup | null {
  const { grouping, routeKey } = target.telling;
  if (grouping === null) return null;
  const { channelId } = target;
  const kind = channel(incident.owner, channelId)?.kind;
  if (kind !== undefined && isStatefulKind(kind)) return null;
  return groupOf(
    { owner: incident.owner, channelId, routeKey },
    grouping.by,
    incidentFacts(incident),
  );
}

interface Made extends Omit<QueuedChange, 'notifiedChannels'> {
  /** The channel, if it was told, or has chosen not to hear this. */
  readonly receivers: readonly string[];
}

/** What the change makes for one channel after the other; what they share is judged once. */
function messagesOf(change: IncidentChange, purpose: Purpose, context: QueueContext) {
  const verdicts = new Map<Telling, Held | null>();
  const heldBack = ({ telling }: Target): Held | null => {
    const known = verdicts.get(telling);
    if (known !== undefined) return known;
    const verdict = judgeChange(change.incident, purpose, telling, context);
    verdicts.set(telling, verdict);
    return verdict;
  };
  return (target: Target): Made => {
    const { incident, previousSeverity } = change;
    const { channelId } = target;
    const group = groupOfTarget(incident, target, context.channel);
    const groupId = group?.id ?? null;
    const start: ClockStart = { incident, channelId, purpose, previousSeverity, groupId };
    const held = heldBack(target);
    if (held !== null) return keepBack(start, held, incident, context);
    if (group !== null) return gather(newsOf(start), target, group, { incident, context });
    return tellNow(change, start, target, context);
  };
}

/** What holds look at of how somebody is told. */
export function heldFacts(telling: Telling | null) {
  return { windows: telling?.windows ?? [], flapping: telling?.flapping ?? null };
}

/** A resolve is told whatever holds. */
function judgeChange(
  incident: Incident,
  purpose: Purpose,
  telling: Telling,
  { holds, nowMs }: QueueContext,
): Held | null {
  if (purpose === 'resolved') return null;
  return judgeHolds(holds, { incident, purpose, ...heldFacts(telling) }, nowMs);
}

/** Told when nothing holds it any more. */
function keepBack(
  start: ClockStart,
  held: Held,
  incident: Incident,
  { nowMs, channel }: QueueContext,
): Made {
  const { channelId } = start;
  const line = lineOf(incident, nowMs, {
    kind: 'notification_not_sent',
    reason: held.reason,
    detail: held.detail,
    channelId,
    channelName: channel(incident.owner, channelId)?.name ?? null,
  });
  const clock = heldClock(start, held);
  return {
    events: [line],
    deliveries: [],
    clocks: clock === null ? [] : [{ kind: 'set', clock }],
    receivers: [],
  };
}

/** That a source tells of it again is news that it fires, and no repeat, which has a rhythm of its own. */
function newsOf(start: ClockStart): ClockStart {
  return start.purpose === 'repeat' ? { ...start, purpose: 'firing' } : start;
}

/** Told with its group: a firing waits from when it began, other news from now. */
function gather(
  start: ClockStart,
  { telling }: Target,
  group: IncidentGroup,
  { incident, context }: { readonly incident: Incident; readonly context: QueueContext },
): Made {
  const { nowMs, channel } = context;
  const { channelId, purpose } = start;
  const fromMs = purpose === 'firing' ? Math.min(incident.startedAtMs, nowMs) : nowMs;
  const dueAtMs = Math.max(nowMs, fromMs + (telling.grouping?.waitMs ?? 0));
  const line = lineOf(incident, nowMs, {
    kind: 'notification_grouped',
    reason: purpose,
    detail: group.key,
    channelId,
    channelName: channel(incident.owner, channelId)?.name ?? null,
  });
  return {
    events: [line],
    deliveries: [],
    clocks: [{ kind: 'set', clock: groupClock(start, dueAtMs) }],
    receivers: [],
  };
}

function tellNow(
  change: IncidentChange,
  start: ClockStart,
  { detail, telling }: Target,
  context: QueueContext,
): Made {
  const { incident, event } = change;
  const { purpose, channelId } = start;
  const { nowMs } = context;
  const previous = event.kind.startsWith('severity_') ? change.previousSeverity : null;
  const notification = notificationOf(incident, purpose, previous, nowMs);
  const about = { incidents: [deliveryIncident(incident, purpose)], groupId: null };
  const made = deliveryTo(channelId, notification, about, context);
  if (made.kind === 'refused') {
    return {
      events: [lineOf(incident, nowMs, refusedLine(channelId, made))],
      deliveries: [],
      clocks: [],
      receivers: isDeclined(made.reason) ? [channelId] : [],
    };
  }
  const line = queuedLine(made.delivery, purpose, detail);
  return {
    events: [lineOf(incident, nowMs, line)],
    deliveries: [made.delivery],
    clocks: purpose === 'resolved' ? [] : clockOf(start, telling, context),
    receivers: [channelId],
  };
}

/** A new incident has no clock that could be in the way. */
function clockOf(
  start: ClockStart,
  telling: Telling,
  context: QueueContext,
): readonly ClockWrite[] {
  const { incident, channelId, purpose } = start;
  const clock = clockAfter(
    start,
    repeatFor(incident.severity, context.rule, telling),
    context.nowMs,
  );
  if (clock) return [{ kind: 'set', clock }];
  return purpose === 'firing' ? [] : [{ kind: 'clear', incidentId: incident.id, channelId }];
}

/** Channels whose group would have told them that it fires, had it fired for longer. */
function neverTold(incident: Incident, context: QueueContext): readonly EventDraft[] {
  const { notifiedChannels, severity } = incident;
  return chooseTargets({ ...context, severity })
    .targets.filter(
      ({ channelId, telling }) =>
        telling.grouping !== null && !notifiedChannels.includes(channelId),
    )
    .map(({ channelId }) =>
      lineOf(incident, context.nowMs, {
        kind: 'notification_not_sent',
        reason: 'resolved_before_told',
        channelId,
        channelName: context.channel(incident.owner, channelId)?.name ?? null,
      }),
    );
}
