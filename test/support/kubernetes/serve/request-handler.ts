import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiFailure } from '../model/api-failure.ts';
import { resourceName } from '../model/kind.ts';
import type { Cluster } from '../store/cluster.ts';
import type { Access } from './access.ts';
import { accessReviewPath, reviewAccess } from './access-review.ts';
import { type Answer, noSuchPath, refusal, sendAnswer } from './answer.ts';
import { type ApiRequest, type RawRequest, readApiRequest, targetOf } from './api-request.ts';
import { discover, type ServerVersion } from './discovery.ts';
import type { Fault, Faults, Seen } from './faults.ts';
import type { ObjectRequests } from './object-requests.ts';
import type { OpenApiDocuments } from './open-api.ts';
import { readBody } from './read-body.ts';
import type { Outcome, RequestLog } from './request-log.ts';
import { Watch } from './watch.ts';

/** What answers are made from. */
export interface Parts {
  readonly cluster: Cluster;
  readonly access: Access;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly objects: ObjectRequests;
  readonly openApi: OpenApiDocuments;
  readonly version: ServerVersion;
}

/** One request on its way. */
interface Exchange {
  readonly raw: RawRequest;
  readonly response: ServerResponse;
  readonly request: ApiRequest | null;
  readonly user: string;
  readonly finished: (outcome: Outcome) => void;
}

/** Handles requests: body, identity, faults, permission, and then what was asked for. */
export class RequestHandler {
  readonly #parts: Parts;
  readonly #watches = new Set<Watch>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The watches that are open. */
  watches(): readonly Watch[] {
    return [...this.#watches];
  }

  async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#exchange(incoming, response);
    } catch (error) {
      if (response.destroyed || response.headersSent) return;
      if (error instanceof ApiFailure) sendAnswer(response, refusal(error));
      else
        sendAnswer(response, { status: 500, body: `the test cluster broke: ${String(error)}\n` });
    }
  }

  async #exchange(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { access, cluster } = this.#parts;
    const body = await readBody(incoming);
    const raw = {
      method: incoming.method ?? 'GET',
      url: incoming.url ?? '/',
      headers: incoming.headers,
      body,
    };
    const request = readApiRequest(raw, cluster.kinds);
    const user = orFailure(() => access.authenticate(raw.headers.authorization));
    const name = user instanceof ApiFailure ? '' : user;
    const exchange = {
      raw,
      response,
      request,
      user: name,
      finished: this.#note(raw, request, name),
    };
    if (user instanceof ApiFailure) return this.#finish(exchange, refusal(user));
    const seen = seenOf(exchange);
    const fault = this.#parts.faults.take(seen);
    if (fault === null) return this.#reply(exchange, 0, null);
    await this.#fail(exchange, fault);
  }

  async #fail(exchange: Exchange, fault: Fault): Promise<void> {
    if (fault.kind === 'stale') return this.#reply(exchange, fault.revisions, null);
    if (fault.kind === 'status') return this.#finish(exchange, refusalBy(fault));
    if (fault.kind === 'foreign') {
      const { code: status, contentType, body } = fault;
      return this.#finish(exchange, { status, contentType, body });
    }
    if (fault.at === 'after') return this.#reply(exchange, 0, fault);
    if (fault.kind === 'reset') return this.#reset(exchange);
    await fault.gate.opened;
    this.#reply(exchange, 0, null);
  }

  /** The client hears nothing more. */
  #reset({ response }: Exchange): void {
    response.socket?.destroy();
  }

  #reply(exchange: Exchange, staleBy: number, after: Fault | null): void {
    const { request } = exchange;
    if (request?.verb === 'watch') return void this.#watch(exchange, request);
    const answered = this.#answered(exchange, staleBy);
    if (after === null) return void this.#finish(exchange, answered);
    if (after.kind !== 'hold') return void this.#reset(exchange);
    void after.gate.opened.then(() => this.#finish(exchange, answered));
  }

  #answered(exchange: Exchange, staleBy: number): Answer {
    try {
      return this.#answerOf(exchange, staleBy) ?? noSuchPath;
    } catch (error) {
      if (error instanceof ApiFailure) return refusal(error);
      throw error;
    }
  }

  #answerOf({ raw, request, user }: Exchange, staleBy: number): Answer | null {
    const { access, objects, openApi, cluster, version } = this.#parts;
    if (request !== null) {
      access.authorize(user, request);
      const mayCreate = () => access.authorize(user, request, 'create');
      return objects.answer(request, { raw, staleBy, mayCreate });
    }
    const path = new URL(raw.url, 'http://cluster').pathname.replace(/(.)\/$/, '$1');
    if (path === accessReviewPath && raw.method === 'POST') return reviewAccess(raw, user, access);
    if (raw.method !== 'GET') return null;
    if (path === '/openapi/v3' || path.startsWith('/openapi/v3/')) return openApi.answer(path);
    return discover(path, raw.headers.accept ?? '', cluster.kinds, version);
  }

  #watch(exchange: Exchange, request: ApiRequest): void {
    const { raw, response, user, finished } = exchange;
    try {
      this.#parts.access.authorize(user, request);
      const client = { user, accept: raw.headers.accept ?? '', response };
      const watch = new Watch(this.#parts.cluster, request, client);
      this.#watches.add(watch);
      watch.start(() => {
        this.#watches.delete(watch);
        finished({ status: 200, responseBytes: watch.sentBytes });
      });
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      this.#finish(exchange, refusal(error));
    }
  }

  #finish({ response, finished }: Exchange, answered: Answer): void {
    if (response.destroyed) return;
    finished({ status: answered.status, responseBytes: sendAnswer(response, answered) });
  }

  #note(raw: RawRequest, request: ApiRequest | null, user: string): (outcome: Outcome) => void {
    const { log, cluster } = this.#parts;
    return log.note({
      method: raw.method,
      path: raw.url,
      user,
      atMs: cluster.clock.nowMs(),
      requestBytes: raw.body.length,
      verb: request?.verb ?? null,
      resource: request === null ? '' : resourceName(request.kind),
      namespace: request?.namespace ?? '',
      name: request?.name ?? '',
      subresource: request?.subresource ?? '',
      isDryRun: request?.query.get('dryRun') === 'All',
      contentType: raw.headers['content-type'] ?? '',
    });
  }
}

const reasons: ReadonlyMap<number, string> = new Map([
  [429, 'TooManyRequests'],
  [500, 'InternalError'],
  [503, 'ServiceUnavailable'],
  [504, 'Timeout'],
]);

function refusalBy(fault: Fault & { readonly kind: 'status' }): Answer {
  const { code, retryAfterS, message = 'injected by the test' } = fault;
  const reason = fault.reason ?? reasons.get(code) ?? '';
  const details = retryAfterS === undefined ? {} : { details: { retryAfterSeconds: retryAfterS } };
  return refusal(new ApiFailure({ code, reason, message, ...details }), retryAfterS);
}

function orFailure<T>(work: () => T): T | ApiFailure {
  try {
    return work();
  } catch (error) {
    if (error instanceof ApiFailure) return error;
    throw error;
  }
}

function seenOf({ raw, request, user }: Exchange): Seen {
  return {
    method: raw.method,
    path: raw.url,
    user,
    verb: request?.verb ?? null,
    resource: request === null ? '' : targetOf(request),
    namespace: request?.namespace ?? '',
    name: request?.name ?? '',
    isDryRun: request?.query.get('dryRun') === 'All',
  };
}
