import { BlockList, isIP } from 'node:net';

/** Whether what an address says about where a request came from is believed. */
export type TrustsProxy = (address: string) => boolean;

/** Names that stand for several networks, as `server.trustedProxies` takes them. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/**
 * Reads a list of addresses, networks (`10.0.0.0/8`, `10.0.0.0/255.0.0.0`) and names.
 * @throws Error for anything else
 */
export function trustsProxies(proxies: readonly string[]): TrustsProxy {
  const list = new BlockList();
  for (const network of proxies.flatMap((one) => NAMED[one] ?? [one])) addTo(list, network);
  return (address) => {
    const [plain = ''] = address.split('%', 1);
    const family = isIP(plain);
    return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
  };
}

/**
 * The nearest address that is not a trusted proxy; the farthest when all are. `X-Forwarded-For` is read
 * from its end, where the nearest proxy writes, so that what a client puts before it counts for nothing.
 * @param peer the other end of the connection; undefined when it is gone
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trusts: TrustsProxy,
): string | undefined {
  if (peer === undefined) return undefined;
  const said = (forwardedFor ?? '').split(',').map((one) => one.trim());
  const hops = [peer, ...said.filter((one) => one !== '').reverse()];
  return hops.find((hop) => !trusts(hop)) ?? hops.at(-1);
}

function addTo(list: BlockList, network: string): void {
  const [address = '', range] = network.split('/', 2);
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (range === undefined) list.addAddress(address, family);
  else list.addSubnet(address, prefixOf(range), family);
}

function prefixOf(range: string): number {
  if (isIP(range) !== 4) return Number(range);
  const bits = range.split('.').map((byte) => Number(byte).toString(2).padStart(8, '0'));
  return bits.join('').replace(/0+$/, '').length;
}
