import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { HeldOrganisation } from '../../../dashboards/grafana/proxy/decide-view.ts';
import type { Callers } from '../callers.ts';
import { toAppError } from '../error-answer.ts';
import type { GrafanaProxy, GrantedView } from './grafana-proxy.ts';
import type { OpenViews } from './open-views.ts';

export interface GrafanaSocketsOptions {
  readonly prefix: string;
  readonly proxy: GrafanaProxy;
  readonly views: OpenViews;
  readonly callers: Pick<Callers, 'callerOfUpgrade'>;
  readonly dispatcher: Dispatcher;
  readonly origin: string;
}

/** What the handshake of a WebSocket is about (RFC 6455, 4.2); extensions are not passed on. */
const HANDSHAKE = ['sec-websocket-key', 'sec-websocket-version', 'sec-websocket-protocol'] as const;
const NO_BODY = Buffer.alloc(0);

/** Grafana Live, where the list has it. */
export class GrafanaSockets {
  readonly #options: GrafanaSocketsOptions;

  constructor(options: GrafanaSocketsOptions) {
    this.#options = options;
  }

  /** @returns false: it is none of Grafana's. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const { prefix } = this.#options;
    const target = request.url ?? '';
    if (target !== prefix && !target.startsWith(`${prefix}/`)) return false;
    socket.on('error', () => socket.destroy());
    this.#open(request, socket, head).catch((thrown: unknown) => refuse(socket, thrown));
    return true;
  }

  async #open(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { proxy, views, callers } = this.#options;
    const caller = await callers.callerOfUpgrade(request);
    const { headers, url: target = '', method = '' } = request;
    if (socket.destroyed) return;
    const gone = new AbortController();
    let held: HeldOrganisation | null = null;
    const mayGoOn = () => held === null || proxy.mayGoOn({ caller, held });
    const over = views.begin({ caller, mayGoOn, end: () => socket.destroy() });
    socket.once('close', () => {
      over();
      gone.abort();
    });
    const granted = await proxy.grant({
      ...{ caller, method, target, headers },
      body: NO_BODY,
      isUpgrade: true,
    });
    held = granted.held;
    if (!mayGoOn()) socket.destroy();
    if (socket.destroyed) return;
    if (granted.kind !== 'view') throw new TypeError('only what Grafana answers is a WebSocket');
    await this.#join(request, socket, head, granted, gone.signal);
  }

  async #join(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    granted: GrantedView,
    signal: AbortSignal,
  ): Promise<void> {
    const { dispatcher, origin } = this.#options;
    const handshake = HANDSHAKE.flatMap((name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    });
    const upstream = await dispatcher.upgrade({
      path: granted.path,
      method: 'GET',
      protocol: 'websocket',
      headers: { ...granted.headers, ...Object.fromEntries(handshake), origin },
      signal,
    });
    const { 'sec-websocket-accept': accept, 'sec-websocket-protocol': protocol } = upstream.headers;
    const lines = [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${String(accept)}`,
      ...(typeof protocol === 'string' ? [`Sec-WebSocket-Protocol: ${protocol}`] : []),
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    if (head.length > 0) upstream.socket.write(head);
    upstream.socket.on('error', () => socket.destroy());
    upstream.socket.once('close', () => socket.destroy());
    socket.once('close', () => upstream.socket.destroy());
    upstream.socket.pipe(socket).pipe(upstream.socket);
  }
}

function refuse(socket: Duplex, thrown: unknown): void {
  if (socket.destroyed) return;
  const { status } = toAppError(thrown);
  socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
