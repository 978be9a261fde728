import { describe, expect, it } from 'vitest';
import { createLogger } from '../../platform/observe/logger.ts';
import { clientAddress, trustsProxies } from '../../platform/security/client-address.ts';
import { createHttpServer } from './http-server.ts';

const logger = createLogger({ level: 'silent', destination: { write: () => undefined } });
const PROXY = '10.0.0.2';

describe('the address of a client', () => {
  it.each([
    ['no proxy is trusted', [], PROXY, '203.0.113.7', PROXY],
    ['the peer is no proxy', [PROXY], '203.0.113.9', '10.0.0.1', '203.0.113.9'],
    ['the peer is a proxy', [PROXY], PROXY, '203.0.113.7', '203.0.113.7'],
    ['the client says one itself', [PROXY], PROXY, '127.0.0.1, 203.0.113.7', '203.0.113.7'],
    ['two proxies', ['10.0.0.0/8'], PROXY, '1.2.3.4,203.0.113.7, 10.9.9.9', '203.0.113.7'],
    ['all are proxies', ['10.0.0.0/8'], PROXY, '10.1.1.1, 10.9.9.9', '10.1.1.1'],
    ['a network by its mask', ['10.0.0.0/255.255.0.0'], PROXY, '203.0.113.7', '203.0.113.7'],
    ['names of networks', ['uniquelocal', 'loopback'], '::1', 'fd00::1, 127.1.1.1', 'fd00::1'],
    ['IPv4 in IPv6', [PROXY], `::ffff:${PROXY}`, '2001:db8::7', '2001:db8::7'],
    ['IPv6 alone', ['fc00::/7'], 'fd00::2', '2001:db8::7', '2001:db8::7'],
    ['a header without anything', [PROXY], PROXY, ' , ', PROXY],
    ['a word in place of an address', [PROXY], PROXY, '1.2.3.4, unknown', 'unknown'],
  ])('%s: is what the routes see as well', async (_, proxies, peer, header, expected) => {
    expect(clientAddress(peer, header, trustsProxies(proxies))).toBe(expected);
    const newRequestId = () => 'test';
    const server = createHttpServer({ logger, trustedProxies: proxies, newRequestId });
    server.get('/', (request) => request.ip);
    const asked = { url: '/', remoteAddress: peer, headers: { 'x-forwarded-for': header } };
    if (header.trim() !== ',') expect((await server.inject(asked)).body).toBe(expected);
    await server.close();
  });

  it('is unknown of who has gone away, and networks that are none are refused', () => {
    expect(clientAddress(undefined, '203.0.113.7', trustsProxies([PROXY]))).toBeUndefined();
    for (const wrong of ['proxy.example', '10.0.0.0/33', '10.0.0.0/x']) {
      expect(() => trustsProxies([wrong])).toThrow();
    }
  });
});
