import type { ServerResponse } from 'node:http';

/** Headers of every answer to a scoped question. */
export const ANSWER_HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

/** The same with the body's length, as the flat list that Node writes with the least work. */
export function answerHeaders(contentLength: number): string[] {
  return [...LISTED_HEADERS, 'content-length', `${contentLength}`];
}

const LISTED_HEADERS: readonly string[] = Object.entries(ANSWER_HEADERS).flat();

/** An answer that was made here, as it is. */
export function sendAnswer(
  response: ServerResponse,
  { status, chunks }: { readonly status: number; readonly chunks: readonly Uint8Array[] },
): void {
  const body = Buffer.concat(chunks);
  response.writeHead(status, answerHeaders(body.length));
  response.end(body);
}

/** A success in Prometheus's envelope. `warnings` is left away where there are none. */
export function sendSuccess(
  response: ServerResponse,
  data: unknown,
  warnings: readonly string[] = [],
): void {
  const noted = warnings.length === 0 ? {} : { warnings };
  const text = JSON.stringify({ status: 'success', data, ...noted });
  response.writeHead(200, { ...ANSWER_HEADERS, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
