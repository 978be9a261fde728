import type { Clock, Timer } from '../../platform/clock/clock.ts';
import type { Service } from '../../platform/lifecycle/service.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { AlertingMetrics } from '../alerting-metrics.ts';
import type { EventFeed } from '../incidents/event-feed.ts';
import type { IncidentEvent } from '../incidents/incident-event.ts';
import type { IncidentReader, IncidentRecord } from '../incidents/incident-reader.ts';
import { environmentKeyOf } from '../incidents/incident-row.ts';
import { canSee, type IncidentVisibility } from '../incidents/incident-visibility.ts';
import type { LiveHub, LiveNotification } from '../notify/live-hub.ts';
import { alertsOf, type NotifiedAlert, onlyAlerts } from '../notify/notification.ts';
import { type DeliveryMessage, deliveryMessages } from './delivery-messages.ts';
import { incidentMessages } from './incident-messages.ts';
import type { EncodeLive } from './live-message.ts';
import { LiveSession, type LiveSocket } from './live-session.ts';
import { DEFAULT_TOPICS, type LiveTopic, startsOf } from './live-topics.ts';

export interface LiveParts {
  readonly incidents: IncidentReader;
  readonly encode: EncodeLive;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: AlertingMetrics;
  readonly bounds: LiveBounds;
}

export interface LiveBounds {
  /** Changes of one incident within this time are one message. */
  readonly batchMs: number;
  /** A reader with more than this waiting is closed. */
  readonly maxBufferedBytes: number;
  /** A reader that missed more events fetches lists anew. */
  readonly maxReplayed: number;
}

export const DEFAULT_LIVE_BOUNDS: LiveBounds = {
  batchMs: 50,
  maxBufferedBytes: 1024 * 1024,
  maxReplayed: 1_000,
};

/** Incidents read at once. */
const READ_CHUNK = 500;

/** What an owner's readers wait for, until its time is over. */
interface Batch {
  events: IncidentEvent[];
  timer: Timer;
}

/** What a new reader asks for. */
export interface LiveRequest {
  readonly socket: LiveSocket;
  readonly visibility: IncidentVisibility;
  /** Position up to which the reader knows everything; null: from now on. */
  readonly since: number | null;
  /** Left out: incidents. */
  readonly topics?: ReadonlySet<LiveTopic>;
}

/**
 * Tells open sockets what happens, as soon as it is committed. The first change of an owner goes out
 * at once, what follows within `batchMs` together; owners do not wait for each other. The state sent with events is the one stored by then, so
 * a reader may see a state that is newer than its events, never an older one.
 */
export class LiveFeed implements EventFeed, LiveHub, Service {
  readonly name = 'live';
  readonly #parts: LiveParts;
  readonly #sessions = new Set<LiveSession>();
  readonly #byOwner = new Map<string, Set<LiveSession>>();
  /** One for each owner that was told something within the last `batchMs`, or is about to be. */
  readonly #batches = new Map<string, Batch>();
  #flushing: Promise<void> = Promise.resolve();

  constructor(parts: LiveParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#sessions.size;
  }

  isWatched(owner: string): boolean {
    return this.#byOwner.has(owner);
  }

  publish(events: readonly IncidentEvent[]): void {
    const { clock } = this.#parts;
    for (const event of events) {
      const { owner } = event;
      const batch = this.#batches.get(owner);
      if (batch) batch.events.push(event);
      else if (this.#byOwner.has(owner)) {
        const timer = clock.after(0, () => this.#flush(owner));
        this.#batches.set(owner, { events: [event], timer });
      }
    }
  }

  notify(message: LiveNotification): number {
    const { notification } = message;
    const alerts = alertsOf(notification);
    const texts = new Map<string, string>();
    let readers = 0;
    for (const session of this.#byOwner.get(notification.owner) ?? []) {
      const seen = alerts.filter((alert) =>
        canSee(session.visibility, notification.owner, environmentKeyOf(alert)),
      );
      if (seen.length === 0 || !session.hearsIncidents) continue;
      const key = seen.map((alert) => alert.incidentId).join(' ');
      const text = texts.get(key) ?? this.#encode(message, seen);
      texts.set(key, text);
      // Kept back or not, it belongs to no position: it is never skipped.
      session.deliver({ text, lastEvent: Number.POSITIVE_INFINITY });
      readers += 1;
    }
    return readers;
  }

  /** Once for all who see the same of it. */
  #encode(message: LiveNotification, seen: readonly NotifiedAlert[]): string {
    const notification = onlyAlerts(message.notification, (alert) => seen.includes(alert));
    return this.#parts.encode({ type: 'notification', ...message, notification });
  }

  /**
   * Takes a new reader in: says hello, sends what it missed, then what happens. Call `gone()` of
   * the answer when its socket closes.
   */
  async open(request: LiveRequest): Promise<LiveSession> {
    const { bounds, metrics } = this.#parts;
    const session = new LiveSession(
      request.socket,
      request.visibility,
      bounds.maxBufferedBytes,
      (why) => {
        this.#remove(session);
        if (why !== 'client') metrics.liveDropped(why);
      },
    );
    session.follow(request.topics ?? DEFAULT_TOPICS);
    this.#add(session);
    try {
      await this.#catchUp(session, request.since);
    } catch (thrown) {
      this.#remove(session);
      throw thrown;
    }
    return session;
  }

  /** Ends the sockets that the condition holds for: their access has changed. */
  revoke(condition: (session: LiveSession) => boolean): void {
    for (const session of [...this.#sessions]) {
      if (condition(session)) session.close('revoked');
    }
  }

  async start(): Promise<void> {
    this.#batches.clear();
  }

  async drain(): Promise<void> {
    for (const session of [...this.#sessions]) session.close('stopping');
  }

  async stop(): Promise<void> {
    for (const { timer } of this.#batches.values()) timer.cancel();
    this.#batches.clear();
    await this.drain();
    await this.#flushing;
  }

  async #catchUp(session: LiveSession, since: number | null): Promise<void> {
    const { incidents, encode, bounds } = this.#parts;
    const head = await incidents.head();
    const canResume = since !== null && since <= head;
    const isTold = session.hearsIncidents || session.hearsDeliveries;
    const missed =
      canResume && isTold
        ? await incidents.eventsAfter(session.visibility, since, bounds.maxReplayed + 1)
        : [];
    const isResumed = canResume && missed.length <= bounds.maxReplayed;
    const past = isResumed ? missed : [];
    const reached = Math.max(head, past.at(-1)?.position ?? 0);
    const hello = {
      type: 'hello',
      position: isResumed ? since : head,
      resumed: isResumed,
      topics: startsOf(session.topics, isResumed),
    } as const;
    const records = session.hearsIncidents ? await this.#recordsOf(past) : [];
    session.sendNow(encode(hello));
    if (session.hearsDeliveries) {
      const textOf = this.#textsOf(past);
      for (const message of deliveryMessages(past)) session.sendNow(textOf(message, session));
    }
    for (const message of incidentMessages(past, records)) session.sendNow(encode(message));
    session.caughtUp(reached);
  }

  /**
   * Deliveries go before the incidents of the same events: to a reader of both they bear the position
   * before all of these.
   */
  #textsOf(
    events: readonly IncidentEvent[],
  ): (message: DeliveryMessage, reader: LiveSession) => string {
    const { encode } = this.#parts;
    const floor = events.reduce((least, { position }) => Math.min(least, position), Infinity) - 1;
    const texts = new Map<string, string>();
    return (message, { hearsIncidents }) => {
      const position = hearsIncidents ? floor : message.position;
      const key = `${message.deliveryId} ${message.event.incidentId} ${position}`;
      const text = texts.get(key) ?? encode({ ...message, position });
      texts.set(key, text);
      return text;
    };
  }

  /** Sends what has come; when nothing has for `batchMs`, the next goes out at once again. */
  #flush(owner: string): void {
    const { clock, bounds } = this.#parts;
    const events = this.#batches.get(owner)?.events ?? [];
    this.#batches.delete(owner);
    if (events.length === 0) return;
    const timer = clock.after(bounds.batchMs, () => this.#flush(owner));
    this.#batches.set(owner, { events: [], timer });
    this.#flushing = this.#flushing.then(() => this.#send(owner, events));
  }

  async #send(owner: string, events: readonly IncidentEvent[]): Promise<void> {
    const { encode, logger } = this.#parts;
    try {
      this.#sendDeliveries(owner, events);
      if (!this.#isAnyone(owner, (session) => session.hearsIncidents)) return;
      const records = await this.#recordsOf(events);
      for (const message of incidentMessages(events, records)) {
        const key = environmentKeyOf(message.incident);
        const readers = this.#readersOf(owner).filter(
          ({ visibility, hearsIncidents }) => hearsIncidents && canSee(visibility, owner, key),
        );
        if (readers.length === 0) continue;
        const text = encode(message);
        const lastEvent = message.events.at(-1)?.position ?? 0;
        for (const session of readers) session.deliver({ text, lastEvent });
      }
    } catch (err) {
      // Readers would wait for ever for what could not be read: they come back and resume.
      logger.warn({ err }, 'live events not sent');
      for (const session of this.#readersOf(owner)) session.close('slow');
    }
  }

  #sendDeliveries(owner: string, events: readonly IncidentEvent[]): void {
    if (!this.#isAnyone(owner, (session) => session.hearsDeliveries)) return;
    const readers = this.#readersOf(owner).filter(({ hearsDeliveries }) => hearsDeliveries);
    const textOf = this.#textsOf(events);
    for (const message of deliveryMessages(events)) {
      const { position: lastEvent, environmentKey } = message.event;
      for (const session of readers) {
        if (!canSee(session.visibility, owner, environmentKey)) continue;
        session.deliver({ text: textOf(message, session), lastEvent });
      }
    }
  }

  #isAnyone(owner: string, condition: (session: LiveSession) => boolean): boolean {
    for (const session of this.#byOwner.get(owner) ?? []) if (condition(session)) return true;
    return false;
  }

  async #recordsOf(events: readonly IncidentEvent[]): Promise<readonly IncidentRecord[]> {
    const ids = [...new Set(events.map(({ incidentId }) => incidentId))];
    const records: IncidentRecord[] = [];
    for (let at = 0; at < ids.length; at += READ_CHUNK) {
      records.push(...(await this.#parts.incidents.byIds(ids.slice(at, at + READ_CHUNK))));
    }
    return records;
  }

  #readersOf(owner: string): readonly LiveSession[] {
    return [...(this.#byOwner.get(owner) ?? [])];
  }

  #add(session: LiveSession): void {
    const { owner } = session.visibility;
    this.#sessions.add(session);
    const mates = this.#byOwner.get(owner);
    if (mates) mates.add(session);
    else this.#byOwner.set(owner, new Set([session]));
  }

  #remove(session: LiveSession): void {
    const { owner } = session.visibility;
    this.#sessions.delete(session);
    const mates = this.#byOwner.get(owner);
    mates?.delete(session);
    if (mates?.size === 0) this.#byOwner.delete(owner);
  }
}
