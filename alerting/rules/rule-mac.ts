import { createHmac, timingSafeEqual } from 'node:crypto';

/** Bytes of the HMAC-SHA256 that are kept: 128 bits, 22 characters of base64url. */
const MAC_BYTES = 16;
const MAC_CHARS = 22;
const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/**
 * The value of `tocsin_rule` on the alerts of one rule on one cluster: `<rule id>.<mac>`,
 * e.g. `01J0000000000000000000ACME.w3q…`. The MAC covers rule id and cluster, so that a label copied
 * from an alert of another cluster, or with another id, is not accepted.
 *
 * @param key secret of this purpose alone, at least 16 bytes.
 * @param ruleId ULID.
 * @throws RangeError when the key is too short to be a secret.
 */
export function ruleLabel(key: Uint8Array, ruleId: string, cluster: string): string {
  return `${ruleId}.${macOf(key, ruleId, cluster).toString('base64url')}`;
}

/**
 * Reads a label made by `ruleLabel` with the same key and cluster.
 * @returns the rule id, or undefined for anything else: never throws on input from outside.
 */
export function readRuleLabel(key: Uint8Array, cluster: string, value: string): string | undefined {
  const [ruleId = '', mac = '', ...rest] = value.split('.', 3);
  if (rest.length > 0 || mac.length !== MAC_CHARS || !ULID.test(ruleId)) return undefined;
  const claimed = Buffer.from(mac, 'base64url');
  const expected = macOf(key, ruleId, cluster);
  // One byte string has several base64url spellings; only the one we print is ours.
  if (claimed.length !== MAC_BYTES || claimed.toString('base64url') !== mac) return undefined;
  return timingSafeEqual(claimed, expected) ? ruleId : undefined;
}

/** Each part is preceded by its length: no two pairs of texts give the same bytes. */
function macOf(key: Uint8Array, ruleId: string, cluster: string): Buffer {
  if (key.length < 16) throw new RangeError('the key of rule labels must have at least 16 bytes');
  const hmac = createHmac('sha256', key);
  for (const part of [ruleId, cluster]) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hmac.update(length).update(bytes);
  }
  return hmac.digest().subarray(0, MAC_BYTES);
}
