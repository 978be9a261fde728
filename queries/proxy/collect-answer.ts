import { AppError } from '../../platform/errors/app-error.ts';
import type { Upstream, UpstreamRequest } from '../upstream/upstream.ts';
import { failureError, scanError } from './answer-stream.ts';
import { EnvelopeScanner } from './envelope-scanner.ts';
import { upstreamError } from './prometheus-error.ts';

/**
 * Reads a whole answer into memory, for answers that must be merged. Rejects with an `AppError`
 * that can be shown; aborts the backend when the signal is aborted.
 * @returns the parsed `data` member.
 */
export function collectAnswer(
  upstream: Upstream,
  request: UpstreamRequest,
  maxBytes: number,
  signal: AbortSignal,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const data: Buffer[] = [];
    const scanner = new EnvelopeScanner((chunk) => data.push(chunk));
    let status = 0;
    let bytes = 0;
    const call = upstream.send(request, {
      head: (code) => {
        status = code;
      },
      data: (chunk) => {
        bytes += chunk.length;
        if (bytes > maxBytes) {
          reject(
            new AppError(
              'unprocessable',
              `the answer is larger than ${maxBytes} bytes; narrow the selectors or the time`,
            ),
          );
          call.abort();
        } else if (status === 200) scanner.push(chunk);
        else received.push(chunk);
        return true;
      },
      done: () => {
        const end = scanner.end();
        if (status !== 200)
          reject(
            upstreamError(status, Buffer.concat(received).toString('utf8'), request.backend.url),
          );
        else if (end.kind === 'unusable') reject(scanError(end.problem));
        else resolve(JSON.parse(Buffer.concat(data).toString('utf8')));
      },
      failed: (failure, cause) => reject(failureError(failure, cause)),
    });
    signal.addEventListener('abort', () => call.abort(), { once: true });
  });
}
