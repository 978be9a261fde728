import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { WebSocket } from 'ws';

export interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly trailers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

export interface TailReader {
  readonly socket: WebSocket;
  readonly messages: readonly string[];
  /** Status of the answer that refused the upgrade, and its body. */
  readonly refused: { readonly status: number; readonly body: string } | null;
  closed(): { readonly code: number; readonly reason: string } | null;
}

/** Sends a request whose path is not touched, as acme unless the headers say otherwise. */
export function sendTo(
  url: string,
  { method = 'GET', path, headers = {}, body }: Sent,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const all = { authorization: 'Bearer acme', ...headers };
    const call = request({ hostname, port, method, path, headers: all }, (answer) => {
      buffer(answer).then(
        (received) =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            trailers: answer.trailers,
            body: received.toString('utf8'),
          }),
        reject,
      );
    });
    call.on('error', reject);
    call.end(body);
  });
}

/** Opens a tail; resolves when it is open or was refused. */
export async function openTail(
  url: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<TailReader> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, { headers });
  const messages: string[] = [];
  let closed: { code: number; reason: string } | null = null;
  let refused: TailReader['refused'] = null;
  socket.on('message', (data) => messages.push(String(data)));
  socket.on('close', (code, reason) => {
    closed = { code, reason: String(reason) };
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
    socket.once('unexpected-response', async (_, answer) => {
      refused = { status: answer.statusCode ?? 0, body: (await buffer(answer)).toString('utf8') };
      resolve();
    });
  });
  return { socket, messages, refused, closed: () => closed };
}
