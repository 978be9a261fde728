import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One request as it left for the backend. */
export interface LeftRequest {
  readonly method: string;
  /** Path without the prefix, and without its query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Parameters of URL and body, every occurrence. */
  readonly form: readonly (readonly [string, string])[];
}

/** A real backend under a path prefix that remembers everything it is asked. */
export interface RecordingUpstream {
  /** With the prefix. */
  readonly url: string;
  readonly left: readonly LeftRequest[];
  forget(): void;
  stop(): Promise<void>;
}

const PREFIX = '/prefix';

/** Passes requests on to the server at `backendUrl` as they come, and remembers them. */
export async function startRecordingUpstream(backendUrl: string): Promise<RecordingUpstream> {
  const left: LeftRequest[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const { hostname, port } = new URL(backendUrl);
  const server = createServer(async (message, response) => {
    const { method = '', url = '', headers } = message;
    const body = await buffer(message);
    left.push(leftRequest(method, url, headers, body.toString('latin1')));
    if (!url.startsWith(PREFIX)) {
      response.writeHead(404).end('beside the prefix');
      return;
    }
    const { host: _, connection: __, ...passed } = headers;
    const path = url.slice(PREFIX.length);
    const call = request({ hostname, port, method, path, agent, headers: passed }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    call.on('error', () => response.destroy());
    call.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}${PREFIX}`,
    left,
    forget: () => {
      left.length = 0;
    },
    stop: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function leftRequest(
  method: string,
  url: string,
  headers: IncomingMessage['headers'],
  body: string,
): LeftRequest {
  const { pathname, searchParams } = new URL(url, 'http://x');
  const path = pathname.startsWith(PREFIX) ? pathname.slice(PREFIX.length) : pathname;
  return { method, path, headers, form: [...searchParams, ...new URLSearchParams(body)] };
}
