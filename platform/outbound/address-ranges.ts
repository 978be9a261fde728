import type { AddressBytes, AddressRange } from './ip-address.ts';
import { addressBytes, embeddedIpv4, isInRange, parseRange, unmapped } from './ip-address.ts';

/**
 * Ranges that are not the public internet, and what they are.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const SPECIAL_RANGES: readonly (readonly [string, string])[] = [
  ['0.0.0.0/8', 'unspecified'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'carrier-grade NAT'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'protocol assignments'],
  ['192.0.2.0/24', 'documentation'],
  ['192.88.99.0/24', '6to4 relay'],
  ['192.168.0.0/16', 'private'],
  ['198.18.0.0/15', 'benchmarking'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved or broadcast'],
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['::/96', 'IPv4-compatible'],
  ['64:ff9b::/96', 'NAT64'],
  ['64:ff9b:1::/48', 'NAT64'],
  ['100::/64', 'discard'],
  ['2001::/23', 'protocol assignments'],
  ['2001:db8::/32', 'documentation'],
  ['2002::/16', '6to4'],
  ['3fff::/20', 'documentation'],
  ['5f00::/16', 'segment routing'],
  ['fc00::/7', 'private'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'site-local'],
  ['ff00::/8', 'multicast'],
];

/** Where clouds hand out credentials and instance data: AWS, Azure, Google, Alibaba, ECS, EKS. */
const METADATA_RANGES: readonly string[] = [
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '168.63.129.16',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
];

/** All that IANA has given out for global unicast; anything else in IPv6 is not public. */
const GLOBAL_IPV6 = rangeOf('2000::/3');
const SPECIAL = SPECIAL_RANGES.map(([text, name]) => ({ range: rangeOf(text), name }));
const METADATA = METADATA_RANGES.map(rangeOf);

/**
 * Why an address is not the public internet, e.g. `loopback` for `127.0.0.1` and for
 * `::ffff:127.0.0.1`; undefined when it is public. What is no address at all is not public.
 */
export function nonPublicReason(address: string): string | undefined {
  const raw = addressBytes(address);
  if (!raw) return 'not an IP address';
  const bytes = unmapped(raw);
  const special = SPECIAL.find(({ range }) => isInRange(bytes, range));
  if (special) return special.name;
  return bytes.length === 16 && !isInRange(bytes, GLOBAL_IPV6) ? 'reserved' : undefined;
}

/** True when the address, or the IPv4 address inside it, is a cloud's metadata service. */
export function isMetadataAddress(address: string): boolean {
  const bytes = addressBytes(address);
  if (!bytes) return false;
  const inner = embeddedIpv4(bytes);
  return isMetadata(bytes) || (inner !== undefined && isMetadata(inner));
}

function isMetadata(bytes: AddressBytes): boolean {
  return METADATA.some((range) => isInRange(bytes, range));
}

function rangeOf(text: string): AddressRange {
  const range = parseRange(text);
  if (!range) throw new TypeError(`not a range: ${text}`);
  return range;
}
