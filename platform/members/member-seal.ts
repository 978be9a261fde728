import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';

/** Of the keys that all members share: `secrets.deriveKeys(SEAL_PURPOSE)`, newest first. */
export const SEAL_PURPOSE = 'members of one database';

/** Longer than any two clocks differ, shorter than anybody keeps a header. */
const VALID_MS = 60_000;

/**
 * Signs what one member says to another, so that nobody else can: `<ms>.<mac>`. It holds for exactly
 * the facts that were signed, for a minute.
 */
export class MemberSeal {
  readonly #keys: readonly Uint8Array[];
  readonly #clock: Clock;

  constructor(keys: readonly Uint8Array[], clock: Clock) {
    this.#keys = keys;
    this.#clock = clock;
  }

  sign(facts: readonly string[]): string {
    const [newest] = this.#keys;
    if (newest === undefined) throw new TypeError('there is no key to sign with');
    const at = String(this.#clock.nowMs());
    return `${at}.${macOf(newest, at, facts).toString('base64url')}`;
  }

  holds(seal: string, facts: readonly string[]): boolean {
    const [at = '', text = '', ...rest] = seal.split('.');
    if (rest.length > 0 || !/^\d{1,15}$/.test(at)) return false;
    if (Math.abs(this.#clock.nowMs() - Number(at)) > VALID_MS) return false;
    const given = Buffer.from(text, 'base64url');
    return this.#keys.some((key) => {
      const mac = macOf(key, at, facts);
      return mac.byteLength === given.byteLength && timingSafeEqual(mac, given);
    });
  }
}

function macOf(key: Uint8Array, at: string, facts: readonly string[]): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([at, ...facts]))
    .digest();
}
