import { EscalationsOverTime } from '../escalation/escalations-over-time.ts';
import { startEscalation } from '../escalation/start-escalation.ts';
import { dampingOf } from '../flapping/flap-change.ts';
import { FlapHistory } from '../flapping/flap-history.ts';
import { flappingHold } from '../holding/flapping-hold.ts';
import type { Hold } from '../holding/hold.ts';
import { inhibitedHold } from '../holding/inhibited-hold.ts';
import { type Silencing, silenceHold } from '../holding/silence-hold.ts';
import { windowHold } from '../holding/window-hold.ts';
import type { Incident } from '../incidents/incident.ts';
import type { EventDraft } from '../incidents/incident-event.ts';
import type { Inhibitions } from '../inhibition/inhibitions.ts';
import type { DeliveryDraft } from '../outbox/delivery-sql.ts';
import type { DueMessage } from '../outbox/judge-message.ts';
import type { KnownChannel } from '../outbox/message-to.ts';
import {
  type IncidentChange,
  type NotifyingRule,
  type QueueContext,
  queueChange,
} from '../outbox/queue-change.ts';
import { queueDue } from '../outbox/queue-due.ts';
import { queueEscalation } from '../outbox/queue-escalation.ts';
import type { TakenRoute, TellingPolicy } from '../routing/choose-targets.ts';
import { ClocksOverTime } from './clocks-over-time.ts';
import type { MessageClock } from './message-clock.ts';

/** What decides about the messages of one rule. */
export interface MessagesOverTimeParts {
  readonly rule: NotifyingRule | null;
  readonly policy: TellingPolicy | null;
  /** What the owner's tree says of an incident; left out: there is no tree. */
  readonly routes?: (incident: Incident) => readonly TakenRoute[];
  /** Channel ids of the owner's default receiver. */
  readonly defaults: readonly string[];
  readonly channel: (owner: string, id: string) => KnownChannel | undefined;
  readonly newId: () => string;
  /** Those that stand now, also as they come again; left out: none. */
  readonly silences?: Silencing;
  /** Left out: nothing inhibits; whoever ends a source says so (`wakeInhibited`). */
  readonly inhibitions?: Pick<Inhibitions, 'inhibitorOf'>;
  /** What else keeps messages back, besides time windows and flapping. */
  readonly holds?: readonly Hold[];
}

/** What was told, or not, at one instant; lines of the timeline with their reasons. */
export interface ToldThen {
  readonly atMs: number;
  readonly events: readonly EventDraft[];
  readonly deliveries: readonly DeliveryDraft[];
}

/**
 * Which messages go out when incidents of a rule change over time: the stages of the pipeline, and the
 * clocks of what groups and holds keep back, of what is said again, and of steps to more people, since
 * nobody acknowledges anything here. Instants must not go backwards.
 */
export class MessagesOverTime {
  readonly #parts: MessagesOverTimeParts;
  readonly #holds: readonly Hold[];
  readonly #flaps = new FlapHistory();
  readonly #clocks = new ClocksOverTime();
  readonly #escalations = new EscalationsOverTime();
  /** Open ones, and those that are over and whose groups have still to be told. */
  readonly #known = new Map<string, Incident>();
  readonly #toldAtMs = new Map<string, number>();

  constructor(parts: MessagesOverTimeParts) {
    this.#parts = parts;
    this.#holds = holdsOf(parts, this.#flaps);
  }

  /** What is due before the instant, in order. Ask before each change, and at the end. */
  until(beforeMs: number): readonly ToldThen[] {
    const told: ToldThen[] = [];
    for (;;) {
      const messageMs = this.#clocks.nextDueMs(beforeMs) ?? Number.POSITIVE_INFINITY;
      const stepMs = this.#escalations.nextDueMs(beforeMs) ?? Number.POSITIVE_INFINITY;
      if (Math.min(messageMs, stepMs) === Number.POSITIVE_INFINITY) return told;
      told.push(messageMs <= stepMs ? this.#tell(messageMs) : this.#escalate(stepMs));
    }
  }

  /** A change of an incident; whom it was told to before is known here. */
  take(change: IncidentChange, nowMs: number): ToldThen & { readonly incident: Incident } {
    const known = this.#known.get(change.incident.id);
    const notified = known?.notifiedChannels;
    const incident = notified
      ? { ...change.incident, notifiedChannels: notified }
      : change.incident;
    const context = this.#contextOf(incident, nowMs);
    const beginsToFlap = this.#noteFlapping(change, context);
    const queued = queueChange({ ...change, incident }, { ...context, beginsToFlap });
    this.#clocks.write(queued.clocks);
    if (change.event.kind.startsWith('severity_')) this.#clocks.askAgain(incident.id, nowMs);
    const before = () =>
      known === undefined
        ? null
        : { severity: known.severity, context: this.#contextOf(known, nowMs) };
    const step = startEscalation(incident, change.event, queued, context, before);
    if (step !== null) this.#escalations.set(step);
    const { events, deliveries, notifiedChannels, clocks } = queued;
    const next = { ...incident, notifiedChannels };
    if (next.status === 'firing' || clocks.length > 0) this.#known.set(next.id, next);
    else this.#known.delete(next.id);
    return { atMs: nowMs, incident: next, events, deliveries };
  }

  /** A source of inhibition is none any more: what is kept back by one is asked about again. */
  wakeInhibited(nowMs: number): void {
    this.#clocks.wakeInhibited(nowMs);
    this.#escalations.wakeInhibited(nowMs);
  }

  /** @returns whether it is to be said with this change that the alert flaps */
  #noteFlapping({ incident, event }: IncidentChange, context: QueueContext): boolean {
    const damping = dampingOf(incident, event, context);
    if (damping === null) return false;
    const { key } = incident;
    const { nowMs } = context;
    this.#flaps.note(key, { atMs: nowMs, isEnd: event.kind === 'resolved' });
    return this.#flaps.judge(key, damping, nowMs).kind === 'begins';
  }

  #escalate(nowMs: number): ToldThen {
    const events: EventDraft[] = [];
    const deliveries: DeliveryDraft[] = [];
    for (const clock of this.#escalations.take(nowMs)) {
      const incident = this.#known.get(clock.incidentId);
      if (incident?.status !== 'firing') continue;
      const context = this.#contextOf(incident, nowMs);
      const queued = queueEscalation(clock, incident, { ...context, idFor: this.#parts.newId });
      events.push(...queued.events);
      deliveries.push(...queued.deliveries);
      if (queued.clock !== null) this.#escalations.set(queued.clock);
      for (const { channelId } of queued.deliveries) this.#note(incident.id, channelId);
    }
    return { atMs: nowMs, events, deliveries };
  }

  #tell(nowMs: number): ToldThen {
    const due = this.#clocks.due(nowMs);
    const isDue = new Set(due);
    const news = due.filter(({ purpose }) => purpose !== 'repeat');
    const groupIds = new Set(news.flatMap(({ groupId }) => groupId ?? []));
    const gathered = [...groupIds]
      .flatMap((groupId) => this.#clocks.gathering(groupId))
      .filter((clock) => !isDue.has(clock));
    const messages = [...due, ...gathered].map((clock) =>
      this.#messageOf(clock, isDue.has(clock), nowMs),
    );
    const queued = queueDue(messages, this.#toldAtMs, nowMs);
    this.#clocks.write(queued.starts);
    this.#clocks.move(queued.moves);
    for (const { groupId, atMs } of queued.groups) this.#toldAtMs.set(groupId, atMs);
    for (const { incident, channelId } of queued.told) this.#note(incident.id, channelId);
    for (const { clock } of queued.moves) this.#forget(clock);
    return { atMs: nowMs, events: queued.events, deliveries: queued.deliveries };
  }

  #messageOf(clock: MessageClock, isDue: boolean, nowMs: number): DueMessage {
    const incident = this.#known.get(clock.incidentId);
    const context = this.#contextOf(incident, nowMs);
    return { clock, incident, context, isDue, isWaiting: false };
  }

  #contextOf(incident: Incident | undefined, nowMs: number): QueueContext {
    const { routes } = this.#parts;
    return {
      ...this.#parts,
      holds: this.#holds,
      nowMs,
      reportedAtMs: alwaysReported,
      routes: () => (incident === undefined ? [] : (routes?.(incident) ?? [])),
    };
  }

  #note(incidentId: string, channelId: string): void {
    const incident = this.#known.get(incidentId);
    if (incident === undefined) return;
    const notifiedChannels = [...new Set([...incident.notifiedChannels, channelId])];
    this.#known.set(incidentId, { ...incident, notifiedChannels });
  }

  /** Of one that is over and whose last clock is done with. */
  #forget({ incidentId }: MessageClock): void {
    const incident = this.#known.get(incidentId);
    if (
      incident?.status === 'resolved' &&
      !this.#clocks.has(incidentId, incident.notifiedChannels)
    ) {
      this.#known.delete(incidentId);
    }
  }
}

/** A past has no reports but changes: it counts as reported at least as often as it may be told. */
const alwaysReported = () => Number.POSITIVE_INFINITY;

/** In the order of the service; nobody changes a time window of the past, nor acknowledges anything. */
function holdsOf(
  { silences, inhibitions, holds = [] }: MessagesOverTimeParts,
  flaps: FlapHistory,
): readonly Hold[] {
  return [
    ...(silences === undefined ? [] : [silenceHold(silences)]),
    windowHold(Number.POSITIVE_INFINITY),
    ...(inhibitions === undefined ? [] : [inhibitedHold(inhibitions, LONGEST_INHIBITED_MS)]),
    ...holds,
    flappingHold(flaps),
  ];
}

/** The end of its source wakes what is held; a past is not longer. */
const LONGEST_INHIBITED_MS = 366 * 86_400_000;
