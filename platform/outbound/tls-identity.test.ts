import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAuthority } from '../../test/support/certificates.ts';
import { systemClock } from '../clock/system-clock.ts';
import { createMetrics } from '../observe/metrics.ts';
import { failureReason } from './failure.ts';
import { createGuardedDispatcher } from './guarded-dispatcher.ts';
import { createOutbound } from './outbound.ts';
import { outboundMetrics } from './outbound-metrics.ts';

describe('TLS of one destination', () => {
  const authority = makeAuthority('Test CA');
  const own = authority.issue('server', ['backend.test', '127.0.0.1']);
  const client = authority.issue('tocsin');
  const secure = createSecureServer(
    { ...own, ca: authority.ca, requestCert: true, rejectUnauthorized: false },
    ({ socket }, response) => {
      const { authorized, servername } =
        socket instanceof TLSSocket ? socket : new TLSSocket(socket);
      response.end(`${authorized} ${servername || 'no name'}`);
    },
  );
  let url = '';

  beforeAll(async () => {
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const { port } = secure.address() as AddressInfo;
    url = `https://127.0.0.1:${port}/`;
  });

  afterAll(() => new Promise((resolve) => secure.close(resolve)));

  const { ca } = authority;
  const cases = [
    ['an unknown authority', {}, 'tls'],
    ['a given authority', { ca }, 'false no name'],
    ['another authority', { ca: makeAuthority('Other CA').ca }, 'tls'],
    ['whoever answers', { rejectUnauthorized: false }, 'false no name'],
    ['a certificate of ours', { ca, ...client }, 'true no name'],
    ['another name', { ca, servername: 'backend.test' }, 'false backend.test'],
    ['a name that the certificate has not', { ca, servername: 'other.test' }, 'tls'],
  ] as const;

  it.each(cases)('%s, for control calls', async (_, tls, expected) => {
    const outbound = createOutbound({
      policy: 'administrator',
      timeoutMs: 2_000,
      maxBytes: 100,
      clock: systemClock,
      metrics: outboundMetrics(createMetrics({ version: 'test', withProcessMetrics: false })),
    });
    const result = await outbound.send({ method: 'GET', url, tls });
    outbound.close();
    const told = result.kind === 'answered' ? result.body.toString() : result.reason;
    expect(told).toBe(expected);
  });

  it.each(cases)('%s, for streams', async (_, tls, expected) => {
    const dispatcher = createGuardedDispatcher({
      policy: 'administrator',
      connectTimeoutMs: 2_000,
      headersTimeoutMs: 2_000,
      bodyTimeoutMs: 2_000,
      connections: 1,
      tls,
    });
    const told = await request(url, { dispatcher }).then(
      ({ body }) => body.text(),
      (thrown) => failureReason(thrown),
    );
    await dispatcher.close();
    expect(told).toBe(expected);
  });
});
