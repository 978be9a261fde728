import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Revocations } from '../../platform/tenancy/revocations.ts';
import type { LimitGate } from '../../queries/limits/limit-gate.ts';
import type { LogLimits } from '../../queries/proxy/loki/loki-limits.ts';
import type { LokiMetrics } from '../../queries/proxy/loki/loki-metrics.ts';
import { encodingFlags } from '../../queries/proxy/loki/loki-request.ts';
import type { TailEnd } from '../../queries/proxy/loki/tail/tail-end.ts';
import type { TailPlan, TailPlanner } from '../../queries/proxy/loki/tail/tail-planner.ts';
import { type TailClient, TailSession } from '../../queries/proxy/loki/tail/tail-session.ts';
import type { TailUpstream } from '../../queries/proxy/loki/tail/tail-upstream.ts';
import type { Callers } from './callers.ts';
import { toAppError } from './error-answer.ts';
import type { Caller } from './request-context.ts';
import type { ScopeGate } from './scope-gate.ts';
import { PLAIN_TEXT, upgradeRefusal } from './scoped-errors.ts';
import { formOfUrl } from './scoped-form.ts';

export interface ScopedLokiTailsOptions {
  readonly callers: Pick<Callers, 'callerOfUpgrade'>;
  readonly scopes: Pick<ScopeGate, 'grantTo'>;
  readonly planner: TailPlanner;
  readonly upstream: TailUpstream;
  /** What a tail costs its tenant. */
  readonly gate: Pick<LimitGate, 'openTail'>;
  readonly onDirectoryChange: (listener: () => void) => void;
  readonly revocations: Pick<Revocations, 'subscribe'>;
  readonly limits: Pick<LogLimits, 'maxTails' | 'maxTailsPerCaller' | 'maxTailBufferedBytes'>;
  readonly metrics: Pick<LokiMetrics, 'tailOpened' | 'tailEnded'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const PATH = /^\/scopes\/([^/?#]{1,512})\/loki\/loki\/api\/v1\/tail$/;
const PING_MS = 25_000;
/** A client only answers pings; what it sends is dropped, and what is longer ends the tail. */
const MAX_FRAME_BYTES = 1_024;

interface OpenTail {
  readonly caller: Caller;
  readonly request: IncomingMessage;
  readonly session: TailSession;
  readonly openedAtMs: number;
  /** What is followed, as text; null until it is decided. */
  followed: string | null;
  /** Gives back what its tenant's limits counted. */
  release(): void;
}

/**
 * The upgrade of `GET /scopes/{scope}/loki/loki/api/v1/tail?query=…`: authenticated and checked for
 * its origin before the handshake (401, 403); everything else that is refused is said in a close
 * frame, because a browser is not told why a handshake failed and Grafana would try again and again.
 */
export class ScopedLokiTails {
  readonly #options: ScopedLokiTailsOptions;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
    // A token that a client puts into the subprotocol is not echoed.
    handleProtocols: () => false,
  });
  readonly #open = new Set<OpenTail>();
  #isClosed = false;

  constructor(options: ScopedLokiTailsOptions) {
    this.#options = options;
    options.revocations.subscribe(() => this.#checkAll());
    options.onDirectoryChange(() => this.#checkAll());
  }

  /** Takes an upgrade that is for a tail. @returns false when it is for something else */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const [path = ''] = (request.url ?? '').split('?', 1);
    const [, encoded] = PATH.exec(path) ?? [];
    if (encoded === undefined) return false;
    void this.#upgrade(request, socket, head, encoded);
    return true;
  }

  /**
   * Ends all tails without a close frame, so that clients come back by themselves, and those that
   * are just being opened.
   */
  close(): void {
    this.#isClosed = true;
    for (const one of [...this.#open]) one.session.end('stopping');
  }

  async #upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    encoded: string,
  ): Promise<void> {
    const onError = () => socket.destroy();
    socket.on('error', onError);
    try {
      const caller = await this.#options.callers.callerOfUpgrade(request);
      socket.off('error', onError);
      this.#sockets.handleUpgrade(request, socket, head, (client) => {
        void this.#serve(client, caller, request, encoded);
      });
    } catch (thrown) {
      if (socket.destroyed) return;
      socket.once('finish', () => socket.destroy());
      socket.end(upgradeRefusal(PLAIN_TEXT, toAppError(thrown)));
    }
  }

  /**
   * Who calls is asked once more after the tail is on the list: what was revoked while it was not is
   * found then, what is revoked later ends it.
   */
  async #serve(
    client: WebSocket,
    caller: Caller,
    request: IncomingMessage,
    encoded: string,
  ): Promise<void> {
    const { clock, limits, upstream, gate, metrics } = this.#options;
    const heartbeats: { stop(): void }[] = [];
    const session = new TailSession({
      client: tailClient(client),
      clock,
      maxBufferedBytes: limits.maxTailBufferedBytes,
      onEnd: (end, cause) => {
        for (const heartbeat of heartbeats) heartbeat.stop();
        this.#open.delete(one);
        one.release();
        this.#ended(end, cause);
      },
    });
    const openedAtMs = Math.floor(clock.nowMs());
    const release = () => undefined;
    const one: OpenTail = { caller, request, session, openedAtMs, followed: null, release };
    const isOneTooMany = this.#isOneTooMany(caller);
    this.#open.add(one);
    metrics.tailOpened();
    client.on('error', () => session.end('client_gone'));
    client.on('close', () => session.end('client_gone'));
    heartbeats.push(this.#heartbeat(client, caller, session));
    if (this.#isClosed) return session.end('stopping');
    if (isOneTooMany) {
      const { maxTailsPerCaller } = limits;
      return session.end('refused', `at most ${maxTailsPerCaller} live tails are open at once`);
    }
    try {
      const plan = await this.#plan(one, encoded);
      if (session.isOver) return undefined;
      const lease = gate.openTail(plan.tenant, plan.facts);
      one.release = () => lease.release();
      one.followed = textOf(plan);
      const { request: followed } = plan;
      if (followed) session.attach(followed.backend.url, () => upstream.connect(followed, session));
    } catch (thrown) {
      this.#refuse(session, thrown);
    }
    return undefined;
  }

  /** What the caller may follow now. @throws AppError */
  async #plan({ request, openedAtMs }: OpenTail, encoded: string): Promise<TailPlan> {
    const { callers, scopes, planner } = this.#options;
    const { principal } = await callers.callerOfUpgrade(request);
    const scope = scopes.grantTo(principal, decoded(encoded), 'logs:read');
    const flags = encodingFlags(String(request.headers['x-loki-response-encoding-flags'] ?? ''));
    return planner.plan({ scope, form: formOfUrl(request.url ?? ''), flags, openedAtMs });
  }

  #refuse(session: TailSession, thrown: unknown): void {
    const error = toAppError(thrown);
    if (error.kind === 'internal') {
      this.#options.logger.error({ err: error.cause ?? error }, 'live tail failed unexpectedly');
    }
    const isDenied = error.kind === 'scope_denied' || error.kind === 'unauthenticated';
    session.end(isDenied ? 'denied' : 'refused', error.message);
  }

  #isOneTooMany({ principal }: Caller): boolean {
    const { maxTails, maxTailsPerCaller } = this.#options.limits;
    const own = [...this.#open].filter(({ caller }) => caller.principal.id === principal.id);
    return this.#open.size >= maxTails || own.length >= maxTailsPerCaller;
  }

  /** After any change of rights or places: a tail that would be another one now is closed. */
  #checkAll(): void {
    for (const one of this.#open) if (one.followed !== null) void this.#check(one);
  }

  async #check(one: OpenTail): Promise<void> {
    try {
      const [path = ''] = (one.request.url ?? '').split('?', 1);
      const [, encoded = ''] = PATH.exec(path) ?? [];
      const now = await this.#plan(one, encoded);
      if (textOf(now) !== one.followed) one.session.end('revoked');
    } catch (err) {
      if (!(err instanceof AppError)) this.#options.logger.warn({ err }, 'live tail not checked');
      one.session.end('revoked');
    }
  }

  /** Pings; a client that did not answer the last one is gone, and so is one whose time is over. */
  #heartbeat(client: WebSocket, { expiresAtMs }: Caller, session: TailSession): { stop(): void } {
    const { clock } = this.#options;
    let isAlive = true;
    let timer: Timer;
    client.on('pong', () => {
      isAlive = true;
    });
    const leftMs = () => (expiresAtMs === null ? PING_MS : expiresAtMs - clock.nowMs());
    const later = () => clock.after(Math.max(0, Math.min(PING_MS, leftMs())), beat);
    const beat = () => {
      if (leftMs() <= 0) return session.end('expired');
      if (!isAlive) return session.end('client_gone');
      isAlive = false;
      client.ping();
      timer = later();
      return undefined;
    };
    timer = later();
    return { stop: () => timer.cancel() };
  }

  #ended(end: TailEnd, err: Error | null): void {
    this.#options.metrics.tailEnded(end);
    if (end === 'upstream_lost')
      this.#options.logger.warn({ err }, 'log backend ended a live tail');
  }
}

function textOf({ request }: TailPlan): string {
  if (request === null) return '';
  const { backend, target, headers } = request;
  return JSON.stringify([backend.url, backend.headers, target, headers]);
}

/** @throws AppError `scope_denied` for what is no percent-encoded text, as for any unknown scope */
function decoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch (cause) {
    throw new AppError('scope_denied', 'there is no such scope', { cause });
  }
}

function tailClient(client: WebSocket): TailClient {
  return {
    send: (text, onFlushed) => client.send(text, { binary: false }, () => onFlushed()),
    get bufferedBytes() {
      return client.bufferedAmount;
    },
    close: (code, reason) => client.close(code, reason),
    cut: () => client.terminate(),
  };
}
