import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../../../platform/errors/app-error.ts';
import { errorHeaders } from '../error-answer.ts';

/** Answers an error before any route, in the shape of the API; what was not read is not read. */
export function refuseRequest(
  request: IncomingMessage,
  response: ServerResponse,
  error: AppError,
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { kind, message } = error;
  const body = JSON.stringify({ error: { kind, message, details: [], requestId: '' } });
  if (!request.complete) response.shouldKeepAlive = false;
  response.writeHead(error.status, {
    ...errorHeaders(error, 'Bearer'),
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
  // So that the client, still sending, reads the answer.
  request.resume();
}

/** Somebody says where a request came from that only members of the database may say. */
export function forgedOrigin(): AppError {
  return new AppError(
    'scope_denied',
    'The request says that another member has passed it on, and none has. Members need the same keys, ' +
      'and clocks that differ by less than a minute.',
  );
}
