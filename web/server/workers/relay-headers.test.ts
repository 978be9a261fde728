import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { headersOfAnswer, headersToRelay, takePeer, upgradeToRelay } from './relay-headers.ts';

function message(raw: readonly string[], remoteAddress?: string): IncomingMessage {
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < raw.length; at += 2) {
    headers[(raw[at] ?? '').toLowerCase()] = raw[at + 1] ?? '';
  }
  return { rawHeaders: raw, headers, socket: { remoteAddress } } as unknown as IncomingMessage;
}

describe('a request on its way to another process', () => {
  it('keeps its headers as they were written, but for those of the connection', () => {
    const request = message(
      [
        'Host',
        'a',
        'Connection',
        'keep-alive, X-Own',
        'x-own',
        '1',
        'Cookie',
        'b',
        'TE',
        'trailers',
      ],
      '10.0.0.1',
    );
    expect(headersToRelay(request)).toEqual([
      ...['Host', 'a', 'x-own', '1', 'Cookie', 'b'],
      ...['x-tocsin-peer', '10.0.0.1'],
    ]);
  });

  it('keeps the framing of its body', () => {
    expect(headersToRelay(message(['Content-Length', '3']))).toContain('Content-Length');
    const named = message(['Connection', 'content-length', 'Content-Length', '3']);
    expect(headersToRelay(named)).toContain('Content-Length');
    const chunked = headersToRelay(message(['transfer-encoding', 'chunked']));
    expect(chunked).toEqual(['Transfer-Encoding', 'chunked', 'x-tocsin-peer', '']);
  });

  it('says where it comes from, whatever the client says', () => {
    const raw = ['X-Tocsin-Peer', '203.0.113.1', 'x-tocsin-peer', '203.0.113.2'];
    for (const relayed of [headersToRelay, upgradeToRelay]) {
      expect(relayed(message(raw, '10.0.0.1'))).toEqual(['x-tocsin-peer', '10.0.0.1']);
    }
  });

  it('keeps the headers of the connection when it is an upgrade', () => {
    const raw = ['Connection', 'Upgrade', 'Upgrade', 'websocket'];
    expect(upgradeToRelay(message(raw, '::1'))).toEqual([...raw, 'x-tocsin-peer', '::1']);
  });

  it.each([
    ['an address', '10.0.0.1', '10.0.0.1'],
    ['none', '', undefined],
  ])('comes from %s where it arrives', (_, peer, expected) => {
    const request = message(['x-tocsin-peer', peer], 'of the process');
    takePeer(request);
    expect(request.socket.remoteAddress).toBe(expected);
    expect(request.headers).toEqual({});
  });
});

it('an answer on its way back loses what concerns the connection', () => {
  const raw = ['Content-Type', 'a', 'Transfer-Encoding', 'chunked', 'Keep-Alive', 'timeout=75'];
  expect(headersOfAnswer(message([...raw, 'Connection', 'keep-alive']))).toEqual([
    'Content-Type',
    'a',
  ]);
});
