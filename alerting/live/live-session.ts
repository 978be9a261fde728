import type { IncidentVisibility } from '../incidents/incident-visibility.ts';
import { DEFAULT_TOPICS, type LiveTopic } from './live-topics.ts';

/** Port: one open socket. `send` queues; `bufferedBytes` is what has not left yet. */
export interface LiveSocket {
  send(text: string): void;
  readonly bufferedBytes: number;
  close(code: number, reason: string): void;
}

/** Why the service closes a socket: the code and reason it is told. */
export const LIVE_CLOSE = {
  slow: { code: 1013, reason: 'slow_reader' },
  stopping: { code: 1001, reason: 'service_stopping' },
  revoked: { code: 1008, reason: 'access_changed' },
} as const;

/** Encoded text with the position after which it need not be sent again. */
export interface LiveText {
  readonly text: string;
  readonly lastEvent: number;
}

/**
 * One reader. Until it has caught up with the past, what happens meanwhile is kept back; a reader
 * that does not take what it is sent is closed, so that nobody else waits for it.
 */
export class LiveSession {
  readonly visibility: IncidentVisibility;
  /** As its topics say; asked for every message and reader. */
  hearsIncidents = true;
  hearsDeliveries = false;
  readonly #socket: LiveSocket;
  readonly #maxBufferedBytes: number;
  readonly #ended: (reason: keyof typeof LIVE_CLOSE | 'client') => void;
  #topics: ReadonlySet<LiveTopic> = DEFAULT_TOPICS;
  #kept: LiveText[] | undefined = [];
  #keptBytes = 0;
  #isOpen = true;

  constructor(
    socket: LiveSocket,
    visibility: IncidentVisibility,
    maxBufferedBytes: number,
    ended: (reason: keyof typeof LIVE_CLOSE | 'client') => void,
  ) {
    this.#socket = socket;
    this.visibility = visibility;
    this.#maxBufferedBytes = maxBufferedBytes;
    this.#ended = ended;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get topics(): ReadonlySet<LiveTopic> {
    return this.#topics;
  }

  /** What it is told of from now on. */
  follow(topics: ReadonlySet<LiveTopic>): void {
    this.#topics = topics;
    this.hearsIncidents = topics.has('incidents');
    this.hearsDeliveries = topics.has('deliveries');
  }

  /** Hands over a text, or keeps it back while the past is still being read. */
  deliver(message: LiveText): void {
    if (!this.#kept) {
      this.sendNow(message.text);
      return;
    }
    this.#kept.push(message);
    this.#keptBytes += message.text.length;
    if (this.#keptBytes > this.#maxBufferedBytes) this.close('slow');
  }

  /** Sends at once. */
  sendNow(text: string): void {
    if (!this.#isOpen) return;
    if (this.#socket.bufferedBytes + text.length > this.#maxBufferedBytes) {
      this.close('slow');
      return;
    }
    this.#socket.send(text);
  }

  /** The past up to `position` has been sent: what was kept back and is newer follows. */
  caughtUp(position: number): void {
    const kept = this.#kept ?? [];
    this.#kept = undefined;
    for (const { text, lastEvent } of kept) {
      if (lastEvent > position) this.sendNow(text);
    }
  }

  /** The service ends it. */
  close(why: keyof typeof LIVE_CLOSE): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const { code, reason } = LIVE_CLOSE[why];
    this.#socket.close(code, reason);
    this.#ended(why);
  }

  /** The socket is gone; to be called when it closes for whatever reason. */
  gone(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#ended('client');
  }
}
