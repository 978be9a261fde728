import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';

/** One request as it came to Grafana. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** Stands before a Grafana, real or not, and keeps what is asked of it. */
export interface GrafanaRecorder {
  /** With the path of the Grafana behind it. */
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Nothing is answered while it is; what was asked meanwhile is not either, but see `release`. */
  isHeld: boolean;
  /** Ends the hold, and passes on what was asked meanwhile. */
  release(): void;
  /** As if Grafana were away. Again: does nothing. */
  stop(): Promise<void>;
}

/** @param target the Grafana behind it, with its sub-path */
export async function startGrafanaRecorder(target: string): Promise<GrafanaRecorder> {
  const { hostname, port, pathname } = new URL(target);
  const at = { hostname, port: Number(port) };
  const tunnels = new Set<Duplex>();
  const held: (() => void)[] = [];
  const note = ({ method = '', url = '', headers }: IncomingMessage) => {
    // Asked from time to time, on nobody's behalf.
    if (!url.endsWith('/api/health')) recorder.seen.push({ method, url, headers });
  };
  const server = createServer((incoming, response) => {
    note(incoming);
    // Whoever left before the end of the question gets no answer.
    const go = () => void pass(at, incoming, response).catch(() => response.destroy());
    if (recorder.isHeld) held.push(go);
    else go();
  });
  server.on('upgrade', (incoming, socket, head) => {
    note(incoming);
    const behind = connect(at.port, at.hostname, () => {
      behind.write(headOf(incoming));
      behind.write(head);
      behind.pipe(socket).pipe(behind);
    });
    for (const [one, other] of [
      [socket, behind],
      [behind, socket],
    ] as const) {
      tunnels.add(one);
      one.once('error', () => other.destroy());
      one.once('close', () => other.destroy() && tunnels.delete(one));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = (server.address() as AddressInfo).port;
  const recorder: GrafanaRecorder = {
    url: `http://127.0.0.1:${own}${pathname}`,
    seen: [],
    isHeld: false,
    release: () => {
      recorder.isHeld = false;
      for (const go of held.splice(0)) go();
    },
    stop: async () => {
      if (!server.listening) return;
      for (const one of tunnels) one.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return recorder;
}

type Place = { readonly hostname: string; readonly port: number };

async function pass(at: Place, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url, headers } = incoming;
  const body = await buffer(incoming);
  const outgoing = request({ ...at, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.once('error', () => response.destroy());
  outgoing.end(body);
}

function headOf({ method, url, rawHeaders }: IncomingMessage): string {
  const pairs = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}\r\n`] : [],
  );
  return `${method} ${url} HTTP/1.1\r\n${pairs.join('')}\r\n`;
}
