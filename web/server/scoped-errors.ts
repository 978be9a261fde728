import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AppError, REASON_HEADER } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import { prometheusErrorBody } from '../../queries/proxy/prometheus-error.ts';
import { errorHeaders, logFault, SCOPED_CHALLENGE, toAppError } from './error-answer.ts';

/** How a protocol words an error. */
export interface ErrorShape {
  readonly contentType: string;
  readonly bodyOf: (error: AppError) => string;
}

export const ENVELOPE: ErrorShape = {
  contentType: 'application/json',
  bodyOf: prometheusErrorBody,
};

/** Loki's, and those of receivers of remote write, with a line end; Grafana shows the whole body. */
export const PLAIN_TEXT: ErrorShape = {
  contentType: 'text/plain; charset=utf-8',
  bodyOf: (error) => `${error.message}\n`,
};

/** Answers errors of scoped endpoints in the shape of their protocol; a fault of ours is logged once. */
export class ScopedErrors {
  readonly #shape: ErrorShape;
  readonly #logger: Logger;

  constructor(shape: ErrorShape, logger: Logger) {
    this.#shape = shape;
    this.#logger = logger;
  }

  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const error = this.#noted(thrown, request);
    return reply
      .code(error.status)
      .headers(headersOf(this.#shape, error))
      .send(this.#shape.bodyOf(error));
  }

  /** After the reply was taken over; nothing has been written yet. */
  write(thrown: unknown, request: FastifyRequest, response: ServerResponse): void {
    const error = this.#noted(thrown, request);
    const body = this.#shape.bodyOf(error);
    const length = { 'content-length': Buffer.byteLength(body) };
    response.writeHead(error.status, { ...headersOf(this.#shape, error), ...length });
    response.end(body);
  }

  #noted(thrown: unknown, request: FastifyRequest): AppError {
    const error = toAppError(thrown);
    logFault(this.#logger, request, error);
    return error;
  }
}

/** The same as an answer to an upgrade, which has no response object. */
export function upgradeRefusal(shape: ErrorShape, error: AppError): string {
  const body = shape.bodyOf(error);
  const headers = {
    ...headersOf(shape, error),
    connection: 'close',
    'content-length': String(Buffer.byteLength(body)),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${error.status} ${error.kind}\r\n${lines.join('')}\r\n${body}`;
}

function headersOf({ contentType }: ErrorShape, error: AppError): Readonly<Record<string, string>> {
  return {
    ...errorHeaders(error, SCOPED_CHALLENGE),
    [REASON_HEADER]: error.reason,
    'content-type': contentType,
    'x-content-type-options': 'nosniff',
  };
}
