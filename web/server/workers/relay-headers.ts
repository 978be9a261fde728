import type { IncomingMessage } from 'node:http';

/** Says to the other process where the request came from; heeded on Unix sockets only. */
const PEER_HEADER = 'x-tocsin-peer';

/** Says the same to another member of the database, with its seal. */
export const FORWARDED_HEADER = 'x-tocsin-forwarded';

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

/** Requests of which is known where they come from, whatever is said on the way to this process. */
const known = new WeakSet<IncomingMessage>();

/** The headers of a request as they go to another process of the service; names and values in turn. */
export function headersToRelay(request: IncomingMessage): string[] {
  return [...framedHeaders(request), PEER_HEADER, request.socket.remoteAddress ?? ''];
}

/** The headers of a request without those of the connection. */
export function framedHeaders(request: IncomingMessage): string[] {
  const headers = endToEnd(request.rawHeaders);
  // Also where a method needs no body: one without framing would be read as the next request.
  if (request.headers['transfer-encoding'] !== undefined) {
    headers.push('Transfer-Encoding', 'chunked');
  }
  return headers;
}

/** The same for an upgrade, whose headers of the connection are what it is about. */
export function upgradeToRelay(request: IncomingMessage): string[] {
  return [...upgradeHeaders(request), PEER_HEADER, request.socket.remoteAddress ?? ''];
}

/** All headers of an upgrade but what only a process of this service may say. */
export function upgradeHeaders({ rawHeaders }: IncomingMessage): string[] {
  const headers: string[] = [];
  forEach(rawHeaders, (name, value) => {
    if (name.toLowerCase() !== PEER_HEADER) headers.push(name, value);
  });
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
  if (!known.has(request))
    comesFrom(request, typeof peer === 'string' && peer !== '' ? peer : undefined);
}

/** The connection's other end is this address, until the next request on it says another. */
export function comesFrom(request: IncomingMessage, address: string | undefined): void {
  known.add(request);
  Object.defineProperty(request.socket, 'remoteAddress', { value: address, configurable: true });
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
