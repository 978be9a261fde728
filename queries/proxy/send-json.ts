import type { ServerResponse } from 'node:http';

/** Headers of every answer to a scoped question. */
export const ANSWER_HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

/** A success in Prometheus's envelope. */
export function sendSuccess(response: ServerResponse, data: unknown): void {
  const text = JSON.stringify({ status: 'success', data });
  response.writeHead(200, { ...ANSWER_HEADERS, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
