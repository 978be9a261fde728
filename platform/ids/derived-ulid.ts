import { createHash } from 'node:crypto';
import { encodeTime } from 'ulid';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_CHARS = 16;

/**
 * A ULID that anybody makes again from the same instant and text: what was decided twice is stored
 * once. Ordered by the instant like any other.
 * @param atMs Unix milliseconds, >= 0
 */
export function derivedUlid(atMs: number, text: string): string {
  const digest = createHash('sha256').update(text).digest();
  const random = [...digest.subarray(0, RANDOM_CHARS)].map((byte) => ALPHABET[byte & 31]);
  return `${encodeTime(atMs)}${random.join('')}`;
}
