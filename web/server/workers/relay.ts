import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import { connect } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import { headersOfAnswer, headersToRelay, upgradeToRelay } from './relay-headers.ts';
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
      other.write(headOf(incoming), 'latin1');
      if (head.length > 0) other.write(head);
      client.pipe(other).pipe(client);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/**
 * Not earlier: what nobody takes can still go elsewhere. Never bytes that no header has framed: they
 * would be the next request.
 */
function sendWhenConnected(incoming: IncomingMessage, outgoing: ClientRequest): void {
  const send = () => void (hasBody(incoming) ? incoming.pipe(outgoing) : outgoing.end());
  outgoing.once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', send);
    else send();
  });
}

function passAnswer(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headersOfAnswer(answer));
  // Heard before the pipeline hears it and ends the answer.
  answer.once('end', () => response.addTrailers(pairsOf(answer.rawTrailers)));
  pipeline(answer, response, (error) => {
    if (error) response.destroy();
  });
}

function pairsOf(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : [],
  );
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

function headOf(incoming: IncomingMessage): string {
  const headers = upgradeToRelay(incoming);
  const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    lines.push(`${headers[at]}: ${headers[at + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
