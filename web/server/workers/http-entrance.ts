import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { letRead } from './socket-handle.ts';

/**
 * The connections of clients that an HTTP server was given, beside those that it accepts itself (on
 * its Unix socket, from the other processes of the service).
 */
export class HttpEntrance {
  readonly #server: Server;
  readonly #direct = new Set<Socket>();
  #isDraining = false;
  #onEmpty: (() => void) | null = null;

  constructor(server: Server) {
    this.#server = server;
    server.prependListener('request', (_, response) => {
      if (this.#isDraining) response.setHeader('connection', 'close');
      response.once('close', () => {
        if (this.#isDraining) setImmediate(() => server.closeIdleConnections());
      });
    });
  }

  /** @param head what was read from it already */
  adopt(socket: Socket, head: Buffer): void {
    this.#direct.add(socket);
    socket.once('close', () => this.#gone(socket));
    // As the HTTP server's own: a client may close its side and still read.
    socket.allowHalfOpen = true;
    letRead(socket);
    if (head.length > 0) socket.unshift(head);
    this.#server.emit('connection', socket);
    socket.resume();
  }

  /** True for the connection of a client, false for that of another process of the service. */
  isDirect(socket: Socket): boolean {
    return this.#direct.has(socket);
  }

  /**
   * From now on no connection is kept after its answer. Resolves when the last of the clients' has
   * closed; the signal closes them all.
   */
  async drain(signal: AbortSignal): Promise<void> {
    this.#isDraining = true;
    this.#server.closeIdleConnections();
    if (this.#direct.size === 0) return;
    const cut = () => {
      for (const socket of this.#direct) socket.destroy();
    };
    if (signal.aborted) cut();
    signal.addEventListener('abort', cut, { once: true });
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
    signal.removeEventListener('abort', cut);
  }

  #gone(socket: Socket): void {
    this.#direct.delete(socket);
    if (this.#direct.size === 0) this.#onEmpty?.();
  }
}
