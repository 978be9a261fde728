import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '../errors/app-error.ts';
import { KEY_BYTES, type KeyRing, type SecretKey } from './key-ring.ts';

const VERSION = 's1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals secrets for storage with AES-256-GCM. An envelope is text:
 * `s1.<key id>.<base64url of nonce, ciphertext and tag>`.
 *
 * The context, e.g. `acme/channel/01J8…/password`, is authenticated but not stored: an envelope that
 * was copied to another row or tenant does not open.
 */
export interface SecretBox {
  seal(secret: string, context: string): string;
  /** @throws AppError `internal` when the key is not at hand, or envelope and context do not match. */
  open(envelope: string, context: string): string;
  /** True when an envelope was sealed with a key that is no longer the newest: seal it again. */
  needsRotation(envelope: string): boolean;
  /** A key of 32 bytes for one named purpose, e.g. `rule-label-mac`, from the newest key. */
  deriveKey(purpose: string): Buffer;
  /** The same from every key, newest first: what was signed before a rotation still verifies. */
  deriveKeys(purpose: string): readonly Buffer[];
}

export function createSecretBox(ring: KeyRing): SecretBox {
  const sealingKey = cipherKey(ring.newest);
  const openingKeys = new Map(ring.all.map((key) => [key.id, cipherKey(key)]));
  return {
    seal: (secret, context) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce);
      cipher.setAAD(associatedData(ring.newest.id, context));
      const sealed = Buffer.concat([
        nonce,
        cipher.update(secret, 'utf8'),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      return `${VERSION}.${ring.newest.id}.${sealed.toString('base64url')}`;
    },
    open: (envelope, context) => {
      const { keyId, sealed } = parseEnvelope(envelope, context);
      const key = openingKeys.get(keyId);
      if (!key) throw keyMissing(keyId, context, ring);
      return decipher(key, sealed, associatedData(keyId, context), context);
    },
    needsRotation: (envelope) => envelope.split('.')[1] !== ring.newest.id,
    deriveKey: (purpose) => derive(ring.newest, `purpose ${purpose}`),
    deriveKeys: (purpose) => ring.all.map((key) => derive(key, `purpose ${purpose}`)),
  };
}

const cipherKey = (key: SecretKey): Buffer => derive(key, 'seal');

function derive(key: SecretKey, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key.bytes, '', `tocsin ${info}`, KEY_BYTES));
}

const associatedData = (keyId: string, context: string): Buffer =>
  Buffer.from(`${VERSION}\u0000${keyId}\u0000${context}`);

function parseEnvelope(envelope: string, context: string): { keyId: string; sealed: Buffer } {
  const [version, keyId = '', text = '', ...rest] = envelope.split('.');
  const sealed = Buffer.from(text, 'base64url');
  if (version !== VERSION || rest.length > 0 || sealed.byteLength < NONCE_BYTES + TAG_BYTES) {
    throw new AppError('internal', `The stored secret of ${context} is not an envelope.`);
  }
  return { keyId, sealed };
}

function decipher(key: Buffer, sealed: Buffer, associated: Buffer, context: string): string {
  const tagAt = sealed.byteLength - TAG_BYTES;
  const opener = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  opener.setAAD(associated);
  opener.setAuthTag(sealed.subarray(tagAt));
  try {
    const text = Buffer.concat([
      opener.update(sealed.subarray(NONCE_BYTES, tagAt)),
      opener.final(),
    ]);
    return text.toString('utf8');
  } catch (cause) {
    throw new AppError(
      'internal',
      `The stored secret of ${context} does not open: it was changed, or belongs to something else.`,
      { cause },
    );
  }
}

function keyMissing(keyId: string, context: string, ring: KeyRing): AppError {
  const held = ring.all.map(({ id }) => id).join(', ');
  return new AppError(
    'internal',
    `The secret of ${context} was sealed with key ${keyId}, which is not among the keys at hand ` +
      `(${held}). Put the old key back below the new one.`,
  );
}
