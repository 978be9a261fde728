import type { AnswerHeaders, Upstream, UpstreamFailure, UpstreamRequest } from './upstream.ts';

/** A whole answer as it came. */
export interface CollectedBody {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** At most so much as was asked for; what came after it is not kept. */
  readonly body: Buffer;
  /** Whether that is all that came. */
  readonly isWhole: boolean;
}

/** There was no answer, or none that was whole. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly failure: UpstreamFailure;

  constructor(failure: UpstreamFailure, cause: Error) {
    super(`the backend gave no answer: ${failure}`, { cause });
    this.failure = failure;
  }
}

/**
 * Asks a backend and reads the answer, of any status, into memory.
 * @throws NoAnswer; the signal's reason when it was aborted before
 */
export function collectBody(
  upstream: Upstream,
  request: UpstreamRequest,
  maxBytes: number,
  signal: AbortSignal,
): Promise<CollectedBody> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const chunks: Buffer[] = [];
    let bytes = 0;
    let status = 0;
    let headers: AnswerHeaders = {};
    const onAbort = () => call.abort();
    const call = upstream.send(request, {
      head: (...head) => {
        [status, headers] = head;
      },
      data: (chunk) => {
        bytes += chunk.length;
        if (bytes <= maxBytes) chunks.push(chunk);
        return true;
      },
      done: () => {
        signal.removeEventListener('abort', onAbort);
        resolve({ status, headers, body: Buffer.concat(chunks), isWhole: bytes <= maxBytes });
      },
      failed: (failure, cause) => {
        signal.removeEventListener('abort', onAbort);
        reject(new NoAnswer(failure, cause));
      },
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
