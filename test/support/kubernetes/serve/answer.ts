import type { ServerResponse } from 'node:http';
import type { ApiFailure } from '../model/api-failure.ts';
import type { Json } from '../model/json.ts';

/** A whole answer, unlike a watch. */
export interface Answer {
  readonly status: number;
  readonly body: Json | string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly warnings?: readonly string[];
}

export const answer = (body: Json, status = 200): Answer => ({ status, body });

/** The `Status` of a refusal; with how long to wait, if it says so. */
export function refusal({ code, status }: ApiFailure, retryAfterS?: number): Answer {
  const headers = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) };
  return { status: code, body: status, headers };
}

/** As a real server answers a path that it does not know. */
export const noSuchPath: Answer = {
  status: 404,
  body: '404 page not found\n',
  contentType: 'text/plain; charset=utf-8',
};

/** @returns how many bytes the body had */
export function sendAnswer(response: ServerResponse, answered: Answer): number {
  const { status, body, contentType = 'application/json', headers = {}, warnings = [] } = answered;
  const bytes = Buffer.from(typeof body === 'string' ? body : `${JSON.stringify(body)}\n`);
  if (warnings.length > 0) {
    const texts = warnings.map((text) => `299 - ${JSON.stringify(text)}`);
    response.setHeader('warning', texts);
  }
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': bytes.length,
    'cache-control': 'no-cache, private',
    ...headers,
  });
  response.end(bytes);
  return bytes.length;
}
