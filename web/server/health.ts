import type { FastifyInstance } from 'fastify';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Metrics } from '../../platform/observe/metrics.ts';

export interface HealthOptions {
  readonly metrics: Pick<Metrics, 'expose'>;
  /** Names of services that are not ready; empty when all are. Never asks a backend. */
  readonly notReady: () => readonly string[];
}

/** `/api/health/live`, `/api/health/ready` and `/metrics`. */
export function registerHealth(server: FastifyInstance, options: HealthOptions): void {
  server.get('/api/health/live', { schema: { hide: true } }, () => ({ status: 'live' }));
  server.get('/api/health/ready', { schema: { hide: true } }, () => {
    const waiting = options.notReady();
    if (waiting.length === 0) return { status: 'ready' };
    throw new AppError('unavailable', `not ready yet: ${waiting.join(', ')}`, {
      retryAfterSeconds: 1,
    });
  });
  server.get('/metrics', { schema: { hide: true } }, async (_, reply) => {
    const { contentType, text } = await options.metrics.expose();
    return reply.type(contentType).send(text);
  });
}
