import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { headersOfAnswer } from './relay-headers.ts';

/**
 * Sends the body of a request on. Not before it is connected: what nobody takes can still go elsewhere.
 * Never bytes that no header has framed: they would be the next request.
 */
export function sendWhenConnected(
  incoming: IncomingMessage,
  outgoing: ClientRequest,
  onSending: () => void = () => undefined,
): void {
  const send = () => {
    onSending();
    if (hasBody(incoming)) incoming.pipe(outgoing);
    else outgoing.end();
  };
  outgoing.once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', send);
    else send();
  });
}

/** Passes an answer on; when it breaks off, so does the client's connection. */
export function passAnswer(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headersOfAnswer(answer));
  // Heard before the pipeline hears it and ends the answer.
  answer.once('end', () => response.addTrailers(pairsOf(answer.rawTrailers)));
  pipeline(answer, response, (error) => {
    if (error) response.destroy();
  });
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

/** An upgrade as it goes to another process. @param headers names and values in turn */
export function headOfUpgrade(
  { method, url }: IncomingMessage,
  headers: readonly string[],
): string {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    lines.push(`${headers[at]}: ${headers[at + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function pairsOf(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : [],
  );
}
