import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { AppError } from '../../platform/errors/app-error.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/**
 * Makes known paths answer 405 with `Allow` to methods they do not have, instead of fastify's 404.
 * `allowed` maps each path to its methods.
 */
export function refuseOtherMethods(
  server: FastifyInstance,
  allowed: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  for (const [url, methods] of allowed) {
    const others = METHODS.filter((method) => !methods.has(method));
    const allow = [...methods].sort().join(', ');
    server.route({
      url,
      method: [...others],
      schema: { hide: true },
      handler: (request, reply: FastifyReply) => {
        reply.header('allow', allow);
        throw new AppError(
          'method_not_allowed',
          `${request.method} is not possible here, only ${allow}`,
        );
      },
    });
  }
}
