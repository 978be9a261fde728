import type { IncomingMessage } from 'node:http';

/** Says to the other process where the request came from; heeded on Unix sockets only. */
const PEER_HEADER = 'x-tocsin-peer';

/**
 * They concern one connection (RFC 9110, 7.6.1); of the framing only what is written anew. What
 * `Connection` names beside them stays: to its clients the service is one server, and a client that
 * could take `Content-Length` away would turn its body into the next request.
 */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  PEER_HEADER,
]);

/** The headers of a request as they go to another process of the service; names and values in turn. */
export function headersToRelay(request: IncomingMessage): string[] {
  const headers = endToEnd(request.rawHeaders);
  // Also where a method needs no body: one without framing would be read as the next request.
  if (request.headers['transfer-encoding'] !== undefined) {
    headers.push('Transfer-Encoding', 'chunked');
  }
  headers.push(PEER_HEADER, request.socket.remoteAddress ?? '');
  return headers;
}

/** The same for an upgrade, whose headers of the connection are what it is about. */
export function upgradeToRelay(request: IncomingMessage): string[] {
  const headers: string[] = [];
  forEach(request.rawHeaders, (name, value) => {
    if (name.toLowerCase() !== PEER_HEADER) headers.push(name, value);
  });
  headers.push(PEER_HEADER, request.socket.remoteAddress ?? '');
  return headers;
}

/** Those of an answer on its way back, which takes its trailers along. */
export function headersOfAnswer({ rawHeaders, headers }: IncomingMessage): string[] {
  const kept = endToEnd(rawHeaders);
  return headers.trailer === undefined ? kept : [...kept, 'Trailer', headers.trailer];
}

/** A request of another process: it counts as coming from the client's address. */
export function takePeer(request: IncomingMessage): void {
  const peer = request.headers[PEER_HEADER];
  delete request.headers[PEER_HEADER];
  const value = typeof peer === 'string' && peer !== '' ? peer : undefined;
  Object.defineProperty(request.socket, 'remoteAddress', { value, configurable: true });
}

function endToEnd(raw: readonly string[]): string[] {
  const kept: string[] = [];
  forEach(raw, (name, value) => {
    if (!HOP_BY_HOP.has(name.toLowerCase())) kept.push(name, value);
  });
  return kept;
}

function forEach(raw: readonly string[], visit: (name: string, value: string) => void): void {
  for (let at = 0; at + 1 < raw.length; at += 2) visit(raw[at] ?? '', raw[at + 1] ?? '');
}
