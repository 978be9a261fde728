import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Metrics } from '../../platform/observe/metrics.ts';
import { hashSecretToken } from '../../platform/security/secret-token.ts';

export interface HealthOptions {
  /** Of those who may read the metrics; empty: all may. */
  readonly metricsToken: string;
  readonly metrics: Pick<Metrics, 'expose'>;
  /** Names of services that are not ready; empty when all are. Never asks a backend. */
  readonly notReady: () => readonly string[];
}

const READY = { 200: { type: 'object', properties: { status: { type: 'string' } } } };

/** `/api/health/live`, `/api/health/ready` and `/metrics`. */
export function registerHealth(server: FastifyInstance, options: HealthOptions): void {
  server.get('/api/health/live', { schema: { hide: true } }, () => ({ status: 'live' }));
  server.get('/api/health/ready', { schema: { hide: true, response: READY } }, () => {
    const waiting = options.notReady();
    if (waiting.length === 0) return { status: 'ready' };
    throw new AppError('unavailable', `not ready yet: ${waiting.join(', ')}`, {
      retryAfterSeconds: 1,
    });
  });
  const isScraper = tokenCheck(options.metricsToken);
  server.get('/metrics', { schema: { hide: true } }, async ({ headers }, reply) => {
    if (!isScraper(headers.authorization)) {
      reply.header('www-authenticate', 'Bearer');
      throw new AppError(
        'unauthenticated',
        'send the configured server.metricsToken as bearer token',
      );
    }
    const { contentType, text } = await options.metrics.expose();
    return reply.type(contentType).send(text);
  });
}

/** Compares hashes: equally long, and nothing is told by how long it takes. */
function tokenCheck(token: string): (authorization: string | undefined) => boolean {
  if (token === '') return () => true;
  const expected = Buffer.from(hashSecretToken(`Bearer ${token}`));
  return (authorization = '') =>
    timingSafeEqual(Buffer.from(hashSecretToken(authorization)), expected);
}
