import { isIP } from 'node:net';

/** An IP address as its bytes: 4 of them, or 16. */
export type AddressBytes = readonly number[];

/**
 * Bytes of a textual IP address; undefined when it is none. Zone ids (`fe80::1%eth0`) are cut off.
 * Only the plain forms: `0x7f.1` and the like are turned into these by the URL parser.
 */
export function addressBytes(address: string): AddressBytes | undefined {
  const plain = address.split('%', 1)[0] ?? '';
  switch (isIP(plain)) {
    case 4:
      return plain.split('.').map(Number);
    case 6:
      return ipv6Bytes(plain);
    default:
      return undefined;
  }
}

/**
 * The IPv4 address that an IPv6 address carries inside: mapped `::ffff:a.b.c.d`, compatible
 * `::a.b.c.d`, NAT64 `64:ff9b::a.b.c.d`, 6to4 `2002:a.b.c.d::`. Undefined when it carries none.
 */
export function embeddedIpv4(bytes: AddressBytes): AddressBytes | undefined {
  if (bytes.length !== 16) return undefined;
  if (startsWith(bytes, [0x20, 0x02])) return bytes.slice(2, 6);
  const isLow = bytes.slice(0, 10).every((byte) => byte === 0);
  const isMapped = isLow && bytes[10] === 0xff && bytes[11] === 0xff;
  const isCompatible = isLow && bytes[10] === 0 && bytes[11] === 0;
  const isNat64 =
    startsWith(bytes, [0x00, 0x64, 0xff, 0x9b]) && bytes.slice(4, 12).every((byte) => byte === 0);
  return isMapped || isCompatible || isNat64 ? bytes.slice(12) : undefined;
}

/** True for an IPv4-mapped IPv6 address, which is that IPv4 address on the wire. */
export function unmapped(bytes: AddressBytes): AddressBytes {
  const isMapped =
    bytes.length === 16 &&
    bytes.slice(0, 10).every((byte) => byte === 0) &&
    bytes[10] === 0xff &&
    bytes[11] === 0xff;
  return isMapped ? bytes.slice(12) : bytes;
}

/** A range of addresses, e.g. of `10.0.0.0/8`. */
export interface AddressRange {
  readonly bytes: AddressBytes;
  readonly prefixBits: number;
}

/** Parses `10.0.0.0/8`, `fd00::/8`, or one address; undefined when it is neither. */
export function parseRange(text: string): AddressRange | undefined {
  const [address = '', prefix, ...rest] = text.split('/');
  const bytes = addressBytes(address);
  if (!bytes || rest.length > 0 || address.includes('%')) return undefined;
  if (prefix === undefined) return { bytes, prefixBits: bytes.length * 8 };
  const prefixBits = Number(prefix);
  const isValid = /^\d{1,3}$/.test(prefix) && prefixBits <= bytes.length * 8;
  return isValid ? { bytes, prefixBits } : undefined;
}

/** True when the address lies in the range; an IPv4 address is never in an IPv6 range. */
export function isInRange(bytes: AddressBytes, range: AddressRange): boolean {
  if (bytes.length !== range.bytes.length) return false;
  const wholeBytes = range.prefixBits >> 3;
  if (!startsWith(bytes, range.bytes.slice(0, wholeBytes))) return false;
  const restBits = range.prefixBits & 7;
  if (restBits === 0) return true;
  const mask = (0xff << (8 - restBits)) & 0xff;
  return ((bytes[wholeBytes] ?? 0) & mask) === ((range.bytes[wholeBytes] ?? 0) & mask);
}

function startsWith(bytes: AddressBytes, head: AddressBytes): boolean {
  return head.every((byte, index) => bytes[index] === byte);
}

/** `isIP` has said that the text is valid. */
function ipv6Bytes(text: string): AddressBytes {
  const [head = '', tail] = text.split('::', 2);
  const first = groupsOf(head);
  const last = groupsOf(tail ?? '');
  const gap = new Array<number>(16 - first.length - last.length).fill(0);
  return [...first, ...gap, ...last];
}

function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
