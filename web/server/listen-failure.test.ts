import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../platform/errors/app-error.ts';
import { listenFailure } from './listen-failure.ts';

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

function listen(port: number, host: string): Promise<number> {
  const server = createServer();
  servers.push(server);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

describe('listenFailure', () => {
  it('says that a port is taken, and how to choose another', async () => {
    const port = await listen(0, '127.0.0.1');
    const thrown: unknown = await listen(port, '127.0.0.1').catch((error: unknown) => error);
    const failure = listenFailure(thrown, '127.0.0.1', port);
    expect(failure).toBeInstanceOf(AppError);
    expect(failure.message).toContain(`127.0.0.1:${port} is taken by another process`);
    expect(failure.message).toContain('TOCSIN_SERVER_PORT');
  });

  it('says that an address is not of this machine', async () => {
    const thrown: unknown = await listen(0, '192.0.2.1').catch((error: unknown) => error);
    expect(listenFailure(thrown, '192.0.2.1', 80).message).toContain('no address of this machine');
  });

  it('leaves any other error alone', () => {
    const other = new Error('other');
    expect(listenFailure(other, 'a', 1)).toBe(other);
  });
});
