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
import {
  type ChannelMessages,
  fateOf,
  type MessageFate,
  type MessageState,
} from './message-fate.ts';
import type { Prospect } from './prospect.ts';

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
  /** What became of the messages about it, by channel id. */
  readonly messages: ReadonlyMap<string, ChannelMessages>;
  /** When channels would be told of one that is only thought of, by their ids; left out: at once. */
  readonly prospects?: ReadonlyMap<string, Prospect>;
}

/**
 * What happens to a channel now. What became of the newest message, see `MessageState`, is the answer
 * unless something else happens next.
 * - `sends_now`, `sends_with_group`, `sends_with_room`: if the alert came now, it would be told, at once
 *   or at `nextAtMs`; see `Prospect`.
 * - `held`: something keeps the next message back, see `held`.
 * - `refused`: the channel takes no message, see `refused`.
 * - `waits`: its first message is queued at `nextAtMs`.
 * - `not_told`: what has happened so far was not for it, as the timeline says.
 * - `tells_end`: a firing was queued for it, so the end is queued too.
 */
export type WhyOutcome =
  | Prospect['kind']
  | 'held'
  | 'refused'
  | 'waits'
  | 'not_told'
  | 'tells_end'
  | MessageState;

export interface WhyChannel {
  readonly id: string;
  readonly name: string | null;
  readonly purpose: ClockPurpose | 'resolved';
  readonly outcome: WhyOutcome;
  readonly refused: GateReason | null;
  /** The first hold that holds; the others are in `holds` of the answer. */
  readonly held: Held | null;
  /** When something is said again, or for the first time; null: nothing is due. */
  readonly nextAtMs: number | null;
  /** Of one that fires the newest that says so, of one that is over its end; null: there is none. */
  readonly message: MessageFate | null;
  /** When a message that it fires arrived last; null: none has. */
  readonly toldAtMs: number | null;
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
  const known = facts.messages.get(id);
  const message = known?.newest == null ? null : fateOf(known.newest);
  const prospect = facts.isReal ? null : (facts.prospects?.get(id) ?? NOW);
  const clock = waiting.find(({ channelId }) => channelId === id);
  const nextAtMs = prospect?.atMs ?? clock?.dueAtMs ?? null;
  const seen = { id, name: channel?.name ?? null, message, toldAtMs: known?.toldAtMs ?? null };
  if (incident.status === 'resolved') {
    const refused = gateChannel(channel, 'resolved');
    const base = { ...seen, purpose: 'resolved', refused, held: null, nextAtMs } as const;
    return { ...base, outcome: endOutcome(base) };
  }
  const purpose = purposeOf(incident.notifiedChannels.includes(id));
  const refused = gateChannel(channel, purpose);
  const next = { incident, purpose, ...heldFacts(telling) };
  const held = judgeHolds(context.holds, next, context.nowMs);
  const repeat = repeatFor(incident.severity, context.rule, telling);
  const isEveryTime = purpose === 'repeat' && repeat?.mode === 'every_time';
  const how = isEveryTime ? ({ everyTime: true } as const) : {};
  const base = { ...seen, purpose, refused, held, nextAtMs, ...how };
  return { ...base, outcome: outcomeOf(base, prospect) };
}

const NOW: Prospect = { kind: 'sends_now', atMs: null };

type Judged = Pick<WhyChannel, 'refused' | 'held' | 'nextAtMs' | 'message'>;

/** The gate is asked again before each attempt; holds are not, so that what is queued still goes. */
function outcomeOf(
  { refused, held, nextAtMs, message }: Judged,
  prospect: Prospect | null,
): WhyOutcome {
  if (refused !== null) return 'refused';
  if (message !== null && isOnItsWay(message)) return message.state;
  if (held !== null) return 'held';
  if (prospect !== null) return prospect.kind;
  if (message !== null) return message.state;
  return nextAtMs === null ? 'not_told' : 'waits';
}

/** What has been settled stays so, whatever the channel is by now. */
function endOutcome({ refused, message }: Judged): WhyOutcome {
  if (message !== null && !isOnItsWay(message)) return message.state;
  if (refused !== null) return 'refused';
  return message === null ? 'tells_end' : message.state;
}

function isOnItsWay({ state }: MessageFate): boolean {
  return state === 'trying' || state === 'queued';
}

function purposeOf(isTold: boolean): ClockPurpose {
  return isTold ? 'repeat' : 'firing';
}
