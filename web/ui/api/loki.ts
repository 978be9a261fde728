import type { MatrixSeries } from '../../../dashboards/model/matrix.ts';
import { ApiError, errorOf, parseJson, retryAfterOf } from './api-error.ts';
import type { Transport } from './client.ts';

/** Base path of the scoped Loki API, as given to any Loki client. */
export function lokiPath(scope: string): string {
  return `/scopes/${encodeURIComponent(scope).replaceAll('%40', '@')}/loki`;
}

/**
 * `data` of an endpoint below `loki/api/v1/`, or its whole body where that has no `data`, for the
 * caller to check. Lines come with stream labels, structured metadata and parsed labels apart.
 */
export type ReadLoki = (
  scope: string,
  path: string,
  parameters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
) => Promise<unknown>;

const HEADERS = {
  accept: 'application/json',
  'x-loki-response-encoding-flags': 'categorize-labels',
};

export function createReadLoki(transport: Transport): ReadLoki {
  return async (scope, path, parameters, signal) => {
    const url = `${lokiPath(scope)}/loki/api/v1/${path}`;
    const response = await send(transport, url, new URLSearchParams(parameters), signal);
    if (response.status === 401) transport.onSignedOut();
    if (!response.ok) throw await lokiErrorOf(response);
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null && 'data' in body ? body.data : body;
  };
}

/** Series of the data of a range answer; lines and malformed entries are left out. */
export function matrixOf(data: unknown): readonly MatrixSeries[] {
  if (typeof data !== 'object' || data === null || !('result' in data)) return [];
  return Array.isArray(data.result) ? data.result.filter(isSeries) : [];
}

function isSeries(value: unknown): value is MatrixSeries {
  return (
    typeof value === 'object' &&
    value !== null &&
    'metric' in value &&
    'values' in value &&
    Array.isArray(value.values)
  );
}

async function send(
  transport: Transport,
  url: string,
  body: URLSearchParams,
  signal: AbortSignal | undefined,
): Promise<Response> {
  try {
    return await transport.fetch(url, {
      method: 'POST',
      body,
      credentials: 'same-origin',
      headers: HEADERS,
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError({ kind: 'unreachable', status: 0, message: String(cause) });
  }
}

/** Kinds by status, for errors that are Loki's: their body is plain text. */
const KINDS: ReadonlyMap<number, string> = new Map([
  [400, 'bad_query'],
  [401, 'unauthenticated'],
  [403, 'scope_denied'],
  [404, 'not_found'],
  [413, 'too_large'],
  [422, 'unprocessable'],
  [429, 'limited'],
  [502, 'upstream_failed'],
  [503, 'unavailable'],
  [504, 'timeout'],
]);

async function lokiErrorOf(response: Response): Promise<ApiError> {
  const copy = response.clone();
  const text = await response.text();
  const isText = response.headers.get('content-type')?.startsWith('text/plain') === true;
  if (!isText || parseJson(text) !== undefined) return errorOf(copy);
  return new ApiError({
    kind: KINDS.get(response.status) ?? 'internal',
    status: response.status,
    message: text.trim(),
    retryAfterSeconds: retryAfterOf(response),
  });
}
