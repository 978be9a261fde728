import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitUntil } from './wait-until.ts';

/** A request as it arrived; header names are lower case. */
export interface SinkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly receivedAtMs: number;
}

/** What to answer: 200 without a body at once, unless it says otherwise. */
export interface SinkAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly delayMs?: number;
  /** Never answers (`hang`) or drops the connection (`reset`). */
  readonly fault?: 'hang' | 'reset';
}

export type AnswerScript = (request: SinkRequest, index: number) => SinkAnswer;

/** An HTTP server that keeps what it gets. */
export interface WebhookSink {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly SinkRequest[];
  /** From now on answers by the script; `index` counts from 0 since this call. */
  answerWith(script: AnswerScript): void;
  clear(): void;
  /** The first request, earlier ones included, that the condition holds for. */
  waitFor(condition: (request: SinkRequest) => boolean, timeoutMs?: number): Promise<SinkRequest>;
  stop(): Promise<void>;
}

export async function startWebhookSink(options: { port?: number } = {}): Promise<WebhookSink> {
  const requests: SinkRequest[] = [];
  let script: AnswerScript = () => ({});
  let index = 0;
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request = readRequest(incoming, Buffer.concat(chunks).toString('utf8'));
      requests.push(request);
      give(script(request, index++), incoming, response);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    answerWith: (next) => {
      script = next;
      index = 0;
    },
    clear: () => {
      requests.length = 0;
    },
    waitFor: (condition, timeoutMs = 20_000) =>
      waitUntil(() => requests.find(condition), { what: 'a webhook call', timeoutMs }),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function readRequest(incoming: IncomingMessage, body: string): SinkRequest {
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: Object.fromEntries(headers),
    body,
    receivedAtMs: Date.now(),
  };
}

function give(answer: SinkAnswer, incoming: IncomingMessage, response: ServerResponse): void {
  if (answer.fault === 'hang') return;
  if (answer.fault === 'reset') return void incoming.socket.resetAndDestroy();
  const send = () => {
    response.writeHead(answer.status ?? 200, answer.headers ?? {});
    response.end(answer.body ?? '');
  };
  if (answer.delayMs === undefined) send();
  else setTimeout(send, answer.delayMs);
}
