import type { API } from '../../contract/api.ts';
import type { AnswerOf, RequestOf } from '../../contract/endpoint.ts';
import { ApiError, errorOf } from './api-error.ts';
import { ROUTES, type RouteName } from './routes.ts';

type Endpoints = typeof API;

interface CallOptions {
  /** Revision that was read; sent as `If-Match`, so that a lost race is refused with 412. */
  readonly revision?: number;
  readonly signal?: AbortSignal;
}

export type CallRequest<N extends RouteName> = RequestOf<Endpoints[N]> & CallOptions;

/** The typed client: `call('rules.create', { params: { owner: 'acme' }, body })`. */
export type Call = <N extends RouteName>(
  name: N,
  request: CallRequest<N>,
) => Promise<AnswerOf<Endpoints[N]>>;

export interface Transport {
  readonly fetch: typeof fetch;
  /** Told when an answer says that there is no session any more. */
  readonly onSignedOut: () => void;
}

/** @throws {ApiError} for every answer that is not the route's success, and when none came. */
export function createCall(transport: Transport): Call {
  return async (name, request) => {
    const response = await send(transport, httpRequestOf(name, request));
    if (response.status === 401 && name !== 'session.signIn') transport.onSignedOut();
    if (!response.ok) throw await errorOf(response);
    // The service serialises each answer through this route's own schema.
    return (response.status === 204 ? null : await response.json()) as AnswerOf<
      Endpoints[typeof name]
    >;
  };
}

interface LooseRequest {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly revision?: number;
  readonly signal?: AbortSignal;
}

/** @returns the request as it goes over the wire; path parameters are percent-encoded. */
export function httpRequestOf(
  name: RouteName,
  request: LooseRequest,
): { readonly url: string; readonly init: RequestInit } {
  const [method = 'GET', template = '/'] = ROUTES[name].split(' ');
  const path = template.replaceAll(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(String(request.params?.[key] ?? '')),
  );
  const query = queryOf(request.query ?? {});
  const headers = new Headers({ accept: 'application/json' });
  if (request.body !== undefined) headers.set('content-type', 'application/json');
  if (request.revision !== undefined) headers.set('if-match', `"${request.revision}"`);
  return {
    url: query === '' ? path : `${path}?${query}`,
    init: {
      method,
      headers,
      credentials: 'same-origin',
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    },
  };
}

/** Several values of one parameter are repeated. */
export function queryOf(query: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    [value].flat().flatMap((each) => (each === undefined ? [] : [[key, String(each)]])),
  );
  return new URLSearchParams(pairs).toString();
}

async function send(
  transport: Transport,
  { url, init }: { readonly url: string; readonly init: RequestInit },
): Promise<Response> {
  try {
    return await transport.fetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError({ kind: 'unreachable', status: 0, message: String(cause) });
  }
}
