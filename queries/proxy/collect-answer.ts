import { AppError } from '../../platform/errors/app-error.ts';
import type { Upstream, UpstreamRequest } from '../upstream/upstream.ts';
import { EnvelopeScanner } from './envelope-scanner.ts';
import { failureError, scanError, upstreamError } from './prometheus-error.ts';

/**
 * Reads a whole answer into memory, for answers that must be merged or filtered. Rejects with an
 * `AppError` that can be shown; cancels at the backend when the signal is aborted or the answer is
 * larger than `maxBytes`.
 * @returns the parsed `data` member.
 */
export function collectAnswer(
  upstream: Upstream,
  request: UpstreamRequest,
  maxBytes: number,
  signal: AbortSignal,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const reader = new WholeAnswer(request.backend.url, maxBytes);
    const abort = () => call.abort();
    const settle = (outcome: Outcome) => {
      signal.removeEventListener('abort', abort);
      if (outcome.kind === 'read') resolve(outcome.data);
      else reject(outcome.error);
    };
    const call = upstream.send(request, {
      head: (status) => reader.head(status),
      data: (chunk) => {
        const tooLarge = reader.take(chunk);
        if (tooLarge === null) return true;
        settle({ kind: 'failed', error: tooLarge });
        abort();
        return true;
      },
      done: () => settle(reader.outcome()),
      failed: (failure, cause) => settle({ kind: 'failed', error: failureError(failure, cause) }),
    });
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

type Outcome =
  | { readonly kind: 'read'; readonly data: unknown }
  | { readonly kind: 'failed'; readonly error: AppError };

/** What has arrived of an answer. */
class WholeAnswer {
  readonly #backendUrl: string;
  readonly #maxBytes: number;
  readonly #data: Buffer[] = [];
  readonly #errorBody: Buffer[] = [];
  readonly #scanner = new EnvelopeScanner((chunk) => this.#data.push(chunk));
  #status = 0;
  #bytes = 0;

  constructor(backendUrl: string, maxBytes: number) {
    this.#backendUrl = backendUrl;
    this.#maxBytes = maxBytes;
  }

  head(status: number): void {
    this.#status = status;
  }

  /** An error once the answer is too large; null otherwise. */
  take(chunk: Buffer): AppError | null {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) {
      const message = `the answer is larger than ${this.#maxBytes} bytes; narrow the selectors or the time`;
      return new AppError('unprocessable', message);
    }
    if (this.#status === 200) this.#scanner.push(chunk);
    else this.#errorBody.push(chunk);
    return null;
  }

  outcome(): Outcome {
    if (this.#status !== 200) {
      const body = Buffer.concat(this.#errorBody).toString('utf8');
      return { kind: 'failed', error: upstreamError(this.#status, body, this.#backendUrl) };
    }
    const end = this.#scanner.end();
    if (end.kind === 'unusable') return { kind: 'failed', error: scanError(end.problem) };
    if (end.beside.status !== 'success')
      return { kind: 'failed', error: scanError('not_an_object') };
    return parseData(Buffer.concat(this.#data).toString('utf8'));
  }
}

/** The scanner has only counted brackets: what stands between them may still be no JSON. */
function parseData(text: string): Outcome {
  try {
    return { kind: 'read', data: JSON.parse(text) };
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return { kind: 'failed', error: scanError('not_an_object') };
    throw thrown;
  }
}
