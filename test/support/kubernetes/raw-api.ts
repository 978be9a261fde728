import type { ClientRequest } from 'node:http';
import { Agent, request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { waitUntil } from '../wait-until.ts';
import { asJson, isObject, type Json, type JsonObject, objectIn, textIn } from './model/json.ts';
import type { Kubernetes } from './start-kubernetes.ts';

/** An answer, its body parsed. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: JsonObject;
}

export interface ApiCall {
  readonly method?: string;
  /** With the query. */
  readonly path: string;
  readonly body?: Json;
  /** `application/json` by default. */
  readonly contentType?: string;
  readonly accept?: string;
}

/** An open watch: its events in order, and how it ended. */
export interface WatchReader {
  readonly events: readonly JsonObject[];
  /** `ADDED a`, `BOOKMARK `, `ERROR 410`, … once there are so many. */
  seen(count: number): Promise<readonly string[]>;
  /** `end` for a complete answer, `broken` for a lost connection. */
  readonly ended: Promise<'end' | 'broken'>;
  stop(): void;
}

/** The plainest client of a test cluster, as one identity: no retries, no cache, nothing hidden. */
export interface RawApi {
  send(call: ApiCall): Promise<ApiAnswer>;
  get(path: string): Promise<ApiAnswer>;
  /** Server-side apply. @param query beside the manager, such as `&force=true` */
  apply(path: string, body: JsonObject, manager: string, query?: string): Promise<ApiAnswer>;
  /** Resolves when the answer has begun. @param path with its query, but not `watch` */
  watch(path: string, accept?: string): Promise<WatchReader>;
  close(): void;
}

export function rawApiOf(cluster: Kubernetes, identity = 'admin'): RawApi {
  const token = cluster.token(identity);
  const agent = new Agent({ keepAlive: true, ca: cluster.caPem });
  const open = (call: ApiCall): ClientRequest => {
    const { method = 'GET', path, accept = 'application/json' } = call;
    const headers = {
      authorization: `Bearer ${token}`,
      accept,
      'content-type': call.contentType ?? 'application/json',
      'user-agent': 'raw-api/1',
    };
    return request(`${cluster.url}${path}`, { method, agent, headers });
  };
  const send = (call: ApiCall) => exchange(open(call), call.body);
  return {
    send,
    get: (path) => send({ path }),
    apply: (path, body, manager, query = '') =>
      send({
        method: 'PATCH',
        path: `${path}?fieldManager=${manager}${query}`,
        body,
        contentType: 'application/apply-patch+yaml',
      }),
    watch: (path, accept = 'application/json') => {
      const mark = path.includes('?') ? '&' : '?';
      return readWatch(open({ path: `${path}${mark}watch=true`, accept }));
    },
    close: () => agent.destroy(),
  };
}

function exchange(call: ClientRequest, body: Json | undefined): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    call.on('error', reject);
    call.on('response', (response) => {
      buffer(response).then((bytes) => {
        const text = bytes.toString('utf8');
        const isJson = String(response.headers['content-type']).startsWith('application/json');
        const parsed = isJson ? asJson(JSON.parse(text)) : { text };
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: objectIn(parsed),
        });
      }, reject);
    });
    const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
    call.setHeader('content-length', bytes.length); // node frames no body of a DELETE by itself
    call.end(bytes);
  });
}

function readWatch(call: ClientRequest): Promise<WatchReader> {
  const events: JsonObject[] = [];
  let rest = '';
  return new Promise((resolve, reject) => {
    call.on('error', reject);
    call.on('response', (response) => {
      response.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        events.push(...lines.map((line) => objectIn(asJson(JSON.parse(line)))));
      });
      const ended = new Promise<'end' | 'broken'>((settle) => {
        response.once('end', () => settle('end'));
        response.once('error', () => settle('broken'));
      });
      resolve({
        events,
        ended,
        seen: (count) =>
          waitUntil(() => events.length >= count && events.map(printEvent), {
            what: `${count} events, seen ${events.map(printEvent).join(', ')}`,
            everyMs: 2,
          }),
        stop: () => call.destroy(),
      });
    });
    call.end();
  });
}

function printEvent({ type, object }: JsonObject): string {
  const content = objectIn(object);
  const name = objectIn(content.metadata).name;
  return `${textIn(type)} ${isObject(content) && content.kind === 'Status' ? content.code : textIn(name)}`;
}
