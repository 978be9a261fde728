import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One request as a backend saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A backend that answers what the test says and remembers everything it was asked. */
export interface ScriptedBackend {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** Requests whose connection the client closed before the answer was complete. */
  aborted(): number;
  /** What is done with requests from now on. */
  answer(with_: (response: ServerResponse, request: SeenRequest) => void): void;
  forget(): void;
  stop(): Promise<void>;
}

/** @param tls then it speaks HTTPS. */
export async function startScriptedBackend(tls?: ServerOptions): Promise<ScriptedBackend> {
  const seen: SeenRequest[] = [];
  let aborted = 0;
  let answer: (response: ServerResponse, request: SeenRequest) => void = succeed;
  const listener: RequestListener = async (request, response) => {
    response.on('close', () => {
      if (!response.writableFinished) aborted++;
    });
    const { method = '', url = '', headers } = request;
    const one = { method, url, headers, body: await text(request) };
    seen.push(one);
    answer(response, one);
  };
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    seen,
    aborted: () => aborted,
    answer: (next) => {
      answer = next;
    },
    forget: () => {
      seen.length = 0;
      aborted = 0;
      answer = succeed;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function succeed(response: ServerResponse): void {
  response.setHeader('content-type', 'application/json');
  response.end('{"status":"success","data":{"resultType":"vector","result":[]}}');
}
