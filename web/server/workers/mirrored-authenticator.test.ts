import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { type AuthenticationReply, MirroredAuthenticator } from './mirrored-authenticator.ts';
import type { WireAuthentication } from './wire-authentication.ts';

const tokenOf = (tenant: string) => `a-token-of-thirty-two-characters-${tenant}`;
const bearer = (tenant: string) => ({ authorization: `Bearer ${tokenOf(tenant)}` });

function answerFor(tenant: string, expiresAtMs: number | null = null): WireAuthentication {
  const node = { tenant, project: null, environment: null };
  const principal = { kind: 'token', id: tenant, name: '', node, permissions: ['metrics:read'] };
  return { kind: 'token', principal, expiresAtMs } as WireAuthentication;
}

function setup() {
  const clock = new VirtualClock(1_000_000);
  const asked: string[] = [];
  const held: ((reply: AuthenticationReply) => void)[] = [];
  const state = { heard: 1, keepMs: null as number | null, expiresAtMs: null as number | null };
  const mirror = new MirroredAuthenticator({
    clock,
    heard: () => state.heard,
    source: {
      authenticate: ({ authorization = '' }) => {
        asked.push(authorization.replace(/^.*-/, ''));
        return new Promise((resolve) => held.push(resolve));
      },
    },
  });
  /** Answers the oldest open question as it was asked. */
  const reply = (answer: WireAuthentication, sequence = state.heard) =>
    held.shift()?.({ sequence, keepMs: state.keepMs, answer });
  const known = async (tenant: string) => {
    const found = mirror.authenticate(bearer(tenant));
    reply(answerFor(tenant, state.expiresAtMs));
    return await found;
  };
  return { clock, asked, state, mirror, reply, known };
}

describe('what a worker knows of callers', () => {
  it('is asked for once, by all who ask at the same time', async () => {
    const { mirror, reply, asked } = setup();
    const both = [mirror.authenticate(bearer('acme')), mirror.authenticate(bearer('acme'))];
    reply(answerFor('acme'));
    const [one, other] = await Promise.all(both);
    expect(one).toBe(other);
    expect(one).toMatchObject({
      kind: 'token',
      principal: { permissions: new Set(['metrics:read']) },
    });
    expect(mirror.authenticate(bearer('acme'))).toBe(one);
    expect(asked).toEqual(['acme']);
  });

  it('is dropped with whatever is heard', async () => {
    const { mirror, state, asked, known, reply } = setup();
    await known('acme');
    await known('globex');
    state.heard++;
    const again = mirror.authenticate(bearer('acme'));
    reply({ kind: 'unauthenticated', reason: 'revoked' });
    expect(await again).toEqual({ kind: 'unauthenticated', reason: 'revoked' });
    expect(asked).toEqual(['acme', 'globex', 'acme']);
  });

  it('is never what was looked for before something was heard', async () => {
    const { mirror, state, asked, reply } = setup();
    const early = mirror.authenticate(bearer('acme'));
    state.heard++;
    const late = mirror.authenticate(bearer('acme'));
    expect(asked).toHaveLength(2);
    reply(answerFor('acme'), 1);
    await Promise.resolve();
    reply({ kind: 'unauthenticated', reason: 'revoked' });
    expect(await late).toMatchObject({ reason: 'revoked' });
    await Promise.resolve();
    reply({ kind: 'unauthenticated', reason: 'revoked' });
    expect(await early).toMatchObject({ reason: 'revoked' });
  });

  it('gives up when something is heard again and again', async () => {
    const { mirror, reply } = setup();
    const found = Promise.resolve(mirror.authenticate(bearer('acme')));
    const outcome = expect(found).rejects.toMatchObject({ kind: 'unavailable' });
    for (let attempt = 0; attempt < 5; attempt++) {
      reply(answerFor('acme'), 0);
      await new Promise(setImmediate);
    }
    await outcome;
  });

  it.each([
    ['keepMs', { keepMs: 15_000, expiresAtMs: null }],
    ['expiry', { keepMs: null, expiresAtMs: 1_015_000 }],
    ['the first of both', { keepMs: 15_000, expiresAtMs: 9_000_000 }],
  ])('is kept until %s', async (_, until) => {
    const { clock, asked, state, mirror, known } = setup();
    Object.assign(state, until);
    const first = await known('acme');
    await clock.advance(14_999);
    expect(mirror.authenticate(bearer('acme'))).toBe(first);
    await clock.advance(1);
    const second = await known('acme');
    expect(asked).toHaveLength(2);
    expect(second).toBe(first);
  });

  it.each([
    ['nothing', {}, 'missing'],
    ['an unknown scheme', { authorization: 'Digest x' }, 'malformed'],
    ['a short secret', { authorization: 'Bearer x' }, 'malformed'],
  ])('needs no question for %s', (_, credentials, reason) => {
    const { mirror, asked } = setup();
    expect(mirror.authenticate(credentials)).toEqual({ kind: 'unauthenticated', reason });
    expect(asked).toEqual([]);
  });

  it('keeps a cookie and a token of the same text apart', () => {
    const { mirror, asked } = setup();
    void mirror.authenticate(bearer('acme'));
    void mirror.authenticate({ sessionCookie: tokenOf('acme') });
    expect(asked).toHaveLength(2);
  });
});
