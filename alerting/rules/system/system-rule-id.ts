import { createHash } from 'node:crypto';

/** The time of no rule that somebody wrote, so that system rules come after those in a list by id. */
const PREFIX = '0000000SYS';
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHARS = 16;

/**
 * The id of an owner's system rule, in the form of a ULID: the same in every process and version,
 * so that incidents and signed labels of it stay its own. 80 bits of a hash of both names.
 *
 * @example systemRuleId('acme', 'pod-crash-looping') // '0000000SYS…'
 */
export function systemRuleId(owner: string, rule: string): string {
  const digest = createHash('sha256').update(`system-rule\0${owner}\0${rule}`).digest();
  let bits = 0n;
  for (const byte of digest.subarray(0, (CHARS * 5) / 8)) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let i = 0; i < CHARS; i++) {
    text = ALPHABET.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return PREFIX + text;
}
