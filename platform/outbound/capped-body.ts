import type { Readable } from 'node:stream';

export interface CappedBody {
  readonly body: Buffer;
  readonly isCut: boolean;
}

/**
 * Reads at most `maxBytes`, then closes the connection. Rejects when the stream breaks off or the
 * signal aborts, so that half a body is never taken for a whole one.
 */
export async function readCapped(
  stream: Readable,
  maxBytes: number,
  signal: AbortSignal,
): Promise<CappedBody> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  const abort = () => stream.destroy(new Error('given up while reading the body'));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes.subarray(0, maxBytes - sizeBytes));
      sizeBytes += bytes.byteLength;
      if (sizeBytes > maxBytes) break;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    stream.destroy();
  }
  return { body: Buffer.concat(chunks), isCut: sizeBytes > maxBytes };
}
