import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { createMetrics } from '../observe/metrics.ts';
import type { AllowList } from './allow-list.ts';
import { createOutbound, type Outbound, type OutboundOptions } from './outbound.ts';
import { outboundMetrics } from './outbound-metrics.ts';

describe('kept connections of receivers', () => {
  let server: Server;
  let url: string;
  let connections: number;
  let bodies: string[];
  let breaks: boolean;
  let outbound: Outbound | null;

  beforeEach(async () => {
    connections = 0;
    bodies = [];
    breaks = false;
    outbound = null;
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      bodies.push(`${request.headers['x-own']} ${Buffer.concat(chunks)}`);
      if (breaks) {
        breaks = false;
        request.socket.destroy();
        return;
      }
      response.writeHead(request.url === '/moved' ? 302 : 201, { location: '/', 'x-is': 'it' });
      response.end('x'.repeat(100));
    });
    server.on('connection', () => {
      connections += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterEach(async () => {
    outbound?.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function made(options: Partial<OutboundOptions>): Outbound {
    outbound = createOutbound({
      policy: 'tenant',
      timeoutMs: 5_000,
      maxBytes: 10,
      clock: systemClock,
      metrics: outboundMetrics(createMetrics({ version: 'test', withProcessMetrics: false })),
      quick: { connections: 4 },
      ...options,
    });
    return outbound;
  }
  const post = (to: Outbound, path = '') =>
    to.send({ method: 'POST', url: `${url}${path}`, headers: { 'X-Own': 'yes' }, body: 'hello' });

  it('serve several requests, with status, headers and a body that is cut', async () => {
    const to = made({ allow: ['127.0.0.1'], maxBytes: 1_000 });
    const first = await post(to);
    expect(first).toMatchObject({ kind: 'answered', status: 201, isCut: false });
    if (first.kind === 'answered') expect(first.headers['x-is']).toBe('it');
    for (let n = 0; n < 19; n++) await post(to);
    expect(bodies).toEqual(Array.from({ length: 20 }, () => 'yes hello'));
    expect(connections).toBeLessThanOrEqual(4);
    expect(await post(made({ allow: ['127.0.0.1'] }))).toMatchObject({ isCut: true });
  });

  it('follow no redirect, and reach nothing that is not allowed', async () => {
    const moved = await post(made({ allow: ['127.0.0.1'] }), 'moved');
    expect(moved).toMatchObject({ kind: 'failed', reason: 'redirect' });
    expect(await post(made({}))).toMatchObject({ kind: 'refused', reason: 'address' });
  });

  it('one that breaks costs another request at once, over a connection of its own', async () => {
    const to = made({ allow: ['127.0.0.1'] });
    breaks = true;
    expect(await post(to)).toMatchObject({ kind: 'answered', status: 201 });
    expect([bodies.length, connections]).toEqual([2, 2]);
  });

  it('do not outlive an approval', async () => {
    let isApproved = true;
    const approved: AllowList = { has: () => isApproved };
    const to = made({ approved });
    expect(await post(to)).toMatchObject({ kind: 'answered' });
    isApproved = false;
    expect(await post(to)).toMatchObject({ kind: 'refused', reason: 'address' });
    expect(bodies).toHaveLength(1);
  });
});
