import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clusterOf, type IntakeToken } from '../../alerting/intake/intake-token.ts';
import type { AlertPipeline } from '../../alerting/pipeline.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { IntakeTarget } from '../../platform/identity/authentication.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Callers } from './callers.ts';
import { logFault, toAppError } from './error-answer.ts';
import { refuseOtherMethods } from './method-table.ts';

export interface IntakeRoutesOptions {
  readonly callers: Callers;
  readonly pipeline: AlertPipeline;
  readonly logger: Logger;
  readonly maxBodyBytes: number;
}

const ALERTS = '/intake/clusters/:cluster/api/v2/alerts';

/**
 * What a cluster's own components post to, in Alertmanager's API v2:
 * `POST /intake/clusters/{cluster}/api/v2/alerts`. Errors are a JSON string, as Alertmanager's are.
 */
export function registerIntake(parent: FastifyInstance, options: IntakeRoutesOptions): void {
  parent.register((server, _, done) => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: options.maxBodyBytes },
      readJson,
    );
    server.setErrorHandler((thrown, request, reply) =>
      answer(options.logger, thrown, request, reply),
    );
    server.post(ALERTS, { schema: { hide: true } }, async (request, reply) => {
      const { cluster } = request.params as { readonly cluster: string };
      const { intake } = await options.callers.intakeOf(request);
      const token = tokenOf(intake);
      if (clusterOf(token) !== cluster) {
        throw new AppError('scope_denied', 'the token is not for this cluster');
      }
      const { errors } = await options.pipeline.receive(token, request.body);
      if (errors.length > 0) throw new AppError('invalid', errors.join('; '));
      return reply.header('cache-control', 'no-store').code(200).send();
    });
    refuseOtherMethods(server, new Map([[ALERTS, new Set(['POST'])]]));
    done();
  });
}

function tokenOf(target: IntakeTarget): IntakeToken {
  return target.kind === 'cluster'
    ? { kind: 'cluster-intake', cluster: target.cluster }
    : { kind: 'environment-intake', environment: target.environment };
}

/** Repeated keys are real (vmalert sends them): the last one counts. */
function readJson(
  _: FastifyRequest,
  text: string,
  done: (error: Error | null, body?: unknown) => void,
): void {
  try {
    done(null, JSON.parse(text));
  } catch (thrown) {
    done(new AppError('invalid', 'the body is not JSON', { cause: thrown }));
  }
}

function answer(
  logger: Logger,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const error = toAppError(thrown);
  logFault(logger, request, error);
  if (error.retryAfterSeconds !== undefined) {
    reply.header('retry-after', Math.ceil(error.retryAfterSeconds));
  }
  if (error.kind === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
  return reply
    .code(error.status)
    .type('application/json')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(error.message));
}
