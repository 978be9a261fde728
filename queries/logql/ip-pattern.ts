/** The addresses that `ip("…")` means, as numbers, both ends included; `bits` tells the families apart. */
export interface IpRange {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly last: bigint;
}

interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** Reads an address, `10.0.0.0/8`, or `10.0.0.1-10.0.0.9`; `null` when it is none of them. */
export function readIpPattern(text: string): IpRange | null {
  const slash = text.indexOf('/');
  if (slash !== -1) return readPrefix(text.slice(0, slash), text.slice(slash + 1));
  const dash = text.indexOf('-');
  if (dash === -1) {
    const only = readAddress(text);
    return only === null ? null : { bits: only.bits, first: only.value, last: only.value };
  }
  const first = readAddress(text.slice(0, dash));
  const last = readAddress(text.slice(dash + 1));
  if (first === null || last === null || first.bits !== last.bits) return null;
  return first.value <= last.value
    ? { bits: first.bits, first: first.value, last: last.value }
    : null;
}

function readPrefix(addressText: string, lengthText: string): IpRange | null {
  const address = readAddress(addressText);
  if (address === null || !/^(?:0|[1-9][0-9]{0,2})$/.test(lengthText)) return null;
  const { bits, value } = address;
  const length = Number(lengthText);
  if (length > bits) return null;
  const hostMask = (1n << BigInt(bits - length)) - 1n;
  return { bits, first: value & ~hostMask, last: value | hostMask };
}

/** An IPv4 or IPv6 address without zone; leading zeros are refused as in Go. */
function readAddress(text: string): Address | null {
  if (!text.includes(':')) {
    const value = readV4(text);
    return value === null ? null : { bits: 32, value };
  }
  const value = readV6(text);
  return value === null ? null : { bits: 128, value };
}

function readV4(text: string): bigint | null {
  if (!/^(?:(?:0|[1-9][0-9]{0,2})(?:\.(?!$)|$)){4}$/.test(text)) return null;
  let value = 0n;
  for (const part of text.split('.')) {
    if (Number(part) > 255) return null;
    value = value * 256n + BigInt(part);
  }
  return value;
}

/** Longest text of an IPv6 address, with an IPv4 tail. */
const MAX_V6_LENGTH = 45;

function readV6(text: string): bigint | null {
  if (text.length > MAX_V6_LENGTH) return null;
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head = '', tail] = halves;
  const front = readGroups(head, tail === undefined);
  const back = tail === undefined ? [] : readGroups(tail, true);
  if (front === null || back === null) return null;
  const missing = 8 - front.length - back.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...front, ...Array<number>(missing).fill(0), ...back];
  return groups.reduce((value, group) => value * 65_536n + BigInt(group), 0n);
}

/** Groups of 16 bits; the last two may be written as an IPv4 address where the text ends. */
function readGroups(text: string, isEnd: boolean): readonly number[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [i, part] of parts.entries()) {
    const v4 = isEnd && i === parts.length - 1 && part.includes('.') ? readV4(part) : null;
    if (v4 !== null) groups.push(Number(v4 >> 16n), Number(v4 & 0xffffn));
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}
