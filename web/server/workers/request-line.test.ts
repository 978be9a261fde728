import { describe, expect, it } from 'vitest';
import { readFirstLine } from './request-line.ts';

describe('the first bytes of a connection', () => {
  it.each<[string, string, object]>([
    ['a part of the line', 'GET /scopes/acme/prom', { kind: 'other' }],
    ['a whole line', 'GET /a?b HTTP/1.1\r\n', { kind: 'request', target: '/a?b' }],
    ['more than the line', 'POST /a HTTP/1.0\nx: y\r\n\r\nGET', { kind: 'request', target: '/a' }],
    ['another protocol', 'PRI * HTTP/2.0\r\n\r\n', { kind: 'other' }],
    ['TLS', '\x16\x03\x01\x02\x00\x01\n', { kind: 'other' }],
    ['an empty line first', '\r\nGET / HTTP/1.1\r\n', { kind: 'other' }],
    ['a longer line than is read', `GET /${'a'.repeat(16_400)}`, { kind: 'other' }],
    ['the same, complete', `GET /${'a'.repeat(16_400)} HTTP/1.1\r\n`, { kind: 'other' }],
  ])('%s', (_, text, expected) => {
    expect(readFirstLine(Buffer.from(text, 'latin1'))).toEqual(expected);
  });
});
