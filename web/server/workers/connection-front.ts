import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Clock } from '../../../platform/clock/clock.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import { LINE_FEED, MAX_LINE_BYTES, readFirstLine } from './request-line.ts';
import { stopReading } from './socket-handle.ts';

export interface ConnectionFrontOptions {
  /** The slot that answers a request target; null for this process. */
  readonly slotFor: (target: string) => number | null;
  /** Hands a connection over; false: it stays here. */
  readonly take: (slot: number, socket: Socket, head: string) => boolean;
  /** Serves a connection here. */
  readonly serve: (socket: Socket, head: Buffer) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Who has not sent a request line by then is let go. */
const LINE_MS = 30_000;
const TOO_SLOW = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/**
 * The listening socket of the service. Reads of each connection as much as it needs to know who
 * answers its first request, and gives it to that process with what was read.
 */
export class ConnectionFront {
  readonly #options: ConnectionFrontOptions;
  readonly #reading = new Set<Socket>();
  readonly #server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    this.#read(socket),
  );

  constructor(options: ConnectionFrontOptions) {
    this.#options = options;
  }

  listen(at: { readonly host: string; readonly port: number }): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(at, () => {
        this.#server.off('error', reject);
        // For want of file descriptors, say.
        this.#server.on('error', (err) =>
          this.#options.logger.warn({ err }, 'connection could not be accepted'),
        );
        resolve();
      });
    });
  }

  /** null while it does not listen. */
  address(): AddressInfo | null {
    const address = this.#server.address();
    return typeof address === 'object' ? address : null;
  }

  /** Accepts no more, and lets those go that have not said what they want. */
  close(): void {
    this.#server.close();
    for (const socket of this.#reading) socket.destroy();
  }

  #read(socket: Socket): void {
    const chunks: Buffer[] = [];
    let length = 0;
    const onEnd = () => void socket.destroy();
    const done = () => {
      this.#reading.delete(socket);
      timer.cancel();
      socket.off('data', onData).off('end', onEnd).off('close', done);
    };
    const onData = (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (!chunk.includes(LINE_FEED) && length <= MAX_LINE_BYTES) return;
      done();
      this.#decide(socket, Buffer.concat(chunks));
    };
    const timer = this.#options.clock.after(LINE_MS, () => {
      if (chunks.length > 0) socket.end(TOO_SLOW);
      socket.destroySoon();
    });
    this.#reading.add(socket);
    // For as long as it is here: it may break while it waits for its turn to go away.
    socket.on('error', onEnd);
    socket.on('data', onData).on('end', onEnd).on('close', done);
  }

  #decide(socket: Socket, head: Buffer): void {
    const line = readFirstLine(head);
    const { slotFor, take, serve } = this.#options;
    const slot = line.kind === 'request' ? slotFor(line.target) : null;
    const isTaken =
      slot !== null && stopReading(socket) && take(slot, socket, head.toString('latin1'));
    if (!isTaken) serve(socket, head);
  }
}
