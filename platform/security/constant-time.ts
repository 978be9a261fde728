import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares two secrets in a time that depends neither on where they differ nor on their lengths. */
export function equalsInConstantTime(a: string | Uint8Array, b: string | Uint8Array): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(value: string | Uint8Array): Buffer {
  return createHash('sha256').update(value).digest();
}
