import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HeartbeatBook } from '../../alerting/heartbeats/heartbeat-book.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import { errorHeaders, logFault, toAppError } from './error-answer.ts';
import { refuseOtherMethods } from './method-table.ts';

export interface HeartbeatRoutesOptions {
  readonly book: Pick<HeartbeatBook, 'ping'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const PING = '/intake/heartbeats/:id';
const MAX_BODY_BYTES = 16_384;
const BEARER = /^bearer +([\x21-\x7e]{1,200})$/i;

/**
 * `POST /intake/heartbeats/{id}` with the heartbeat's own token (`Authorization: Bearer …`): it is
 * alive. What the body says does not matter. A wrong token and an unknown heartbeat are answered alike.
 */
export function registerHeartbeats(parent: FastifyInstance, options: HeartbeatRoutesOptions): void {
  parent.register((server, _, done) => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES },
      (_request, _body, parsed) => parsed(null, null),
    );
    server.setErrorHandler((thrown, request, reply) => {
      const error = toAppError(thrown);
      logFault(options.logger, request, error);
      return reply
        .code(error.status)
        .headers(errorHeaders(error, 'Bearer'))
        .type('application/json')
        .send(JSON.stringify(error.message));
    });
    server.route({
      method: 'POST',
      url: PING,
      schema: { hide: true },
      // Before the body is read.
      onRequest: async (request) => take(request, options),
      handler: async (_request, reply) =>
        reply.header('cache-control', 'no-store').code(200).send(),
    });
    refuseOtherMethods(server, new Map([[PING, new Set(['POST'])]]));
    done();
  });
}

/** @throws AppError `unauthenticated` */
function take(request: FastifyRequest, { book, clock }: HeartbeatRoutesOptions): void {
  const { id } = request.params as { readonly id: string };
  const [, token] = BEARER.exec(request.headers.authorization ?? '') ?? [];
  if (token !== undefined && book.ping(id, token, clock.nowMs())) return;
  throw new AppError('unauthenticated', 'send the token of this heartbeat as Bearer token');
}
