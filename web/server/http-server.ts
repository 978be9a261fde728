import { createServer } from 'node:http';
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { TSchema } from 'typebox';
import type { Logger } from '../../platform/observe/logger.ts';
import { validator } from '../../platform/schema/validator.ts';
import { answerError, logFault, toAppError, validationFailure } from './error-answer.ts';
import { inTurn } from './in-turn.ts';
import { answerUnreadable } from './unreadable-request.ts';
import type { RequestFront } from './workers/switchboard.ts';

export interface HttpServerOptions {
  readonly logger: Logger;
  readonly trustedProxies: readonly string[];
  readonly newRequestId: () => string;
  /** Sees every request first, and may send it elsewhere. */
  readonly front?: RequestFront;
}

const MIB = 1024 * 1024;
const REQUEST_MS = 120_000;
const KEEP_ALIVE_MS = 75_000;

/**
 * The fastify instance all routes are registered on: own validation (nothing coerced in bodies,
 * nothing silently removed), errors in the API's shape, no HEAD routes that nobody asked for.
 */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const server = fastify({
    logger: false,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    bodyLimit: MIB,
    requestTimeout: REQUEST_MS,
    connectionTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    genReqId: options.newRequestId,
    requestIdHeader: false,
    routerOptions: { maxParamLength: 512, ignoreDuplicateSlashes: false, caseSensitive: true },
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket, options.newRequestId()),
    serverFactory: withFront(options.front ?? hereAlways),
  });
  server.removeContentTypeParser('text/plain');
  server.decorateRequest('caller', null);
  server.setValidatorCompiler<TSchema>(({ schema, httpPart }) => {
    const part = httpPart ?? 'request';
    const validate = validator(schema, { convert: part !== 'body' });
    return (value) => {
      const outcome = validate(value ?? {});
      return outcome.kind === 'valid'
        ? { value: outcome.value }
        : { error: validationFailure(part, outcome.findings) };
    };
  });
  server.setErrorHandler((thrown, request, reply) => {
    const error = toAppError(thrown);
    logFault(options.logger, request, error);
    return answerError(request, reply, error);
  });
  return server;
}

const hereAlways: RequestFront = (_, __, here) => here();

/** With a server of its own, fastify leaves the time limits to it. */
function withFront(front: RequestFront): NonNullable<FastifyServerOptions['serverFactory']> {
  return (routes) => {
    const settings = { requestTimeout: REQUEST_MS, keepAliveTimeout: KEEP_ALIVE_MS };
    const server = createServer(
      settings,
      inTurn((request, response) => front(request, response, () => routes(request, response))),
    );
    // All that there are, up to their length: a header that the parser heeds and does not hand out
    // (`Transfer-Encoding`, `Upgrade`) would be lost on the way to another process.
    server.maxHeadersCount = 0;
    return server;
  };
}
