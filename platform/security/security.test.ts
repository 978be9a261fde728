import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { checkOrigin, type OriginFacts } from './origin-check.ts';
import { createPasswordHasher, generateFirstPassword } from './password.ts';
import { createSecretToken, hashSecretToken } from './secret-token.ts';
import { SignInThrottle, USER_POLICY, waitMs } from './sign-in-throttle.ts';
import { WorkLimit } from './work-limit.ts';

const CHEAP = { logN: 10, r: 8, p: 1 };

describe('password', () => {
  const hasher = createPasswordHasher(CHEAP);

  it('verifies the right one only, with a salt of its own each time', async () => {
    const [first, second] = await Promise.all([hasher.hash('hunter2é'), hasher.hash('hunter2é')]);
    expect(first).toMatch(/^\$scrypt\$ln=10,r=8,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(first).not.toBe(second);
    expect(await hasher.verify('hunter2é', first)).toEqual({ isRight: true, needsRehash: false });
    expect(await hasher.verify('hunter2e\u0301', first)).toMatchObject({ isRight: true });
    expect(await hasher.verify('hunter2', first)).toEqual({ isRight: false, needsRehash: false });
  });

  it.each([undefined, '', 'x', '$scrypt$ln=10,r=8,p=1$c2FsdA$eA'])(
    'answers no when %s is stored',
    async (stored) => {
      expect(await hasher.verify('x', stored)).toEqual({ isRight: false, needsRehash: false });
    },
  );

  it('asks for a new hash when the cost has changed, only with the right password', async () => {
    const stored = await createPasswordHasher({ ...CHEAP, logN: 11 }).hash('a');
    expect(await hasher.verify('a', stored)).toEqual({ isRight: true, needsRehash: true });
    expect(await hasher.verify('b', stored)).toEqual({ isRight: false, needsRehash: false });
  });

  it('works at the default cost', async () => {
    const real = createPasswordHasher();
    expect(await real.verify('a', await real.hash('a'))).toEqual({
      isRight: true,
      needsRehash: false,
    });
  });

  it('generates first passwords that are easy to read', () => {
    const made = new Set(Array.from({ length: 50 }, generateFirstPassword));
    expect(made.size).toBe(50);
    for (const password of made)
      expect(password).toMatch(/^([2-9a-hjkmnp-z]{5}-){3}[2-9a-hjkmnp-z]{5}$/);
  });
});

describe('work limit', () => {
  it('runs so many at once, lets so many wait, refuses the rest', async () => {
    const limit = new WorkLimit(1, 1);
    const done: string[] = [];
    let release: () => void = () => undefined;
    const blocker = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = limit.run(() => blocker.then(() => done.push('first')));
    const second = limit.run(async () => done.push('second'));
    await expect(limit.run(async () => done.push('third'))).rejects.toMatchObject({
      kind: 'unavailable',
    });
    release();
    await Promise.all([first, second]);
    expect(done).toEqual(['first', 'second']);
    await limit.run(async () => done.push('later'));
    expect(done).toHaveLength(3);
  });
});

describe('secret token', () => {
  it('has its prefix and 256 bits, and is stored as SHA-256', () => {
    const { token, hash } = createSecretToken();
    expect(token).toMatch(/^tocsin_[\w-]{43}$/);
    expect(token).toMatch(/^tocsin_[\w-]{43}$/);
    expect(hash).toBe(hashSecretToken(token));
    expect(hash).toMatch(/^[\w-]{43}$/);
    expect(createSecretToken().token).not.toBe(token);
  });
});

describe('waitMs', () => {
  it.each([
    ['nothing known', undefined, 0],
    ['within the free attempts', { attempts: 4, lastAtMs: 10_000 }, 0],
    ['the first over', { attempts: 5, lastAtMs: 10_000 }, 1_000],
    ['doubling', { attempts: 7, lastAtMs: 10_000 }, 4_000],
    ['the maximum', { attempts: 50, lastAtMs: 10_000 }, 60_000],
    ['partly waited', { attempts: 7, lastAtMs: 9_000 }, 3_000],
    ['fully waited', { attempts: 7, lastAtMs: 1_000 }, 0],
    ['forgotten', { attempts: 50, lastAtMs: 10_000 - 3_600_000 }, 0],
  ])('%s', (_name, record, expected) => {
    expect(waitMs(record, 10_000, USER_POLICY)).toBe(expected);
  });
});

describe('SignInThrottle', () => {
  const ofAcme = { user: 'ann@acme', address: '198.51.100.7' };

  it('slows a user down from the sixth attempt, whatever the address and the case', () => {
    const throttle = new SignInThrottle(new VirtualClock());
    for (let attempt = 0; attempt < 5; attempt++) {
      expect(throttle.begin({ user: 'Ann@acme', address: `198.51.100.${attempt}` })).toEqual({
        kind: 'try',
      });
    }
    expect(throttle.begin(ofAcme)).toEqual({ kind: 'wait', retryAfterMs: 1_000 });
    expect(throttle.begin({ ...ofAcme, user: 'ann@globex' })).toEqual({ kind: 'try' });
  });

  it('doubles the wait with each failure, and starts over after a success', async () => {
    const clock = new VirtualClock();
    const throttle = new SignInThrottle(clock);
    for (let attempt = 0; attempt < 5; attempt++) throttle.begin(ofAcme);
    for (const wait of [1_000, 2_000, 4_000]) {
      expect(throttle.begin(ofAcme)).toEqual({ kind: 'wait', retryAfterMs: wait });
      await clock.advance(wait);
      expect(throttle.begin(ofAcme)).toEqual({ kind: 'try' });
    }
    throttle.succeeded(ofAcme);
    expect(throttle.begin(ofAcme)).toEqual({ kind: 'try' });
  });

  it('slows an address down over all users, and own successes do not reset it', () => {
    const throttle = new SignInThrottle(new VirtualClock());
    const own = { user: 'mallory', address: ofAcme.address };
    for (let attempt = 0; attempt < 20; attempt++) {
      throttle.begin({ user: `user${attempt}`, address: ofAcme.address });
      if (attempt % 5 === 0) {
        throttle.begin(own);
        throttle.succeeded(own);
      }
    }
    expect(throttle.begin(own)).toMatchObject({ kind: 'wait' });
    expect(throttle.begin({ ...own, address: '203.0.113.1' })).toEqual({ kind: 'try' });
  });

  it('counts an IPv6 network as one address', () => {
    const throttle = new SignInThrottle(new VirtualClock());
    for (let attempt = 0; attempt < 20; attempt++) {
      throttle.begin({ user: `user${attempt}`, address: `2001:db8:1:2::${attempt}` });
    }
    expect(throttle.begin({ user: 'x', address: '2001:db8:1:2:ffff::1' })).toMatchObject({
      kind: 'wait',
    });
    expect(throttle.begin({ user: 'x', address: '2001:db8:1:3::1' })).toEqual({ kind: 'try' });
  });

  it('remembers a bounded number', () => {
    const throttle = new SignInThrottle(new VirtualClock(), 3);
    for (let attempt = 0; attempt < 6; attempt++) throttle.begin(ofAcme);
    expect(throttle.begin(ofAcme)).toMatchObject({ kind: 'wait' });
    for (let user = 0; user < 3; user++)
      throttle.begin({ user: `u${user}`, address: `192.0.2.${user}` });
    expect(throttle.begin(ofAcme)).toEqual({ kind: 'try' });
  });
});

describe('checkOrigin', () => {
  const PUBLIC = 'https://tocsin.example/base';
  it.each<[string, OriginFacts, string]>([
    [
      'own public origin',
      { origin: 'https://tocsin.example', host: '10.0.0.1:8080', credential: 'cookie' },
      'allowed',
    ],
    [
      'host that was asked',
      { origin: 'http://127.0.0.1:8080', host: '127.0.0.1:8080', credential: 'cookie' },
      'allowed',
    ],
    [
      'default port written out',
      { origin: 'https://a.example', host: 'a.example:443', credential: 'cookie' },
      'allowed',
    ],
    ['bearer without origin', { origin: undefined, host: 'x', credential: 'bearer' }, 'allowed'],
    ['basic without origin', { origin: undefined, host: 'x', credential: 'basic' }, 'allowed'],
    [
      'cookie without origin',
      { origin: undefined, host: 'x', credential: 'cookie' },
      'origin missing',
    ],
    [
      'nobody without origin',
      { origin: undefined, host: 'x', credential: 'none' },
      'origin missing',
    ],
    [
      'foreign',
      { origin: 'https://evil.example', host: 'tocsin.example', credential: 'cookie' },
      'origin foreign',
    ],
    [
      'foreign with bearer',
      { origin: 'https://evil.example', host: 'tocsin.example', credential: 'bearer' },
      'origin foreign',
    ],
    [
      'other scheme',
      { origin: 'http://tocsin.example', host: 'internal', credential: 'cookie' },
      'origin foreign',
    ],
    [
      'other port',
      { origin: 'https://tocsin.example:8443', host: 'tocsin.example', credential: 'cookie' },
      'origin foreign',
    ],
    [
      'a name that begins the same',
      {
        origin: 'https://tocsin.example.evil.example',
        host: 'tocsin.example',
        credential: 'cookie',
      },
      'origin foreign',
    ],
    ['null', { origin: 'null', host: 'tocsin.example', credential: 'cookie' }, 'origin foreign'],
    ['file', { origin: 'file://', host: 'tocsin.example', credential: 'cookie' }, 'origin foreign'],
    [
      'no host',
      { origin: 'https://a.example', host: undefined, credential: 'cookie' },
      'origin foreign',
    ],
    [
      'host that is no host',
      { origin: 'https://a.example', host: 'a b', credential: 'cookie' },
      'origin foreign',
    ],
  ])('%s', (_name, facts, expected) => {
    const decision = checkOrigin(facts, PUBLIC);
    expect(decision.kind === 'allowed' ? 'allowed' : decision.reason).toBe(expected);
  });
});
