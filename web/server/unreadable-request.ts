import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** What Node's parser of requests says; `code` as in `HPE_HEADER_OVERFLOW`. */
interface ParserError extends Error {
  readonly code?: string;
}

/**
 * Answers what is no request for a route yet, in the shape of the API's errors, and closes the
 * connection: its path is not known, nor where the next request would begin.
 */
export function answerUnreadable(error: ParserError, socket: Socket, requestId: string): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const { status, kind, message } = wordsOf(error.code);
  const body = JSON.stringify({ error: { kind, message, details: [], requestId } });
  if (socket.writable) {
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
  }
  socket.destroy(error);
}

function wordsOf(code: string | undefined): { status: number; kind: string; message: string } {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return {
        status: 431,
        kind: 'too_large',
        message: 'URL and headers are larger than 16 KiB together; send long queries with POST',
      };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, kind: 'timeout', message: 'the request did not come in time' };
    default:
      return { status: 400, kind: 'invalid', message: 'this is no HTTP request that can be read' };
  }
}
