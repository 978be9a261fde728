import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { incidentVisibility } from '../../alerting/incidents/incident-visibility.ts';
import type { LiveFeed } from '../../alerting/live/live-feed.ts';
import type { LiveSession, LiveSocket } from '../../alerting/live/live-session.ts';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { Revocation, Revocations } from '../../platform/tenancy/revocations.ts';
import type { Callers } from './callers.ts';
import { toAppError } from './error-answer.ts';
import type { Caller } from './request-context.ts';

export interface LiveSocketsOptions {
  readonly server: Server;
  readonly callers: Callers;
  readonly directory: () => Directory;
  readonly onDirectoryChange: (listener: () => void) => void;
  readonly revocations: Revocations;
  readonly feed: LiveFeed;
  readonly clock: Clock;
  readonly logger: Logger;
}

const PATH = '/api/v1/live';
const PING_MS = 25_000;
/** A client only answers pings; anything longer is a mistake or worse. */
const MAX_FRAME_BYTES = 1_024;

interface OpenSocket {
  readonly caller: Caller;
  readonly session: LiveSession;
}

/**
 * The upgrade of `GET /api/v1/live?owner=…[&since=…]`: authenticated and checked for its origin
 * before the handshake, closed when the caller's rights end or change, pinged every 25 s.
 */
export class LiveSockets {
  readonly #options: LiveSocketsOptions;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
  });
  readonly #open = new Set<OpenSocket>();

  constructor(options: LiveSocketsOptions) {
    this.#options = options;
    options.server.on('upgrade', (request, socket, head) => {
      void this.#upgrade(request, socket, head);
    });
    options.revocations.subscribe((revocation) =>
      this.#closeThose((one) => concerns(revocation, one)),
    );
    options.onDirectoryChange(() => this.#closeThose((one) => !this.#seesTheSame(one)));
  }

  /** Ends all sockets; clients come back by themselves. */
  close(): void {
    for (const one of this.#open) one.session.close('stopping');
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const onError = () => socket.destroy();
    socket.on('error', onError);
    try {
      const { owner, since } = readQuestion(request);
      const caller = await this.#options.callers.callerOfUpgrade(request);
      const visibility = incidentVisibility(this.#options.directory(), caller.principal, owner);
      socket.off('error', onError);
      this.#sockets.handleUpgrade(request, socket, head, (client) => {
        void this.#serve(client, caller, { visibility, since });
      });
    } catch (thrown) {
      refuse(socket, toAppError(thrown));
    }
  }

  async #serve(
    client: WebSocket,
    caller: Caller,
    question: Omit<Parameters<LiveFeed['open']>[0], 'socket'>,
  ): Promise<void> {
    const { feed, logger } = this.#options;
    const heartbeat = this.#heartbeat(client, caller);
    client.on('error', (err) => logger.debug({ err }, 'live socket failed'));
    try {
      const session = await feed.open({ ...question, socket: liveSocket(client) });
      const open = { caller, session };
      this.#open.add(open);
      const ended = () => {
        this.#open.delete(open);
        heartbeat.stop();
        session.gone();
      };
      if (client.readyState === WebSocket.OPEN) client.on('close', ended);
      else ended();
    } catch (err) {
      heartbeat.stop();
      logger.warn({ err }, 'live socket not opened');
      client.close(1011, 'not_opened');
    }
  }

  /** Pings; a client that did not answer the last one is gone, and so is one whose time is over. */
  #heartbeat(client: WebSocket, { expiresAtMs }: Caller): { stop(): void } {
    const { clock } = this.#options;
    let isAlive = true;
    let timer: Timer;
    client.on('pong', () => {
      isAlive = true;
    });
    const beat = () => {
      if (!isAlive) return client.terminate();
      if (expiresAtMs !== null && clock.nowMs() >= expiresAtMs)
        return client.close(1008, 'access_expired');
      isAlive = false;
      client.ping();
      timer = clock.after(PING_MS, beat);
      return undefined;
    };
    timer = clock.after(PING_MS, beat);
    return { stop: () => timer.cancel() };
  }

  /** Whether a change of the directory leaves what the socket may show as it was. */
  #seesTheSame({ caller, session: { visibility } }: OpenSocket): boolean {
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

  #closeThose(condition: (one: OpenSocket) => boolean): void {
    for (const one of [...this.#open]) if (condition(one)) one.session.close('revoked');
  }
}

function concerns(revocation: Revocation, { caller }: OpenSocket): boolean {
  const { principal, session } = caller;
  const sessionId = session?.sessionId ?? null;
  switch (revocation.kind) {
    case 'sessions':
      return (
        principal.kind === 'user' &&
        principal.id === revocation.user &&
        sessionId !== revocation.except
      );
    case 'session':
      return sessionId === revocation.session;
    case 'rights':
      return principal.kind === 'user' && principal.id === revocation.user;
    case 'token':
      return principal.kind === 'token' && principal.id === revocation.token;
  }
}

function readQuestion(request: IncomingMessage): {
  readonly owner: string;
  readonly since: number | null;
} {
  const url = new URL(request.url ?? '', 'http://here');
  if (url.pathname !== PATH)
    throw new AppError('not_found', `there is no socket at ${url.pathname}`);
  const [owner, ...more] = url.searchParams.getAll('owner');
  if (owner === undefined || more.length > 0)
    throw new AppError('invalid', 'name one owner: ?owner=<tenant>');
  const since = url.searchParams.get('since');
  if (since !== null && !/^\d{1,15}$/.test(since))
    throw new AppError('invalid', 'since is not a position');
  return { owner, since: since === null ? null : Number(since) };
}

/** Before the handshake an error is an ordinary answer. */
function refuse(socket: Duplex, error: AppError): void {
  if (socket.destroyed) return;
  const body = JSON.stringify({
    error: { kind: error.kind, message: error.message, details: [], requestId: '' },
  });
  socket.end(
    `HTTP/1.1 ${error.status} ${error.kind}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function liveSocket(client: WebSocket): LiveSocket {
  return {
    send: (text) => client.send(text),
    get bufferedBytes() {
      return client.bufferedAmount;
    },
    close: (code, reason) => client.close(code, reason),
  };
}
