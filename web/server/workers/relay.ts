import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { headersToRelay, upgradeToRelay } from './relay-headers.ts';
import { headOfUpgrade, passAnswer, sendWhenConnected } from './relay-streams.ts';
import type { RelayMetrics } from './worker-metrics.ts';

/** Where a request goes: to the first of these Unix sockets that takes it, or `otherwise`. */
export interface RelayWay {
  readonly paths: readonly string[];
  readonly otherwise: () => void;
}

/** Nobody listens there: the request was not begun. */
const NOBODY: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOENT']);

/**
 * Passes requests to other processes of the service, streaming both ways. When the client goes away,
 * the other process is told; when that breaks off, the client's connection is cut, as it would be if
 * it lay there.
 */
export class Relay {
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  readonly #metrics: RelayMetrics;

  constructor(metrics: RelayMetrics) {
    this.#metrics = metrics;
  }

  forward(incoming: IncomingMessage, response: ServerResponse, way: RelayWay): void {
    const [path, ...paths] = way.paths;
    if (path === undefined) {
      way.otherwise();
      return;
    }
    const outgoing = request({
      agent: this.#agent,
      socketPath: path,
      method: incoming.method,
      path: incoming.url,
      headers: headersToRelay(incoming),
    });
    const onGone = () => outgoing.destroy();
    response.once('close', onGone);
    sendWhenConnected(incoming, outgoing);
    outgoing.once('response', (answer) => {
      this.#metrics.relayed();
      passAnswer(answer, response);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      response.off('close', onGone);
      // Once it was taken it is not asked again: what ended that process could end the next one.
      if (NOBODY.has(error.code ?? '')) this.forward(incoming, response, { ...way, paths });
      else response.destroy();
    });
  }

  /** A WebSocket: once upgraded, bytes pass as they are. */
  upgrade(incoming: IncomingMessage, client: Duplex, head: Buffer, path: string): void {
    const other = connect(path);
    const end = () => {
      client.destroy();
      other.destroy();
    };
    for (const side of [client, other]) side.on('error', end).on('close', end);
    other.once('connect', () => {
      other.write(headOfUpgrade(incoming, upgradeToRelay(incoming)), 'latin1');
      if (head.length > 0) other.write(head);
      client.pipe(other).pipe(client);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
