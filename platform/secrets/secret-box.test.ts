import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseKeyRing } from './key-ring.ts';
import { loadKeyRing } from './key-ring-file.ts';
import { createSecretBox } from './secret-box.ts';

const keyOf = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const ringOf = (...bytes: number[]) => parseKeyRing(bytes.map(keyOf).join(','), 'test');
const ACME = 'acme/channel/01J/password';
const GLOBEX = 'globex/channel/01J/password';

describe('secret box', () => {
  const box = createSecretBox(ringOf(1));

  it.each(['', 'hunter2', 'https://robot.example/send?access_token=x', '密码🚨'])(
    'opens what it sealed: "%s"',
    (secret) => {
      const envelope = box.seal(secret, ACME);
      expect(envelope).toMatch(/^s1\.[0-9a-f]{8}\.[\w-]+$/);
      expect(box.open(envelope, ACME)).toBe(secret);
    },
  );

  it('seals the same secret differently each time', () => {
    expect(box.seal('x', ACME)).not.toBe(box.seal('x', ACME));
  });

  it('does not open in the place of another tenant', () => {
    expect(() => box.open(box.seal('x', ACME), GLOBEX)).toThrow('belongs to something else');
  });

  it('does not open when one character was changed', () => {
    const envelope = box.seal('hunter2', ACME);
    const at = envelope.length - 5;
    const other = envelope[at] === 'A' ? 'B' : 'A';
    expect(() => box.open(envelope.slice(0, at) + other + envelope.slice(at + 1), ACME)).toThrow(
      'does not open',
    );
  });

  it.each(['', 'plain', 's1.00000000.AAAA', 's0.a.b', 's1.a.b.c'])(
    'refuses what is no envelope: "%s"',
    (text) => {
      expect(() => box.open(text, ACME)).toThrow('is not an envelope');
    },
  );

  it('rotates: the newest key seals, older ones open, a missing one is named', () => {
    const old = box.seal('hunter2', ACME);
    const rotated = createSecretBox(ringOf(2, 1));
    expect(rotated.open(old, ACME)).toBe('hunter2');
    expect(rotated.needsRotation(old)).toBe(true);
    const fresh = rotated.seal(rotated.open(old, ACME), ACME);
    expect(rotated.needsRotation(fresh)).toBe(false);
    const without = createSecretBox(ringOf(2));
    expect(without.open(fresh, ACME)).toBe('hunter2');
    expect(() => without.open(old, ACME)).toThrow(
      /sealed with key [0-9a-f]{8}, which is not among the keys/,
    );
  });

  it('derives keys by purpose, stable over restarts and kept over a rotation', () => {
    const mac = box.deriveKey('rule-label-mac');
    expect(mac).toHaveLength(32);
    expect(createSecretBox(ringOf(1)).deriveKey('rule-label-mac')).toEqual(mac);
    expect(box.deriveKey('session')).not.toEqual(mac);
    const rotated = createSecretBox(ringOf(2, 1));
    expect(rotated.deriveKey('rule-label-mac')).not.toEqual(mac);
    expect(rotated.deriveKeys('rule-label-mac')).toEqual([
      rotated.deriveKey('rule-label-mac'),
      mac,
    ]);
  });
});

describe('key ring', () => {
  it.each([
    ['base64', keyOf(7)],
    ['base64url', Buffer.alloc(32, 0xfb).toString('base64url')],
    ['hexadecimal', Buffer.alloc(32, 7).toString('hex')],
    ['a file with comments', `# newest\n${keyOf(7)}\n\n# old\n${keyOf(8)}\n`],
  ])('reads %s', (_name, text) => {
    expect(parseKeyRing(text, 'test').newest.bytes).toHaveLength(32);
  });

  it.each([
    ['nothing', '# only a comment', /holds no key/],
    [
      'a short key',
      Buffer.alloc(16).toString('base64'),
      /Key 1 in test has 16 bytes; 32 bytes are needed/,
    ],
    ['a password', 'correct horse!', /neither base64 nor hexadecimal/],
    ['the same key twice', `${keyOf(1)},${keyOf(1)}`, /same key twice/],
  ])('refuses %s, without repeating it', (_name, text, message) => {
    expect(() => parseKeyRing(text, 'test')).toThrow(message);
    expect(() => parseKeyRing(text, 'test')).not.toThrow(text);
  });
});

describe('key file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-keys-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'data', 'secret.key');
  const load = () => loadKeyRing({ file, environment: undefined });

  it('is made on the first start with tight permissions, and kept', () => {
    const first = load();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
    expect(load().newest.id).toBe(first.newest.id);
  });

  it('rotates by a new line on top', () => {
    const before = load().newest.id;
    writeFileSync(file, `${keyOf(9)}\n${readFileSync(file, 'utf8')}`);
    expect(load().all.map(({ id }) => id)).toEqual([expect.not.stringMatching(before), before]);
  });

  it('is refused when others can read it', () => {
    chmodSync(file, 0o640);
    expect(load).toThrow(/can be read by others.*mode 640.*chmod 600/);
    chmodSync(file, 0o600);
  });

  it('gives way to the environment', () => {
    const ring = loadKeyRing({ file, environment: keyOf(3) });
    expect(ring.all).toHaveLength(1);
    expect(ring.newest.id).toBe(ringOf(3).newest.id);
  });
});
