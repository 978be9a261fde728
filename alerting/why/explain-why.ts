import { allHolds, type Held, HOLD_REASONS, type HoldReason, judgeHolds } from '../holding/hold.ts';
import type { Incident } from '../incidents/incident.ts';
import { type GateReason, gateChannel } from '../outbox/gate-channel.ts';
import { heldFacts, type QueueContext } from '../outbox/queue-change.ts';
import { type ClockPurpose, type MessageClock, repeatFor } from '../repeats/message-clock.ts';
import {
  chooseTargets,
  leadTelling,
  type TargetChoice,
  type Targets,
  type Telling,
} from '../routing/choose-targets.ts';
import { type Routing, routeChange, type UnroutedReason } from '../routing/route-change.ts';

/** A clock of the incident's messages, as stored. */
export interface WaitingMessage {
  readonly channelId: string;
  readonly purpose: MessageClock['purpose'];
  readonly heldBy: HoldReason | null;
  readonly dueAtMs: number;
}

export interface WhyFacts {
  readonly incident: Incident;
  /** Whether it was posted, or is only thought of. */
  readonly isReal: boolean;
  readonly waiting: readonly WaitingMessage[];
}

/**
 * What happens to a channel now.
 * - `sends_now`: if the alert came now, it would be told.
 * - `held`: something keeps it back, see `held`.
 * - `refused`: the channel takes no message, see `refused`.
 * - `told`: it knows; if it is told again, then at `nextAtMs`.
 * - `waits`: a message is on its way at `nextAtMs`.
 * - `not_told`: what has happened so far was not for it, as the timeline says.
 * - `tells_end`: it was told of the firing, so it gets the end.
 */
export type WhyOutcome =
  | 'sends_now'
  | 'held'
  | 'refused'
  | 'told'
  | 'waits'
  | 'not_told'
  | 'tells_end';

export interface WhyChannel {
  readonly id: string;
  readonly name: string | null;
  readonly purpose: ClockPurpose | 'resolved';
  readonly outcome: WhyOutcome;
  readonly refused: GateReason | null;
  /** The first hold that holds; the others are in `holds` of the answer. */
  readonly held: Held | null;
  readonly nextAtMs: number | null;
  /** It is told again whenever it is reported again, not before `nextAtMs`. */
  readonly everyTime?: true;
}

/** One reason to keep messages back that was asked, and what it said; null: it does not hold. */
export interface AskedHold {
  readonly reason: HoldReason;
  readonly held: Held | null;
}

export interface WhyAnswer {
  readonly route: {
    /** Who named the channels, or why nobody is told. */
    readonly reason: Targets['reason'] | 'firing_queued' | UnroutedReason;
    readonly channels: readonly WhyChannel[];
  };
  /** All that were asked. Nothing holds the end of an incident back. */
  readonly holds: readonly AskedHold[];
}

/** Which route, which channels, and what would happen to each of them now. */
export function explainWhy(facts: WhyFacts, context: QueueContext): WhyAnswer {
  const { incident } = facts;
  const { severity, notifiedChannels, status } = incident;
  const { holds, nowMs } = context;
  const kind = status === 'resolved' ? 'resolved' : 'fired';
  const choice = { ...context, severity };
  const routing = routeChange({ ...choice, kind, notifiedChannels });
  const ids = routing.kind === 'to' ? routing.targets.map(({ channelId }) => channelId) : [];
  const also = kind === 'fired' ? notifiedChannels.filter((id) => !ids.includes(id)) : [];
  const lead = leadTelling(choice);
  const tellings = new Map(
    routing.kind === 'to' ? routing.targets.map((target) => [target.channelId, target]) : [],
  );
  const channels = [...ids, ...also].map((id) =>
    channelOf(id, facts, context, tellings.get(id)?.telling ?? lead),
  );
  const isTold = notifiedChannels.length > 0;
  const message = { incident, purpose: purposeOf(isTold), ...heldFacts(lead) };
  const found = kind === 'resolved' ? [] : allHolds(holds, message, nowMs);
  return {
    route: { reason: reasonOf(routing, choice), channels },
    holds: HOLD_REASONS.map((reason) => ({
      reason,
      held: found.find((held) => held.reason === reason) ?? null,
    })),
  };
}

function reasonOf(routing: Routing, choice: TargetChoice): WhyAnswer['route']['reason'] {
  if (routing.kind === 'nowhere') return routing.reason;
  return routing.purpose === 'resolved' ? 'firing_queued' : chooseTargets(choice).reason;
}

function channelOf(
  id: string,
  facts: WhyFacts,
  context: QueueContext,
  telling: Telling | null,
): WhyChannel {
  const { incident, waiting } = facts;
  const channel = context.channel(incident.owner, id);
  const name = channel?.name ?? null;
  const isTold = incident.notifiedChannels.includes(id);
  if (incident.status === 'resolved') {
    const refused = gateChannel(channel, 'resolved');
    const outcome = refused === null ? 'tells_end' : 'refused';
    return { id, name, purpose: 'resolved', outcome, refused, held: null, nextAtMs: null };
  }
  const purpose = purposeOf(isTold);
  const refused = gateChannel(channel, purpose);
  const message = { incident, purpose, ...heldFacts(telling) };
  const held = judgeHolds(context.holds, message, context.nowMs);
  const nextAtMs = waiting.find(({ channelId }) => channelId === id)?.dueAtMs ?? null;
  const repeat = repeatFor(incident.severity, context.rule, telling);
  const isEveryTime = purpose === 'repeat' && repeat?.mode === 'every_time';
  const how = isEveryTime ? ({ everyTime: true } as const) : {};
  const base = { id, name, purpose, refused, held, nextAtMs, ...how };
  return { ...base, outcome: outcomeOf({ ...base, isTold, isReal: facts.isReal }) };
}

function outcomeOf(
  channel: Pick<WhyChannel, 'refused' | 'held' | 'nextAtMs'> & {
    readonly isTold: boolean;
    readonly isReal: boolean;
  },
): WhyOutcome {
  if (channel.refused !== null) return 'refused';
  if (channel.held !== null) return 'held';
  if (!channel.isReal) return 'sends_now';
  if (channel.isTold) return 'told';
  return channel.nextAtMs === null ? 'not_told' : 'waits';
}

function purposeOf(isTold: boolean): ClockPurpose {
  return isTold ? 'repeat' : 'firing';
}
