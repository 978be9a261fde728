import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAuthority } from '../../test/support/certificates.ts';
import { systemClock } from '../clock/system-clock.ts';
import { createMetrics } from '../observe/metrics.ts';
import { createOutbound } from './outbound.ts';
import { outboundMetrics } from './outbound-metrics.ts';

describe('kept connections', () => {
  const authority = makeAuthority('Test CA');
  let connections = 0;
  let open = 0;
  let most = 0;
  const server = createServer(authority.issue('server', ['127.0.0.1']), (_, response) => {
    open += 1;
    most = Math.max(most, open);
    setImmediate(() => {
      open -= 1;
      response.end('x'.repeat(100_000));
    });
  });
  server.on('secureConnection', () => {
    connections += 1;
  });
  let url = '';

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });

  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  const outboundOf = (policy: 'administrator' | 'tenant', kept: number) =>
    createOutbound({
      policy,
      timeoutMs: 5_000,
      maxBytes: 1_000_000,
      clock: systemClock,
      metrics: outboundMetrics(createMetrics({ version: 'test', withProcessMetrics: false })),
      keep: { connections: kept, idleMs: 10_000, tls: { ca: authority.ca } },
    });

  it('are used again, and never more than allowed', async () => {
    const outbound = outboundOf('administrator', 3);
    const asked = Array.from({ length: 30 }, () => outbound.send({ method: 'GET', url }));
    const kinds = (await Promise.all(asked)).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['answered']));
    await outbound.send({ method: 'GET', url });
    expect(connections).toBeLessThanOrEqual(3);
    expect(most).toBeLessThanOrEqual(3);
    outbound.close();
  });

  it('are made only to where the policy lets them go', async () => {
    const before = connections;
    const outbound = outboundOf('tenant', 3);
    expect(await outbound.send({ method: 'GET', url })).toMatchObject({ kind: 'refused' });
    expect(connections).toBe(before);
    outbound.close();
  });
});
