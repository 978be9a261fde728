import { AppError } from '../../../platform/errors/app-error.ts';
import type {
  AnswerHeaders,
  Upstream,
  UpstreamCall,
  UpstreamRequest,
} from '../../upstream/upstream.ts';
import { AnswerTooLarge, lokiFailure, lokiScanError, lokiUpstreamError } from './loki-error.ts';

/** Longest error body of a backend that is looked at. */
const MAX_ERROR_BYTES = 64 * 1024;

export interface CollectedAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: Buffer;
}

/**
 * Reads a whole answer into memory, whatever its status. Rejects with an `AppError` that can be
 * shown; aborts the backend when the signal is aborted.
 */
export function collectLoki(
  upstream: Upstream,
  request: UpstreamRequest,
  maxBytes: number,
  signal: AbortSignal,
): Promise<CollectedAnswer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    let status = 0;
    let headers: AnswerHeaders = {};
    let bytes = 0;
    let call: UpstreamCall | null = null;
    const onAbort = () => call?.abort();
    const settle = (report: () => void) => {
      signal.removeEventListener('abort', onAbort);
      report();
    };
    call = upstream.send(request, {
      head: (code, said) => {
        status = code;
        headers = said;
      },
      data: (chunk) => {
        bytes += chunk.length;
        if (bytes <= (status === 200 ? maxBytes : MAX_ERROR_BYTES)) {
          received.push(Buffer.from(chunk));
          return true;
        }
        settle(() => reject(tooMuch(status, maxBytes, request.backend.url)));
        call?.abort();
        return true;
      },
      done: () => settle(() => resolve({ status, headers, body: Buffer.concat(received) })),
      failed: (failure, cause) => settle(() => reject(lokiFailure(failure, cause))),
    });
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

function tooMuch(status: number, maxBytes: number, backendUrl: string): AppError {
  return status === 200 ? new AnswerTooLarge(maxBytes) : lokiUpstreamError(status, '', backendUrl);
}

/** The collected answer as JSON. @throws AppError for another status and for what is no JSON */
export function jsonOf({ status, body }: CollectedAnswer, backendUrl: string): unknown {
  const text = body.toString('utf8');
  if (status !== 200) throw lokiUpstreamError(status, text, backendUrl);
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    throw lokiScanError('not_an_object');
  }
}

/** `data` of Loki's envelope; `absent` where it is left out. @throws AppError `upstream_failed` */
export function dataOf(answer: unknown, absent: unknown): unknown {
  const { status, data } = membersOf(answer);
  if (status !== 'success') throw lokiScanError('not_an_object');
  if (data !== undefined) return data;
  if (absent !== undefined) return absent;
  throw lokiScanError('no_data');
}

/** The members of an answer that is an object. @throws AppError `upstream_failed` */
export function membersOf(answer: unknown): Readonly<Record<string, unknown>> {
  if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) return { ...answer };
  throw new AppError('upstream_failed', 'what the log backend answered is not an object');
}
