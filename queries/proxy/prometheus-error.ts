import { AppError } from '../../platform/errors/app-error.ts';
import type { ErrorKind } from '../../platform/errors/error-registry.ts';
import type { UpstreamFailure } from '../upstream/upstream.ts';
import type { ScanProblem } from './envelope-scanner.ts';

/** `errorType` of Prometheus's envelope for each kind of ours, so that its clients understand it. */
const ERROR_TYPES: Readonly<Record<ErrorKind, string>> = {
  bad_query: 'bad_data',
  invalid: 'bad_data',
  unauthenticated: 'unauthorized',
  scope_denied: 'forbidden',
  not_found: 'not_found',
  method_not_allowed: 'bad_data',
  not_acceptable: 'not_acceptable',
  conflict: 'bad_data',
  precondition_failed: 'bad_data',
  too_large: 'bad_data',
  unsupported_media: 'bad_data',
  unprocessable: 'execution',
  limited: 'too_many_requests',
  internal: 'internal',
  upstream_failed: 'unavailable',
  unavailable: 'unavailable',
  timeout: 'timeout',
};

/** `{"status":"error","errorType":…,"error":…}` */
export function prometheusErrorBody(error: AppError): string {
  return JSON.stringify({
    status: 'error',
    errorType: ERROR_TYPES[error.kind],
    error: error.message,
  });
}

/** Statuses of Prometheus whose meaning is the client's business and so is passed on. */
const PASSED: ReadonlyMap<number, ErrorKind> = new Map([
  [400, 'bad_query'],
  [406, 'not_acceptable'],
  [413, 'too_large'],
  [422, 'unprocessable'],
  [429, 'limited'],
  [503, 'timeout'],
]);

/** Longest error text that is passed on, in characters. */
const MAX_ERROR_LENGTH = 2_000;

/**
 * A backend's answer that is not a success, as an error of ours: its own text where it speaks
 * Prometheus's envelope, without addresses; otherwise a plain `upstream_failed`.
 */
export function upstreamError(status: number, body: string, backendUrl: string): AppError {
  const said = readEnvelope(body);
  const kind = PASSED.get(status);
  if (!said || kind === undefined) {
    return new AppError(
      'upstream_failed',
      `the metrics backend answered with status ${status} and nothing that can be shown; an administrator finds it in the log`,
    );
  }
  const message = withoutAddresses(said.error, backendUrl).slice(0, MAX_ERROR_LENGTH);
  if (status === 503 && said.errorType !== 'timeout') return new AppError('unavailable', message);
  return new AppError(kind, message);
}

/**
 * The same for `/federate`, which words what is wrong with a selector as plain text. What a proxy in
 * front of the backend says is a page, and not for tenants.
 */
export function plainUpstreamError(status: number, body: string, backendUrl: string): AppError {
  const text = body.replaceAll(/\p{Cc}+/gu, ' ').trim();
  const isPlain = text !== '' && !/^\{|<!doctype|<html|<body/i.test(text);
  if (status !== 400 || !isPlain) return upstreamError(status, body, backendUrl);
  return new AppError('bad_query', withoutAddresses(text, backendUrl).slice(0, MAX_ERROR_LENGTH));
}

function readEnvelope(
  body: string,
): { readonly errorType: string; readonly error: string } | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const { errorType, error } = { errorType: undefined, error: undefined, ...parsed } as Record<
      string,
      unknown
    >;
    return typeof errorType === 'string' && typeof error === 'string'
      ? { errorType, error }
      : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

const URL_LIKE = /\bhttps?:\/\/[^\s"')\]]+/g;
const SOCKET_ADDRESS = /\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b|\[[0-9a-f:]+\]:\d{1,5}/gi;

/** The text without addresses of backends, which tenants need not know. */
export function withoutAddresses(text: string, backendUrl: string): string {
  const { host, hostname } = new URL(backendUrl);
  return text
    .replaceAll(URL_LIKE, '<backend>')
    .replaceAll(host, '<backend>')
    .replaceAll(hostname, '<backend>')
    .replaceAll(SOCKET_ADDRESS, '<backend>');
}

/** A failed call as an error that can be shown. */
export function failureError(failure: UpstreamFailure, cause: Error): AppError {
  switch (failure) {
    case 'timeout':
      return new AppError(
        'timeout',
        'the metrics backend did not answer in time; ask for less, or try again',
        { cause },
      );
    case 'unreachable':
      return new AppError(
        'upstream_failed',
        'the metrics backend cannot be reached; an administrator finds the cause in the log',
        { cause },
      );
    case 'encoded':
      return new AppError(
        'upstream_failed',
        'the metrics backend answered in an encoding that was not asked for',
        { cause },
      );
    default:
      return new AppError('upstream_failed', 'the metrics backend broke off its answer', { cause });
  }
}

const SCAN_TEXTS: Readonly<Record<ScanProblem, string>> = {
  not_an_object: 'is not an answer of the Prometheus API',
  beside_too_large: 'says too much beside its data',
  truncated: 'ended in the middle',
  no_data: 'holds no data',
};

/** An unusable answer as an error that can be shown. */
export function scanError(problem: ScanProblem): AppError {
  return new AppError(
    'upstream_failed',
    `what the metrics backend answered ${SCAN_TEXTS[problem]}`,
  );
}
