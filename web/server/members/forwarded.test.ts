import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { MemberSeal } from '../../../platform/members/member-seal.ts';
import { trustsProxies } from '../../../platform/security/client-address.ts';
import { headersToForward, takeForwarded, upgradeToForward } from './forwarded.ts';

const seal = new MemberSeal([Buffer.alloc(32, 1)], new VirtualClock(1_000));
const other = new MemberSeal([Buffer.alloc(32, 2)], new VirtualClock(1_000));

function message(raw: readonly string[], remoteAddress?: string, url = '/a?b=c'): IncomingMessage {
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    headers[name] =
      headers[name] === undefined ? (raw[at + 1] ?? '') : `${headers[name]}, ${raw[at + 1]}`;
  }
  const socket = { remoteAddress };
  return { rawHeaders: raw, headers, socket, method: 'POST', url } as unknown as IncomingMessage;
}

/** A member that believes one proxy. */
const member = { seal, trusts: trustsProxies(['10.0.0.9']) };
const forwarded = (client: IncomingMessage, by = member) =>
  message(headersToForward(client, by), '10.0.0.2');

describe('a request that a member passes on', () => {
  it('counts as coming from the client, with its own credentials', () => {
    const arrived = forwarded(message(['Authorization', 'Bearer a', 'Connection', 'close'], '::1'));
    expect(takeForwarded(arrived, seal)).toBe('forwarded');
    expect(arrived.socket.remoteAddress).toBe('::1');
    expect(arrived.headers).toEqual({ authorization: 'Bearer a' });
  });

  it('keeps no copy of the header that the client has sent', () => {
    const forged = ['X-Tocsin-Forwarded', '1.2.3.4 1000.abc', 'x-tocsin-peer', '1.2.3.4'];
    for (const headers of [
      headersToForward(message(forged, '10.0.0.9'), member),
      upgradeToForward(message([...forged, 'Upgrade', 'websocket'], '10.0.0.9'), member),
    ]) {
      expect(headers.join()).not.toContain('1.2.3.4');
      const arrived = message(headers, '10.0.0.2');
      expect(takeForwarded(arrived, seal)).toBe('forwarded');
      expect(arrived.socket.remoteAddress).toBe('10.0.0.9');
    }
  });

  it.each([
    ['a trusted proxy says', '10.0.0.9', '203.0.113.7'],
    ['a client says itself', '10.0.0.3', '10.0.0.3'],
  ])('is judged by the member, and by nobody again: what %s', (_, peer, expected) => {
    const said = ['X-Forwarded-For', '127.0.0.1', 'x-forwarded-for', '203.0.113.7'];
    const arrived = forwarded(message([...said, 'Host', 'a'], peer));
    expect(takeForwarded(arrived, seal)).toBe('forwarded');
    expect(arrived.socket.remoteAddress).toBe(expected);
    expect(arrived.headers).toEqual({ host: 'a' });
  });

  it('takes along whatever a trusted proxy says, also what is no address', () => {
    const arrived = forwarded(message(['X-Forwarded-For', 'some host'], '10.0.0.9'));
    expect(takeForwarded(arrived, seal)).toBe('forwarded');
    expect(arrived.socket.remoteAddress).toBe('some host');
  });

  it('is direct without the header, and keeps its address', () => {
    const direct = message(['Host', 'a'], '10.0.0.9');
    expect(takeForwarded(direct, seal)).toBe('direct');
    expect(direct.socket.remoteAddress).toBe('10.0.0.9');
  });

  it.each([
    ['a text of its own', () => message(['x-tocsin-forwarded', '10.0.0.1 1000.abc'], '10.0.0.9')],
    ['nothing', () => message(['x-tocsin-forwarded', ''], '10.0.0.9')],
    [
      'the mark of another installation',
      () => forwarded(message([], '10.0.0.1'), { ...member, seal: other }),
    ],
    [
      'a mark of another request',
      () => message(headersToForward(message([], '10.0.0.1'), member), '10.0.0.9', '/other'),
    ],
    [
      'a mark beside another',
      () => {
        const header = headersToForward(message([], '10.0.0.1'), member);
        return message([...header, ...header], '10.0.0.9');
      },
    ],
  ])('is forged with %s', (_, forge) => {
    const request = forge();
    expect(takeForwarded(request, seal)).toBe('forged');
  });
});
