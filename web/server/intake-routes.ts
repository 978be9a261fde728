import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clusterOf, type IntakeToken } from '../../alerting/intake/intake-token.ts';
import { refusalOf } from '../../alerting/intake/refusal-of.ts';
import type { AlertPipeline, PostForm } from '../../alerting/pipeline.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { IntakeTarget } from '../../platform/identity/authentication.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Callers } from './callers.ts';
import { errorHeaders, logFault, toAppError } from './error-answer.ts';
import { refuseOtherMethods } from './method-table.ts';
import { readJsonText } from './read-json-text.ts';

export interface IntakeRoutesOptions {
  readonly callers: Callers;
  readonly pipeline: AlertPipeline;
  readonly logger: Logger;
  readonly maxBodyBytes: number;
}

const ALERTS = '/intake/clusters/:cluster/api/v2/alerts';
const WEBHOOK = '/intake/clusters/:cluster/webhook';

/**
 * What a cluster's own components post to, in Alertmanager's API v2:
 * `POST /intake/clusters/{cluster}/api/v2/alerts`, and what its Alertmanager notifies:
 * `POST /intake/clusters/{cluster}/webhook`. Errors are a JSON string, as Alertmanager's are.
 */
export function registerIntake(parent: FastifyInstance, options: IntakeRoutesOptions): void {
  parent.register((server, _, done) => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: options.maxBodyBytes },
      readJsonText,
    );
    server.setErrorHandler((thrown, request, reply) =>
      answer(options.logger, thrown, request, reply),
    );
    const take = (url: string, form: PostForm) =>
      server.route({
        method: 'POST',
        url,
        schema: { hide: true },
        // Before the body is read: a stranger's is not worth its memory.
        onRequest: async (request) => {
          await tokenFor(request, options.callers);
        },
        handler: async (request, reply) => {
          // And behind it: it may come slowly, and the token may be revoked meanwhile.
          const intakeToken = await tokenFor(request, options.callers);
          const result = await options.pipeline.receive(intakeToken, request.body, form);
          const refusal = refusalOf(intakeToken, result);
          if (refusal !== null) throw refusal;
          return reply.header('cache-control', 'no-store').code(200).send();
        },
      });
    take(ALERTS, 'alerts');
    take(WEBHOOK, 'webhook');
    const posted = [ALERTS, WEBHOOK].map((url) => [url, new Set(['POST'])] as const);
    refuseOtherMethods(server, new Map(posted));
    done();
  });
}

/** @throws AppError `unauthenticated`, or `scope_denied` for another token than of this cluster. */
async function tokenFor(request: FastifyRequest, callers: Callers): Promise<IntakeToken> {
  const { cluster } = request.params as { readonly cluster: string };
  const { intake } = await callers.intakeOf(request);
  const token = tokenOf(intake);
  if (clusterOf(token) === cluster) return token;
  throw new AppError('scope_denied', 'the token is not for this cluster');
}

function tokenOf(target: IntakeTarget): IntakeToken {
  return target.kind === 'cluster'
    ? { kind: 'cluster-intake', cluster: target.cluster }
    : { kind: 'environment-intake', environment: target.environment };
}

function answer(
  logger: Logger,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const error = toAppError(thrown);
  logFault(logger, request, error);
  return reply
    .code(error.status)
    .headers(errorHeaders(error, 'Bearer'))
    .type('application/json')
    .send(JSON.stringify(error.message));
}
