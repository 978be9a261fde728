import { EnvelopeScanner } from '../proxy/envelope-scanner.ts';
import type { Upstream, UpstreamRequest } from '../upstream/upstream.ts';
import { RANGE_DIALECTS } from './range-dialect.ts';
import type { RangeLanguage } from './range-language.ts';

/** A backend's answer to a range query: the text of its `data` member and what stood beside it. */
export type FetchedMatrix =
  | {
      readonly kind: 'answer';
      readonly data: Buffer;
      readonly beside: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'too_large' };

/** Longest error body of a backend that is looked at. */
const MAX_ERROR_BYTES = 64 * 1024;

/**
 * Reads a range answer of at most `maxBytes` into memory; a longer one is given up. Rejects with an
 * `AppError` that can be shown; aborts the backend when the signal is aborted.
 */
export function fetchMatrix(
  upstream: Upstream,
  request: UpstreamRequest,
  { maxBytes, language }: { readonly maxBytes: number; readonly language: RangeLanguage },
  signal: AbortSignal,
): Promise<FetchedMatrix> {
  const { statusError, failureError, scanError } = RANGE_DIALECTS[language];
  return new Promise((resolve, reject) => {
    const data: Buffer[] = [];
    const errorBody: Buffer[] = [];
    const scanner = new EnvelopeScanner((chunk) => data.push(chunk));
    let status = 0;
    let bytes = 0;
    const onAbort = () => call.abort();
    const settle = (report: () => void) => {
      signal.removeEventListener('abort', onAbort);
      report();
    };
    const fail = (error: Error) => settle(() => reject(error));
    const finish = () => {
      const end = scanner.end();
      if (end.kind === 'unusable') fail(scanError(end.problem));
      else if (end.beside.status !== 'success') fail(scanError('not_an_object'));
      else settle(() => resolve({ kind: 'answer', data: Buffer.concat(data), beside: end.beside }));
    };
    const call = upstream.send(request, {
      head: (code) => {
        status = code;
      },
      data: (chunk) => {
        bytes += chunk.length;
        if (status !== 200) {
          if (bytes <= MAX_ERROR_BYTES) errorBody.push(chunk);
        } else if (bytes > maxBytes) {
          data.length = 0;
          settle(() => resolve({ kind: 'too_large' }));
          call.abort();
        } else if (!scanner.push(chunk)) {
          finish();
          call.abort();
        }
        return true;
      },
      done: () => {
        if (status === 200) finish();
        else {
          const body = Buffer.concat(errorBody).toString('utf8');
          fail(statusError(status, body, request.backend.url));
        }
      },
      failed: (failure, cause) => fail(failureError(failure, cause)),
    });
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
