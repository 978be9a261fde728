import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { LokiRangeError, lokiInstants } from './loki-instants.ts';
import { LokiStore, type StoredStream } from './scripted-loki-store.ts';

/** One request as the fake saw it. */
export interface LokiRequest {
  readonly method: string;
  readonly path: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** Parameters of URL and body; where both have a name, the body's. */
  readonly form: URLSearchParams;
}

/** A live tail that a client has open at the fake. */
export interface ScriptedTail {
  readonly request: LokiRequest;
  readonly socket: WebSocket;
}

/**
 * A stand-in for Loki 3.x, since none can be run here: an HTTP and WebSocket server under the path
 * `/prefix` that really holds streams and really selects them. It keeps to this contract, taken from
 * Loki's documentation and from its sources (pkg/loghttp, pkg/querier/http.go, pkg/util/marshal):
 *
 * 1. Every read takes GET and POST; parameters of both are merged and the body wins.
 * 2. Selectors are found by the scanner of `test/conformance`, which shares no code with ours. A log
 *    query answers the lines of its selector in `[start, end)`: `streams`, newest first unless
 *    `direction=forward`, at most `limit` (100) over all streams, ties broken by label text. Of the
 *    pipeline only a first `|= "text"` is evaluated. A limit over 5,000 is refused with Loki's words.
 * 3. Any other query answers one series for every stream that any of its selectors reads, so that
 *    reading too much shows; over a range with a sample at each of `lokiInstants`. Without selectors it
 *    adds up its `vector(n)`.
 * 4. Without `match`, `match[]` or `query`, and with `{}`, metadata is that of all streams of all
 *    tenants. Label lists leave `data` out when they are empty.
 * 5. `index/stats` and `detected_*` have no envelope. Errors are plain text.
 * 6. `X-Loki-Response-Encoding-Flags: categorize-labels` makes entries three elements long and puts
 *    `encodingFlags` before `result`. `Accept: application/vnd.apache.parquet` answers no JSON.
 * 7. A tail sends the lines since `start` at once, and pushed lines as they come; pings are answered.
 * 8. `push` stores JSON as it is and remembers protobuf bodies. Rules are what the test set.
 * 9. Everything else that the real one has (delete, ruler writes, admin, `/config`) succeeds here:
 *    whoever reaches it has gone too far, and `seen` tells.
 */
export interface ScriptedLoki {
  /** With the prefix. */
  readonly url: string;
  readonly seen: readonly LokiRequest[];
  readonly store: LokiStore;
  readonly tails: ReadonlySet<ScriptedTail>;
  /** Requests whose connection the client closed before the answer was complete. */
  aborted(): number;
  /** Answers otherwise from now on; returning false leaves it to the store. */
  answer(with_: (response: ServerResponse, request: LokiRequest) => boolean): void;
  /** `data` of the rules API and of alerts. */
  rules: { rules: unknown; alerts: unknown };
  /** Forgets requests and scripted answers; the store stays. */
  forget(): void;
  stop(): Promise<void>;
}

type Answer = (response: ServerResponse, request: LokiRequest) => boolean;

const PREFIX = '/prefix';
const MAX_LINES = 5_000;
const END_OF_TIME = '9000000000000000000';

/** Whole numbers of up to ten digits are seconds, longer ones nanoseconds. */
function instantNs(text: string): bigint {
  return text.length <= 10 ? BigInt(text) * 1_000_000_000n : BigInt(text);
}

export async function startScriptedLoki(streams: readonly StoredStream[]): Promise<ScriptedLoki> {
  const seen: LokiRequest[] = [];
  const tails = new Set<ScriptedTail>();
  const store = new LokiStore(streams);
  let aborted = 0;
  let script: Answer = () => false;
  const loki: ScriptedLoki = {
    url: '',
    seen,
    store,
    tails,
    aborted: () => aborted,
    answer: (next) => {
      script = next;
    },
    rules: { rules: { groups: [] }, alerts: { alerts: [] } },
    forget: () => {
      seen.length = 0;
      aborted = 0;
      script = () => false;
    },
    stop: async () => {
      for (const { socket } of tails) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer(async (message, response) => {
    response.on('close', () => {
      if (!response.writableFinished) aborted++;
    });
    const request = await requestOf(message);
    seen.push(request);
    if (script(response, request)) return;
    const { status, type, body } = replyTo(request, loki);
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', async (message, socket, head) => {
    const request = await requestOf(message, false);
    seen.push(request);
    sockets.handleUpgrade(message, socket, head, (client) => {
      const tail = { request, socket: client };
      tails.add(tail);
      client.on('close', () => tails.delete(tail));
      client.on('error', () => tails.delete(tail));
      openTail(tail, store);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(loki, { url: `http://127.0.0.1:${port}${PREFIX}` });
}

async function requestOf(message: IncomingMessage, hasBody = true): Promise<LokiRequest> {
  const { method = '', url = '', headers } = message;
  const body = hasBody ? await buffer(message) : Buffer.alloc(0);
  const { pathname, searchParams: form } = new URL(url, 'http://loki');
  if (String(headers['content-type']).startsWith('application/x-www-form-urlencoded')) {
    const inBody = new URLSearchParams(body.toString('utf8'));
    for (const name of inBody.keys()) form.delete(name);
    for (const [name, value] of inBody) form.append(name, value);
  }
  return { method, path: pathname.slice(PREFIX.length), url, headers, body, form };
}

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

function replyTo(request: LokiRequest, loki: ScriptedLoki): Reply {
  if (String(request.headers.accept).includes('parquet')) {
    return text(200, 'PAR1', 'application/vnd.apache.parquet');
  }
  const { path, form } = request;
  const { store } = loki;
  const query = form.get('query') ?? '';
  const selected = () => store.selected(query === '' ? ['{}'] : [query]);
  const [, label] = /^\/loki\/api\/v1\/label\/([^/]+)\/values$/.exec(path) ?? [];
  const [, field] = /^\/loki\/api\/v1\/detected_field\/([^/]+)\/values$/.exec(path) ?? [];
  if (label !== undefined) return envelope(absentIfEmpty(store.values(selected(), label)));
  if (field !== undefined) return json({ values: store.values(selected(), field), limit: 1000 });
  switch (path) {
    case '/loki/api/v1/query':
    case '/loki/api/v1/query_range':
      return queryReply(request, store);
    case '/loki/api/v1/labels':
    case '/loki/api/v1/label':
      return envelope(absentIfEmpty(store.names(selected())));
    case '/loki/api/v1/series': {
      const matches = [...form.getAll('match'), ...form.getAll('match[]')];
      const found = store.selected(matches.length === 0 ? ['{}'] : matches);
      return envelope(found.map(({ labels }) => labels));
    }
    case '/loki/api/v1/index/stats':
      return json(statsOf(selected()));
    case '/loki/api/v1/index/volume':
    case '/loki/api/v1/index/volume_range':
      return envelope(samplesOf(selected(), path.endsWith('range')));
    case '/loki/api/v1/patterns':
      return envelope(selected().map(({ labels }) => ({ pattern: labels.secret, samples: [] })));
    case '/loki/api/v1/detected_labels':
      return json({
        detectedLabels: store.names(selected()).map((name) => ({ label: name, cardinality: 1 })),
      });
    case '/loki/api/v1/detected_fields':
      return json({
        fields: selected().map(({ labels }) => ({ label: labels.secret, type: 'string' })),
        limit: 1000,
      });
    case '/prometheus/api/v1/rules':
      return envelope(loki.rules.rules);
    case '/prometheus/api/v1/alerts':
      return envelope(loki.rules.alerts);
    case '/loki/api/v1/push':
      return pushReply(request, loki);
    default:
      return text(200, 'you should not be here');
  }
}

function queryReply(request: LokiRequest, store: LokiStore): Reply {
  const { form, path, headers } = request;
  const query = form.get('query') ?? '';
  const limit = Number(form.get('limit') ?? 100);
  if (!store.isLogQuery(query)) {
    const sum = [...query.matchAll(/vector\((\d+)\)/g)].reduce((all, [, n]) => all + Number(n), 0);
    const read = store.selected([query]);
    const isConstant = read.length === 0 && sum > 0;
    const value = [Number(form.get('time') ?? 0) / 1e9, String(sum)];
    const constant = { resultType: 'vector', result: [{ metric: {}, value }] };
    if (isConstant) return envelope(constant);
    return path.endsWith('range') ? rangeReply(form, read) : envelope(samplesOf(read, false));
  }
  if (limit > MAX_LINES) {
    const message = `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${MAX_LINES})`;
    return text(400, message);
  }
  const flags = String(headers['x-loki-response-encoding-flags'] ?? '').split(',');
  const isCategorized = flags.includes('categorize-labels');
  const lines = store.lines(query, {
    startNs: instantNs(form.get('start') ?? '0'),
    endNs: instantNs(form.get('end') ?? END_OF_TIME),
    isForward: form.get('direction')?.toLowerCase() === 'forward',
    limit,
  });
  const result = lines.map(({ labels, entries }) => ({
    stream: labels,
    values: entries.map(({ ns, line }) => [String(ns), line, ...(isCategorized ? [{}] : [])]),
  }));
  const flagged = isCategorized ? { encodingFlags: ['categorize-labels'] } : {};
  return envelope({ resultType: 'streams', ...flagged, result, stats: {} });
}

/** The same value at every instant. */
function rangeReply(form: URLSearchParams, streams: readonly StoredStream[]): Reply {
  try {
    const instants = lokiInstants(form, systemClock.nowMs());
    const result = streams.map(({ labels, entries }) => {
      const values = instants.map((atMs) => [atMs / 1_000, String(entries.length)]);
      return { metric: labels, values };
    });
    return envelope({ resultType: 'matrix', result, stats: {} });
  } catch (thrown) {
    if (thrown instanceof LokiRangeError) return text(400, thrown.message);
    throw thrown;
  }
}

function pushReply(request: LokiRequest, { store }: ScriptedLoki): Reply {
  if (request.headers['content-type'] === 'application/json') {
    const { streams } = JSON.parse(request.body.toString('utf8')) as {
      streams: { stream: Record<string, string>; values: [string, string][] }[];
    };
    for (const { stream, values } of streams) {
      const entries = values.map(([ns, line]) => ({ ns: BigInt(ns), line }));
      store.add({ labels: stream, entries });
    }
  }
  return text(204, '');
}

function openTail({ request, socket }: ScriptedTail, store: LokiStore): void {
  const query = request.form.get('query') ?? '';
  const send = (found: readonly StoredStream[]) => {
    const streams = found.map(({ labels, entries }) => ({
      stream: labels,
      values: entries.map(({ ns, line }) => [String(ns), line]),
    }));
    if (streams.length > 0) socket.send(JSON.stringify({ streams, dropped_entries: [] }));
  };
  const startNs = instantNs(request.form.get('start') ?? '0');
  const limit = Number(request.form.get('limit') ?? 100);
  send(store.lines(query, { startNs, endNs: BigInt(END_OF_TIME), isForward: true, limit }));
  const stop = store.onAdd((stream) => send(store.matching(query, stream)));
  socket.on('close', stop);
}

function samplesOf(streams: readonly StoredStream[], isRange: boolean): unknown {
  const result = streams.map(({ labels, entries }) => {
    const value = [1_700_000_000, String(entries.length)];
    return { metric: labels, ...(isRange ? { values: [value] } : { value }) };
  });
  return { resultType: isRange ? 'matrix' : 'vector', result, stats: {} };
}

function statsOf(streams: readonly StoredStream[]): unknown {
  const entries = streams.reduce((sum, one) => sum + one.entries.length, 0);
  return { streams: streams.length, chunks: streams.length, bytes: entries * 10, entries };
}

function absentIfEmpty(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list;
}

function envelope(data: unknown): Reply {
  return json({ status: 'success', data });
}

function json(value: unknown): Reply {
  return text(200, `${JSON.stringify(value)}\n`, 'application/json; charset=UTF-8');
}

function text(status: number, body: string, type = 'text/plain; charset=utf-8'): Reply {
  return { status, type, body };
}
