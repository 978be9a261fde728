import { asError } from '../errors/app-error.ts';
import { redactText } from '../observe/redact.ts';

/**
 * Why a request that was begun has no answer.
 * - `dns`, `connect`, `tls`: it never reached the application
 * - `reset`, `protocol`: the connection broke or did not speak HTTP; it may have been received
 * - `timeout`, `aborted`: we gave up; it may have been received
 * - `redirect`: answered 3xx, which is never followed
 */
export type FailureReason =
  | 'dns'
  | 'connect'
  | 'tls'
  | 'reset'
  | 'protocol'
  | 'timeout'
  | 'aborted'
  | 'redirect';

const BY_CODE: ReadonlyMap<string, FailureReason> = new Map([
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['ECONNREFUSED', 'connect'],
  ['EHOSTUNREACH', 'connect'],
  ['ENETUNREACH', 'connect'],
  ['EADDRNOTAVAIL', 'connect'],
  ['ETIMEDOUT', 'connect'],
  ['ECONNRESET', 'reset'],
  ['ECONNABORTED', 'reset'],
  ['EPIPE', 'reset'],
  ['ERR_STREAM_PREMATURE_CLOSE', 'reset'],
  ['UND_ERR_SOCKET', 'reset'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connect'],
  ['EPROTO', 'tls'],
]);

const TLS_CODE = /^(?:ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|HOSTNAME_MISMATCH)/;

/** Sorts an error of a client library by its code, or by that of its cause. */
export function failureReason(thrown: unknown): FailureReason {
  let error = thrown;
  for (let depth = 0; depth < 5 && error instanceof Error; depth++) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
    const known = BY_CODE.get(code);
    if (known) return known;
    if (TLS_CODE.test(code)) return 'tls';
    error = error.cause;
  }
  return 'protocol';
}

/**
 * The error without what a client library hangs on it: axios keeps the whole request there, with
 * headers and body. The message may name an address: for logs, not for tenants.
 */
export function bareError(thrown: unknown): Error {
  const error = asError(thrown);
  const bare = new Error(redactText(error.message));
  return 'code' in error ? Object.assign(bare, { code: error.code }) : bare;
}
