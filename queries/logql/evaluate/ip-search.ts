import { type IpRange, readIpPattern } from '../ip-pattern.ts';

const V4 = /[0-9.]+/g;
const V6 = /[0-9a-fA-F:.]+/g;

/** Longest text of an address; longer runs of its characters are none. */
const MAX_ADDRESS = 45;

/** Is there an address in the text that belongs to the range? */
export function holdsAddress(text: string, range: IpRange): boolean {
  for (const [run] of text.matchAll(range.bits === 32 ? V4 : V6)) {
    if (run.length < 2 || run.length > MAX_ADDRESS) continue;
    if (range.bits === 128 && !run.includes(':')) continue;
    const address = readIpPattern(run);
    if (address === null || address.bits !== range.bits) continue;
    if (address.first >= range.first && address.first <= range.last) return true;
  }
  return false;
}
