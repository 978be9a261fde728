import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { Clock, Timer } from '../../../../platform/clock/clock.ts';
import { asError } from '../../../../platform/errors/app-error.ts';
import type { GuardedAgents } from '../../../../platform/outbound/guarded-agents.ts';
import { tlsIdentityOf } from '../../../upstream/tls-identity-of.ts';
import type {
  TailConnection,
  TailLoss,
  TailReceiver,
  TailRequest,
  TailUpstream,
} from './tail-upstream.ts';

export interface WebSocketTailUpstreamOptions {
  /** Judges every connection by the administrator's policy. */
  readonly agents: Pick<GuardedAgents, 'http' | 'https'>;
  readonly clock: Clock;
}

const PING_MS = 25_000;
/** Loki puts ten entries of up to 256 KB into a message. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const MAX_ERROR_BYTES = 64 * 1024;

/** `TailUpstream` over WebSockets. */
export function createWebSocketTailUpstream(options: WebSocketTailUpstreamOptions): TailUpstream {
  return {
    connect: (request, receiver) => new TailSocket(options, request, receiver),
  };
}

class TailSocket implements TailConnection {
  readonly #socket: WebSocket;
  readonly #receiver: TailReceiver;
  readonly #clock: Clock;
  #timer: Timer | null = null;
  #isAlive = true;
  #isOver = false;
  #cause: Error | null = null;

  constructor(
    { agents, clock }: WebSocketTailUpstreamOptions,
    { backend, target, headers, timeoutMs }: TailRequest,
    receiver: TailReceiver,
  ) {
    const url = backend.url.replace(/^http/, 'ws').replace(/\/+$/, '');
    this.#receiver = receiver;
    this.#clock = clock;
    this.#socket = new WebSocket(`${url}${target}`, {
      ...tlsIdentityOf(backend.tls),
      agent: url.startsWith('wss:') ? agents.https : agents.http,
      headers: Object.fromEntries([...backend.headers, ...headers]),
      followRedirects: false,
      perMessageDeflate: false,
      maxPayload: MAX_MESSAGE_BYTES,
      handshakeTimeout: timeoutMs,
    });
    this.#listen();
  }

  pause(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.pause();
  }

  resume(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.resume();
  }

  close(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#socket.terminate();
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('open', () => this.#pingLater());
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('message', (data, isBinary) => {
      if (!this.#isOver && !isBinary && Buffer.isBuffer(data)) this.#receiver.message(data);
    });
    socket.on('unexpected-response', (_, answer) => void this.#answered(answer));
    socket.on('error', (error) => {
      this.#cause ??= error;
      if (socket.readyState === WebSocket.CONNECTING) this.#end({ kind: 'lost', cause: error });
    });
    socket.on('close', (code, reason) => {
      const cause = this.#cause ?? new Error(`closed with ${code}`);
      const isClean = this.#cause === null && code !== 1006;
      this.#end(
        isClean ? { kind: 'closed', code, reason: String(reason) } : { kind: 'lost', cause },
      );
    });
  }

  /** While paused no pong can be read, so none is waited for. */
  #pingLater(): void {
    this.#timer = this.#clock.after(PING_MS, () => {
      if (this.#isOver) return;
      const isPaused = this.#socket.isPaused;
      if (!this.#isAlive && !isPaused) {
        this.#cause ??= new Error('the backend answers no ping');
        this.#socket.terminate();
        return;
      }
      this.#isAlive = isPaused;
      this.#socket.ping();
      this.#pingLater();
    });
  }

  async #answered(answer: IncomingMessage): Promise<void> {
    const status = answer.statusCode ?? 0;
    try {
      this.#end({ kind: 'answered', status, body: await beginningOf(answer) });
    } catch (thrown) {
      this.#end({ kind: 'lost', cause: asError(thrown) });
    } finally {
      this.#socket.terminate();
    }
  }

  #end(loss: TailLoss): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#timer?.cancel();
    this.#receiver.ended(loss);
  }
}

async function beginningOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer) {
    chunks.push(Buffer.from(chunk));
    bytes += chunks.at(-1)?.length ?? 0;
    if (bytes > MAX_ERROR_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
