import Fastify from 'fastify';
import { Pool } from 'undici';

/**
 * The yardstick: a proxy that only passes on what it gets, with the libraries that tocsin uses.
 * Arguments: its port, the upstream's origin. Runs until it is killed.
 */
const [port, origin] = process.argv.slice(2);
if (port === undefined || origin === undefined) throw new Error('port and upstream are needed');

const upstream = new Pool(origin, { connections: 64 });
const server = Fastify({ logger: false });

server.get('/*', async (request, reply) => {
  const answer = await upstream.request({
    method: 'GET',
    path: request.raw.url ?? '/',
    headers: { accept: 'application/json' },
  });
  return reply
    .code(answer.statusCode)
    .header('content-type', answer.headers['content-type'])
    .send(answer.body);
});

await server.listen({ host: '127.0.0.1', port: Number(port) });
