import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import {
  type IncidentVisibility,
  incidentVisibility,
} from '../../alerting/incidents/incident-visibility.ts';
import type { LiveFeed } from '../../alerting/live/live-feed.ts';
import { LIVE_CLOSE, type LiveSession, type LiveSocket } from '../../alerting/live/live-session.ts';
import type { LiveTickets } from '../../alerting/live/live-tickets.ts';
import type { RuleStateFeed } from '../../alerting/live/rule-state-feed.ts';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import { RateLimit, type RatePolicy } from '../../platform/security/rate-limit.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { Revocations } from '../../platform/tenancy/revocations.ts';
import type { Callers } from './callers.ts';
import { toAppError } from './error-answer.ts';
import { LiveReader } from './live-reader.ts';
import { type LiveQuestion, readLiveQuestion, refuseUpgrade } from './live-request.ts';
import type { Caller } from './request-context.ts';
import { concerns } from './revocation-concerns.ts';

export interface LiveSocketsOptions {
  readonly callers: Pick<Callers, 'callerOfUpgrade'>;
  readonly directory: () => Directory;
  readonly onDirectoryChange: (listener: () => void) => void;
  readonly revocations: Pick<Revocations, 'subscribe'>;
  readonly feed: Pick<LiveFeed, 'open'>;
  readonly rules: Pick<RuleStateFeed, 'open'>;
  readonly tickets: Pick<LiveTickets, 'redeem'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const PING_MS = 25_000;
/** A client names topics and answers pings; anything longer is a mistake or worse. */
const MAX_FRAME_BYTES = 1_024;

/** Snapshots of rules that all sockets of one caller ask for: each goes through all rules of an owner. */
const SNAPSHOTS: RatePolicy = { most: 600, windowMs: 60_000 };

/** Tabs and devices of one person, or clients that share one token. */
const MAX_PER_CALLER = 250;

interface OpenSocket {
  readonly caller: Caller;
  /** What is shown; null until it is decided. */
  visibility: IncidentVisibility | null;
  end(why: keyof typeof LIVE_CLOSE): void;
}

/**
 * The upgrade of `GET /api/v1/live?owner=…[&ticket=…][&since=…][&topics=…]`: authenticated and checked for its
 * origin before the handshake (a session by a ticket that is used up with it, a token by itself), closed when the caller's rights end or change, pinged every 25 s.
 */
export class LiveSockets {
  readonly #options: LiveSocketsOptions;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
  });
  readonly #open = new Set<OpenSocket>();
  readonly #bytesOf = encodeOnce();
  readonly #snapshots: RateLimit;
  #isClosed = false;

  constructor(options: LiveSocketsOptions) {
    this.#options = options;
    this.#snapshots = new RateLimit(options.clock, SNAPSHOTS);
    options.revocations.subscribe((revocation) =>
      this.#endThose((one) => concerns(revocation, one.caller)),
    );
    options.onDirectoryChange(() => this.#endThose((one) => !this.#seesTheSame(one)));
  }

  /** Takes an upgrade, or refuses it with 404 if it is for something else. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    void this.#upgrade(request, socket, head);
  }

  /** Ends all sockets, also those that are just being opened; clients come back by themselves. */
  close(): void {
    this.#isClosed = true;
    for (const one of [...this.#open]) one.end('stopping');
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const onError = () => socket.destroy();
    socket.on('error', onError);
    try {
      const question = readLiveQuestion(request);
      const ask = await this.#askerOf(request, question);
      const caller = await ask();
      incidentVisibility(this.#options.directory(), caller.principal, question.owner);
      this.#refuseTooMany(caller);
      if (question.topics.has('rules')) this.#takeSnapshot(caller);
      socket.off('error', onError);
      this.#sockets.handleUpgrade(request, socket, head, (client) => {
        void this.#serve(client, { caller, ask }, question);
      });
    } catch (thrown) {
      refuseUpgrade(socket, toAppError(thrown));
    }
  }

  /** How to ask who calls: by a ticket, or by the token that the request brings. */
  async #askerOf(
    request: IncomingMessage,
    { ticket, owner }: LiveQuestion,
  ): Promise<() => Promise<Caller>> {
    const { callers, tickets } = this.#options;
    if (ticket !== null) {
      const { credential, principalId } = await tickets.redeem(ticket, owner);
      return async () => {
        const caller = await callers.callerOfUpgrade(request, credential);
        if (caller.principal.id === principalId) return caller;
        throw new AppError('unauthenticated', 'The ticket is of somebody else.');
      };
    }
    return async () => {
      const caller = await callers.callerOfUpgrade(request);
      if (caller.session === null) return caller;
      throw new AppError('unauthenticated', 'ask for a ticket: POST …/live-tickets');
    };
  }

  #refuseTooMany({ principal }: Caller): void {
    const same = [...this.#open].filter(({ caller }) => caller.principal.id === principal.id);
    if (same.length < MAX_PER_CALLER) return;
    throw new AppError(
      'limited',
      `at most ${MAX_PER_CALLER} sockets are open at once for a caller`,
    );
  }

  /** @throws AppError `limited` */
  #takeSnapshot({ principal }: Caller): void {
    this.#snapshots.take(principal.id, 'snapshots of rules on live sockets');
  }

  #mayChange(caller: Caller): boolean {
    try {
      this.#takeSnapshot(caller);
      return true;
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.kind === 'limited') return false;
      throw thrown;
    }
  }

  /**
   * Who calls is asked once more after the socket is on the list: what was revoked while it was not
   * is found then, what is revoked later ends it.
   */
  async #serve(
    client: WebSocket,
    { caller, ask }: { readonly caller: Caller; readonly ask: () => Promise<Caller> },
    { owner, since, topics }: LiveQuestion,
  ): Promise<void> {
    const { directory, feed, logger } = this.#options;
    let session: LiveSession | null = null;
    const one: OpenSocket = {
      caller,
      visibility: null,
      end: (why) => {
        if (session) session.close(why);
        else client.close(LIVE_CLOSE[why].code, LIVE_CLOSE[why].reason);
      },
    };
    this.#open.add(one);
    const heartbeat = this.#heartbeat(client, caller);
    const reader = new LiveReader({
      ...{ ...this.#options, client },
      mayChange: () => this.#mayChange(caller),
    });
    client.on('error', (err) => logger.debug({ err }, 'live socket failed'));
    client.on('close', () => {
      this.#open.delete(one);
      heartbeat.stop();
      session?.gone();
    });
    if (this.#isClosed) return one.end('stopping');
    try {
      const { principal } = await ask();
      one.visibility = incidentVisibility(directory(), principal, owner);
      const socket = liveSocket(client, this.#bytesOf);
      session = await feed.open({ visibility: one.visibility, since, socket, topics });
      if (client.readyState === WebSocket.OPEN) reader.begin(session, principal);
      else session.gone();
    } catch (err) {
      this.#notOpened(client, err);
    }
  }

  #notOpened(client: WebSocket, err: unknown): void {
    const { code, reason } = LIVE_CLOSE.revoked;
    if (err instanceof AppError && err.status < 500) {
      client.close(code, reason);
      return;
    }
    this.#options.logger.warn({ err }, 'live socket not opened');
    client.close(1011, 'not_opened');
  }

  /** Pings; a client that did not answer the last one is gone, and so is one whose time is over. */
  #heartbeat(client: WebSocket, { expiresAtMs }: Caller): { stop(): void } {
    const { clock } = this.#options;
    let isAlive = true;
    let timer: Timer;
    client.on('pong', () => {
      isAlive = true;
    });
    const leftMs = () => (expiresAtMs === null ? PING_MS : expiresAtMs - clock.nowMs());
    const later = () => clock.after(Math.min(PING_MS, leftMs()), beat);
    const beat = () => {
      if (leftMs() <= 0) return client.close(1008, 'access_expired');
      if (!isAlive) return client.terminate();
      isAlive = false;
      client.ping();
      timer = later();
      return undefined;
    };
    timer = later();
    return { stop: () => timer.cancel() };
  }

  /** Whether a change of the directory leaves what the socket may show as it was. */
  #seesTheSame({ caller, visibility }: OpenSocket): boolean {
    if (!visibility) return true;
    try {
      const now = incidentVisibility(this.#options.directory(), caller.principal, visibility.owner);
      return (
        now.seesAll === visibility.seesAll &&
        now.environments.size === visibility.environments.size &&
        [...now.environments].every((key) => visibility.environments.has(key))
      );
    } catch (thrown) {
      if (thrown instanceof AppError) return false;
      throw thrown;
    }
  }

  #endThose(condition: (one: OpenSocket) => boolean): void {
    for (const one of [...this.#open]) if (condition(one)) one.end('revoked');
  }
}

/** The bytes of a text; those of the last one are kept, since many sockets are sent the same. */
function encodeOnce(): (text: string) => Buffer {
  let last = '';
  let bytes = Buffer.alloc(0);
  return (text) => {
    if (text !== last) {
      last = text;
      bytes = Buffer.from(text);
    }
    return bytes;
  };
}

function liveSocket(client: WebSocket, bytesOf: (text: string) => Buffer): LiveSocket {
  return {
    send: (text) => client.send(bytesOf(text), { binary: false }),
    get bufferedBytes() {
      return client.bufferedAmount;
    },
    close: (code, reason) => client.close(code, reason),
  };
}
