import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../platform/observe/logger.ts';
import { createHttpServer } from './http-server.ts';

describe('a request that is no request for a route', () => {
  it('with a URL that is too long is told to come with POST', async () => {
    const server = createHttpServer({
      logger: createLogger({ level: 'error' }),
      trustedProxies: [],
      newRequestId: () => 'r1',
    });
    try {
      const url = await server.listen({ host: '127.0.0.1', port: 0 });
      const { status, body } = await get(`${url}/x?query=${'a'.repeat(20_000)}`);
      expect(status).toBe(431);
      expect(JSON.parse(body)).toEqual({
        error: {
          kind: 'too_large',
          message: 'URL and headers are larger than 16 KiB together; send long queries with POST',
          details: [],
          requestId: 'r1',
        },
      });
    } finally {
      await server.close();
    }
  });
});

function get(url: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    request(url, { agent: false }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    })
      .on('error', reject)
      .end();
  });
}
