import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { registerHealth } from './health.ts';

describe('the metrics of the service', () => {
  const metrics = { expose: () => Promise.resolve({ contentType: 'text/plain', text: 'up 1\n' }) };
  const statusOf = async (metricsToken: string, authorization?: string) => {
    const server = fastify();
    registerHealth(server, { metricsToken, metrics, notReady: () => [] });
    const headers = authorization === undefined ? {} : { authorization };
    const { statusCode } = await server.inject({ url: '/metrics', headers });
    return statusCode;
  };

  it.each([
    ['to all where no token is configured', '', undefined, true],
    ['to who has the token', 'a-token', 'Bearer a-token', true],
    ['not without it', 'a-token', undefined, false],
    ['not for another', 'a-token', 'Bearer a-tokem', false],
    ['not for its beginning', 'a-token', 'Bearer a', false],
    ['not for the bare token', 'a-token', 'a-token', false],
  ])('are shown %s', async (_, token, authorization, isShown) => {
    expect((await statusOf(token, authorization)) === 200).toBe(isShown);
  });
});
