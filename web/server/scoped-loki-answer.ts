import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import { errorHeaders, logFault, SCOPED_CHALLENGE, toAppError } from './error-answer.ts';

const PLAIN = {
  'content-type': 'text/plain; charset=utf-8',
  'x-content-type-options': 'nosniff',
} as const;

/** Loki's errors are plain text with a line end; Grafana shows the whole body. */
function bodyOf(error: AppError): string {
  return `${error.message}\n`;
}

/** Answers an error of the scoped Loki API. */
export function answerLokiError(
  logger: Logger,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const error = toAppError(thrown);
  logFault(logger, request, error);
  return reply
    .code(error.status)
    .headers({ ...errorHeaders(error, SCOPED_CHALLENGE), ...PLAIN })
    .send(bodyOf(error));
}

/** After the reply was taken over; nothing has been written yet. */
export function writeLokiError(
  logger: Logger,
  thrown: unknown,
  request: FastifyRequest,
  response: ServerResponse,
): void {
  const error = toAppError(thrown);
  logFault(logger, request, error);
  const body = bodyOf(error);
  response.writeHead(error.status, {
    ...errorHeaders(error, SCOPED_CHALLENGE),
    ...PLAIN,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** The same as an answer to an upgrade, which has no response object. */
export function lokiErrorHead(error: AppError): string {
  const body = bodyOf(error);
  const headers = {
    ...errorHeaders(error, SCOPED_CHALLENGE),
    ...PLAIN,
    connection: 'close',
    'content-length': String(Buffer.byteLength(body)),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${error.status} ${error.kind}\r\n${lines.join('')}\r\n${body}`;
}
