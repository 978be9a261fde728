import type { Clock, Timer } from '../../platform/clock/clock.ts';
import type { Service } from '../../platform/lifecycle/service.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { AlertingMetrics } from '../alerting-metrics.ts';
import type { EventFeed } from '../incidents/event-feed.ts';
import type { IncidentEvent } from '../incidents/incident-event.ts';
import type { IncidentReader, IncidentRecord } from '../incidents/incident-reader.ts';
import { environmentKeyOf } from '../incidents/incident-row.ts';
import { canSee, type IncidentVisibility } from '../incidents/incident-visibility.ts';
import type { LiveHub, LiveNotification } from '../notify/websocket/websocket-channel.ts';
import { incidentMessages } from './incident-messages.ts';
import type { EncodeLive } from './live-message.ts';
import { LiveSession, type LiveSocket } from './live-session.ts';

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

/** What a new reader asks for. */
export interface LiveRequest {
  readonly socket: LiveSocket;
  readonly visibility: IncidentVisibility;
  /** Position up to which the reader knows everything; null: from now on. */
  readonly since: number | null;
}

/**
 * Tells open sockets what happens, as soon as it is committed. The first change goes out at once,
 * what follows within `batchMs` together. The state sent with events is the one stored by then, so
 * a reader may see a state that is newer than its events, never an older one.
 */
export class LiveFeed implements EventFeed, LiveHub, Service {
  readonly name = 'live';
  readonly #parts: LiveParts;
  readonly #sessions = new Set<LiveSession>();
  #waiting: IncidentEvent[] = [];
  #timer: Timer | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #flushedAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: LiveParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#sessions.size;
  }

  publish(events: readonly IncidentEvent[]): void {
    const isWatched = events.some(({ owner }) => this.#hasReader(owner));
    if (!isWatched) return;
    this.#waiting.push(...events);
    if (this.#timer) return;
    const { clock, bounds } = this.#parts;
    const sinceMs = clock.monotonicMs() - this.#flushedAtMs;
    this.#timer = clock.after(Math.max(0, bounds.batchMs - sinceMs), () => this.#flush());
  }

  notify(message: LiveNotification): number {
    const { notification } = message;
    const key = environmentKeyOf(notification);
    const readers = [...this.#sessions].filter((session) =>
      canSee(session.visibility, notification.owner, key),
    );
    if (readers.length === 0) return 0;
    const text = this.#parts.encode({ type: 'notification', ...message });
    // Kept back or not, it belongs to no position: it is never skipped.
    for (const session of readers) session.deliver({ text, lastEvent: Number.POSITIVE_INFINITY });
    return readers.length;
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
        this.#sessions.delete(session);
        if (why !== 'client') metrics.liveDropped(why);
      },
    );
    this.#sessions.add(session);
    try {
      await this.#catchUp(session, request.since);
    } catch (thrown) {
      this.#sessions.delete(session);
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
    this.#flushedAtMs = Number.NEGATIVE_INFINITY;
  }

  async drain(): Promise<void> {
    for (const session of [...this.#sessions]) session.close('stopping');
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.drain();
    await this.#flushing;
  }

  async #catchUp(session: LiveSession, since: number | null): Promise<void> {
    const { incidents, encode, bounds } = this.#parts;
    const head = await incidents.head();
    const canResume = since !== null && since <= head;
    const missed = canResume
      ? await incidents.eventsAfter(session.visibility, since, bounds.maxReplayed + 1)
      : [];
    const isResumed = canResume && missed.length <= bounds.maxReplayed;
    const past = isResumed ? missed : [];
    const reached = Math.max(head, past.at(-1)?.position ?? 0);
    const hello = {
      type: 'hello',
      position: isResumed ? since : head,
      resumed: isResumed,
    } as const;
    const messages = incidentMessages(past, await this.#recordsOf(past));
    session.sendNow(encode(hello));
    for (const message of messages) session.sendNow(encode(message));
    session.caughtUp(reached);
  }

  #flush(): void {
    this.#timer = undefined;
    this.#flushedAtMs = this.#parts.clock.monotonicMs();
    const events = this.#waiting;
    this.#waiting = [];
    this.#flushing = this.#flushing.then(() => this.#send(events));
  }

  async #send(events: readonly IncidentEvent[]): Promise<void> {
    const { encode, logger } = this.#parts;
    try {
      const records = await this.#recordsOf(events);
      for (const message of incidentMessages(events, records)) {
        const { owner } = message.incident;
        const key = environmentKeyOf(message.incident);
        const readers = [...this.#sessions].filter((one) => canSee(one.visibility, owner, key));
        if (readers.length === 0) continue;
        const text = encode(message);
        const lastEvent = message.events.at(-1)?.position ?? 0;
        for (const session of readers) session.deliver({ text, lastEvent });
      }
    } catch (err) {
      // Readers would wait for ever for what could not be read: they come back and resume.
      logger.warn({ err }, 'live events not sent');
      for (const session of [...this.#sessions]) session.close('slow');
    }
  }

  async #recordsOf(events: readonly IncidentEvent[]): Promise<readonly IncidentRecord[]> {
    const ids = [...new Set(events.map(({ incidentId }) => incidentId))];
    const records: IncidentRecord[] = [];
    for (let at = 0; at < ids.length; at += READ_CHUNK) {
      records.push(...(await this.#parts.incidents.byIds(ids.slice(at, at + READ_CHUNK))));
    }
    return records;
  }

  #hasReader(owner: string): boolean {
    for (const session of this.#sessions) {
      if (session.visibility.owner === owner) return true;
    }
    return false;
  }
}
