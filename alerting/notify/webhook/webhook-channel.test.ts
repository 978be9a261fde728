import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import type { OutboundRequest, OutboundResult } from '../../../platform/outbound/outbound.ts';
import { exampleMessage } from '../../../test/support/example-message.ts';
import type { SendOutcome } from '../channel-kind.ts';
import { serviceKinds } from '../create-kinds.ts';
import { retryAfterMs } from './judge-answer.ts';
import { signWebhook } from './sign-webhook.ts';
import { webhook } from './webhook-channel.ts';

const SECRET = 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0';
const answered = (status: number, headers = {}, body = ''): OutboundResult => ({
  kind: 'answered',
  status,
  headers,
  body: Buffer.from(body),
  isCut: false,
});

function channelWith(result: OutboundResult, isPublic = true) {
  const clock = new VirtualClock(1_700_000_000_000);
  const requests: OutboundRequest[] = [];
  const outbound = {
    send: async (request: OutboundRequest) => {
      requests.push(request);
      return result;
    },
  };
  const parts = { clock, isPublic: async () => isPublic, outbound };
  const [channel] = serviceKinds(parts, [webhook]);
  if (!channel) throw new Error('webhooks are a service');
  const send = (owner = 'acme') =>
    channel.send(
      exampleMessage({
        owner,
        secrets: { url: 'https://hooks.example.org/x?key=s', secret: SECRET },
      }),
      new AbortController().signal,
    );
  return { channel, requests, clock, send };
}

describe('the signature', () => {
  it('equals the published vector', () => {
    expect(signWebhook(SECRET, 'msg_1', 1_700_000_000, '{"a":1}')).toBe(
      'v1,ADWHIyTcrBXpLFp7mC1hunXz3knAtmbjRDqJWl7nxg0=',
    );
  });
});

describe('one attempt', () => {
  it('carries id, time and signature over the very bytes it sends', async () => {
    const { requests, send, clock } = channelWith(answered(204));
    expect(await send()).toEqual({ kind: 'sent', status: 204, detail: 'answered 204' });
    const [request] = requests;
    const body = String(request?.body);
    expect(request?.headers).toMatchObject({
      'webhook-id': 'D1',
      'webhook-timestamp': '1700000000',
      'webhook-signature': signWebhook(SECRET, 'D1', 1_700_000_000, body),
    });
    await clock.advance(60_000);
    await send();
    expect(requests[1]?.body).toBe(body);
    expect(requests[1]?.headers?.['webhook-timestamp']).toBe('1700000060');
  });

  it('tells of one owner only', async () => {
    const { requests, send } = channelWith(answered(200));
    await send('globex');
    expect(String(requests[0]?.body)).toContain('globex');
    expect(String(requests[0]?.body)).not.toContain('acme');
  });

  const failed = (reason: 'timeout' | 'redirect' | 'connect'): OutboundResult => ({
    kind: 'failed',
    reason,
    cause: new Error('x'),
  });
  const cases: readonly (readonly [string, OutboundResult, Partial<SendOutcome>])[] = [
    [
      '410: gone, the channel is switched off',
      answered(410),
      { kind: 'drop', reason: 'webhook_gone', disables: true },
    ],
    ['404: dead letter', answered(404), { kind: 'drop', reason: 'webhook_rejected', status: 404 }],
    [
      '429 with Retry-After',
      answered(429, { 'retry-after': '30' }),
      { kind: 'retry', reason: 'webhook_rate_limited', afterMs: 30_000 },
    ],
    ['503', answered(503), { kind: 'retry', reason: 'webhook_unavailable', status: 503 }],
    ['no answer in time', failed('timeout'), { kind: 'retry', reason: 'webhook_timeout' }],
    ['no connection', failed('connect'), { kind: 'retry', reason: 'webhook_connect' }],
    ['a redirect', failed('redirect'), { kind: 'drop', reason: 'webhook_redirect' }],
    [
      'a private address',
      { kind: 'refused', reason: 'address', message: 'no' },
      { kind: 'drop', reason: 'destination_address', detail: 'no' },
    ],
  ];
  it.each(cases)('%s', async (_name, result, expected) => {
    expect(await channelWith(result).send()).toMatchObject(expected);
  });

  it('keeps 1 KiB of an error, and nothing of a private destination', async () => {
    const body = `<b>oh\r\nno</b>${'x'.repeat(5_000)}`;
    const shown = await channelWith(answered(500, {}, body)).send();
    expect(shown.detail).toMatch(/^answered 500: <b>oh no<\/b>x/);
    expect(shown.detail.length).toBeLessThanOrEqual(1_024);
    const hidden = await channelWith(answered(500, {}, body), false).send();
    expect(hidden.detail).toBe('answered 500');
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  it.each([
    ['120', 120_000],
    ['Sun, 01 Mar 2026 12:05:00 GMT', 300_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['99999999', 3_600_000],
    ['soon', undefined],
    ['', undefined],
  ])('%s', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});

describe('settings', () => {
  const { channel } = channelWith(answered(200));
  it('shows the host only', () => {
    expect(
      channel.check({ url: 'https://hooks.example.org:8443/robot?access_token=abc' }, undefined),
    ).toEqual({
      kind: 'valid',
      settings: {},
      secrets: { url: 'https://hooks.example.org:8443/robot?access_token=abc' },
      target: 'hooks.example.org:8443',
    });
  });

  it('keeps what is left out', () => {
    const kept = { url: 'https://a.example/x', secret: 'x'.repeat(20) };
    expect(channel.check({}, kept)).toMatchObject({ kind: 'valid', secrets: kept });
    expect(channel.check({ url: 'https://b.example/' }, kept)).toMatchObject({
      secrets: { url: 'https://b.example/', secret: kept.secret },
    });
  });

  it.each([
    ['no URL', {}, '/url'],
    ['another scheme', { url: 'file:///etc/passwd' }, '/url'],
    ['a password in the URL', { url: 'https://u:p@h.example/' }, '/url'],
    ['a short secret', { url: 'https://h.example/', secret: 'short' }, '/secret'],
    ['a field of another kind', { url: 'https://h.example/', to: ['a@b.c'] }, '/to'],
  ])('refuses %s', (_name, given, path) => {
    expect(channel.check(given, undefined)).toMatchObject({
      kind: 'invalid',
      findings: [{ path }],
    });
  });
});
