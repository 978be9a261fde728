import { createHmac, hash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** Lets people and secret scanners see what it is. */
const TOKEN_PREFIX = 'tocsin_';

/** A new credential: `token` is shown once, `hash` is stored. */
export interface SecretToken {
  /** `tocsin_` and 256 random bits in base64url, 50 characters. */
  readonly token: string;
  readonly hash: string;
}

export function createSecretToken(): SecretToken {
  const token = `${TOKEN_PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  return { token, hash: hashSecretToken(token) };
}

/**
 * A credential that can be made again from its id, for what we deliver ourselves and must be able to
 * deliver once more: HMAC-SHA-256 of the id.
 * @param key 32 bytes that nothing else uses
 */
export function derivedSecretToken(key: Uint8Array, id: string): SecretToken {
  const digest = createHmac('sha256', key).update(id).digest('base64url');
  const token = `${TOKEN_PREFIX}${digest}`;
  return { token, hash: hashSecretToken(token) };
}

/**
 * SHA-256 in base64url (43 characters), by which a token is stored and looked up. No salt and no slow
 * hash: 256 random bits cannot be guessed. Also for session ids.
 */
export function hashSecretToken(token: string): string {
  return hash('sha256', token, 'base64url');
}
