import { ApiError, errorOf, parseJson, retryAfterOf } from './api-error.ts';
import type { Transport } from './client.ts';

/** One series of a range answer: `[seconds, text]` pairs in ascending order. */
export interface MatrixSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly values?: readonly (readonly [number, string])[];
  readonly histograms?: readonly (readonly [
    number,
    { readonly count: string; readonly sum: string },
  ])[];
}

/** One row of an instant answer. */
export interface VectorSample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly histogram?: readonly [number, { readonly count: string; readonly sum: string }];
}

/** `data` of Prometheus's query answers, a closed union on `resultType`. */
export type QueryData =
  | { readonly resultType: 'matrix'; readonly result: readonly MatrixSeries[] }
  | { readonly resultType: 'vector'; readonly result: readonly VectorSample[] }
  | { readonly resultType: 'scalar' | 'string'; readonly result: readonly [number, string] };

export interface QueryAnswer {
  readonly data: QueryData;
  readonly warnings: readonly string[];
}

/** Base path of the scoped Prometheus API, as given to any Prometheus client. */
export function prometheusPath(scope: string): string {
  return `/scopes/${encodeURIComponent(scope).replaceAll('%40', '@')}/prometheus`;
}

/** Asks `query` or `query_range`; errors in Prometheus's own envelope become ApiError with its text. */
export type AskPrometheus = (
  scope: string,
  endpoint: 'query' | 'query_range',
  parameters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
) => Promise<QueryAnswer>;

/**
 * The `data` of any other endpoint below `api/v1/`, by GET: `read('acme', 'labels', [['match[]', 'up']])`.
 * Its shape is for the caller to check.
 */
export type ReadPrometheus = (
  scope: string,
  path: string,
  parameters: readonly (readonly [string, string])[],
  signal?: AbortSignal,
) => Promise<unknown>;

export function createReadPrometheus(transport: Transport): ReadPrometheus {
  return async (scope, path, parameters, signal) => {
    const search = new URLSearchParams(parameters.map(([name, value]) => [name, value]));
    const url = `${prometheusPath(scope)}/api/v1/${path}?${search}`;
    const response = await send(transport, url, { method: 'GET' }, signal);
    if (response.status === 401) transport.onSignedOut();
    if (!response.ok) throw await prometheusErrorOf(response);
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined;
  };
}

export function createAskPrometheus(transport: Transport): AskPrometheus {
  return async (scope, endpoint, parameters, signal) => {
    const url = `${prometheusPath(scope)}/api/v1/${endpoint}`;
    const init = { method: 'POST', body: new URLSearchParams(parameters) };
    const response = await send(transport, url, init, signal);
    if (response.status === 401) transport.onSignedOut();
    if (!response.ok) throw await prometheusErrorOf(response);
    const body = (await response.json()) as { data: QueryData } & Notes;
    return { data: body.data, warnings: [...(body.warnings ?? []), ...(body.infos ?? [])] };
  };
}

interface Notes {
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
}

async function send(
  transport: Transport,
  url: string,
  init: RequestInit,
  signal: AbortSignal | undefined,
): Promise<Response> {
  try {
    return await transport.fetch(url, {
      ...init,
      credentials: 'same-origin',
      headers: { accept: 'application/json' },
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError({ kind: 'unreachable', status: 0, message: String(cause) });
  }
}

/** `{ "status": "error", "errorType", "error" }` as an ApiError of kind `prometheus:<errorType>`. */
async function prometheusErrorOf(response: Response): Promise<ApiError> {
  const copy = response.clone();
  const parsed = parseJson(await response.text());
  if (typeof parsed !== 'object' || parsed === null || !('error' in parsed)) return errorOf(copy);
  if (typeof parsed.error !== 'string') return errorOf(copy);
  const errorType = 'errorType' in parsed ? String(parsed.errorType) : 'unknown';
  return new ApiError({
    kind: `prometheus:${errorType}`,
    status: response.status,
    message: parsed.error,
    retryAfterSeconds: retryAfterOf(response),
  });
}
