import { createHash, hkdfSync } from 'node:crypto';
import { AppError } from '../errors/app-error.ts';

/** Bytes of a key (AES-256). */
export const KEY_BYTES = 32;

/** A key and the name by which an envelope tells that it was sealed with it. */
export interface SecretKey {
  /** First 8 hexadecimal digits of a hash that cannot be turned back; e.g. `3fa1c09b`. */
  readonly id: string;
  readonly bytes: Buffer;
}

/** Keys, the newest first; it seals, all of them open. Never empty. */
export interface KeyRing {
  readonly newest: SecretKey;
  readonly all: readonly SecretKey[];
}

/**
 * Reads keys, newest first, separated by line breaks or commas; `#` begins a comment line. A key
 * is 32 bytes in base64 (44 characters, also base64url) or hexadecimal (64 digits).
 * @param source e.g. `TOCSIN_SECRET_KEY`, for the messages
 * @throws AppError `invalid` for no key, a key of another length, or the same key twice.
 */
export function parseKeyRing(text: string, source: string): KeyRing {
  const entries = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const keys = entries.map((entry, index) => parseKey(entry, index + 1, source));
  const [newest] = keys;
  if (!newest) throw new AppError('invalid', `${source} holds no key. ${HOW_TO_MAKE}`);
  if (new Set(keys.map(({ id }) => id)).size < keys.length) {
    throw new AppError('invalid', `${source} holds the same key twice.`);
  }
  return { newest, all: keys };
}

const HOW_TO_MAKE = 'Make one with: openssl rand -base64 32';

function parseKey(entry: string, position: number, source: string): SecretKey {
  const bytes = decode(entry);
  if (bytes?.byteLength !== KEY_BYTES) {
    const found = bytes ? `has ${bytes.byteLength} bytes` : 'is neither base64 nor hexadecimal';
    throw new AppError(
      'invalid',
      `Key ${position} in ${source} ${found}; ${KEY_BYTES} bytes are needed. ${HOW_TO_MAKE}`,
    );
  }
  return { id: keyId(bytes), bytes };
}

function decode(entry: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(entry)) return Buffer.from(entry, 'hex');
  if (/^[\w+/-]+={0,2}$/.test(entry)) return Buffer.from(entry, 'base64');
  return undefined;
}

function keyId(bytes: Buffer): string {
  const derived = Buffer.from(hkdfSync('sha256', bytes, '', 'tocsin key id', KEY_BYTES));
  return createHash('sha256').update(derived).digest('hex').slice(0, 8);
}
