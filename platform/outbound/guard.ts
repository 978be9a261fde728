import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { addressPolicy, type OutboundPolicy } from './address-policy.ts';
import { type AllowList, parseAllowList, plainHost } from './allow-list.ts';

/** All addresses of a name, as `dns.lookup` with `all` gives them. */
export type Resolver = (host: string) => Promise<readonly LookupAddress[]>;

export interface GuardOptions {
  readonly policy: OutboundPolicy;
  /** See `parseAllowList`. */
  readonly allow?: readonly string[];
  /** Further exceptions, asked at each check, so that they may change meanwhile. */
  readonly approved?: AllowList;
  /** The operating system's by default; tests pass their own. */
  readonly resolve?: Resolver;
}

/** A connection that policy forbids. `reason` is e.g. `loopback`; no address is told. */
class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
  readonly code = 'ADDRESS_REFUSED';
  readonly host: string;
  readonly reason: string;

  constructor(host: string, reason: string, policy: OutboundPolicy) {
    const help =
      policy === 'tenant'
        ? ' An administrator can allow it: for channels, ask for it under Private addresses.'
        : '';
    super(`${host} is not allowed as a destination (${reason}).${help}`);
    this.host = host;
    this.reason = reason;
  }
}

/** The refusal behind an error of a client library, which wraps what the guard throws. */
export function refusalIn(thrown: unknown): AddressRefusedError | undefined {
  let error = thrown;
  for (let depth = 0; depth < 5 && error instanceof Error; depth++) {
    if (error instanceof AddressRefusedError) return error;
    error = error.cause;
  }
  return undefined;
}

/** An address that has been checked, to connect to instead of the name. */
export interface CheckedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/**
 * The one judge of outbound connections. Three checks, since each alone can be got round: literal
 * addresses before connecting (they are never looked up), all addresses of a name inside the very
 * look-up that the connection uses, and the peer's address once it is connected.
 */
export interface Guard {
  /** @throws AddressRefusedError when the host is a literal address that is not allowed. */
  checkLiteral(host: string, port: number): void;
  /** The look-up to give to a socket; refuses the name if any of its addresses is refused. */
  lookupFor(port: number): LookupFunction;
  /** Resolves and checks, for clients that take one address to connect to; IPv4 is preferred. */
  resolveChecked(host: string, port: number): Promise<CheckedAddress>;
  /** @throws AddressRefusedError when a connected socket's peer is not allowed. */
  checkPeer(host: string, port: number, socket: Pick<Socket, 'remoteAddress'>): void;
}

/** @throws AppError `invalid` for an allow list that cannot be read. */
export function createGuard(options: GuardOptions): Guard {
  const listed = parseAllowList(options.allow ?? []);
  const { approved } = options;
  const judge = addressPolicy(options.policy, {
    has: (target) => listed.has(target) || (approved?.has(target) ?? false),
  });
  const resolve = options.resolve ?? systemResolver;
  const check = (host: string, port: number, address: string): void => {
    const reason = judge({ host, port, address });
    if (reason !== undefined) throw new AddressRefusedError(host, reason, options.policy);
  };
  const resolveAll = async (host: string, port: number): Promise<readonly LookupAddress[]> => {
    const literal = plainHost(host);
    const family = isIP(literal);
    const found = family === 0 ? await resolve(host) : [{ address: literal, family }];
    if (found.length === 0) throw noAddress(host);
    for (const { address } of found) check(host, port, address);
    return found;
  };
  return {
    checkLiteral: (host, port) => {
      const literal = plainHost(host);
      if (isIP(literal) !== 0) check(literal, port, literal);
    },
    lookupFor: (port) => lookupWith((host) => resolveAll(host, port)),
    resolveChecked: async (host, port) => {
      const found = await resolveAll(host, port);
      const first = found.find(({ family }) => family === 4) ?? found[0];
      if (!first) throw noAddress(host);
      return { address: first.address, family: first.family === 6 ? 6 : 4 };
    },
    checkPeer: (host, port, socket) => check(host, port, socket.remoteAddress ?? ''),
  };
}

const lookupAll = promisify(
  (host: string, done: (error: Error | null, found: readonly LookupAddress[]) => void) =>
    dnsLookup(host, { all: true }, done),
);

const systemResolver: Resolver = (host) => lookupAll(host);

/** Puts a promise behind the callback shape of `net.connect`, with and without `all`. */
function lookupWith(
  resolveAll: (host: string) => Promise<readonly LookupAddress[]>,
): LookupFunction {
  return (host, options: LookupOptions, callback) => {
    resolveAll(host).then(
      (found) => {
        const wanted = ofFamily(found, options.family);
        const [first] = wanted;
        if (!first) callback(noAddress(host), '', 4);
        else if (options.all) callback(null, [...wanted]);
        else callback(null, first.address, first.family);
      },
      (error) => callback(error, '', 4),
    );
  };
}

function ofFamily(
  found: readonly LookupAddress[],
  wanted: LookupOptions['family'],
): readonly LookupAddress[] {
  const family = wanted === 'IPv4' ? 4 : wanted === 'IPv6' ? 6 : (wanted ?? 0);
  return family === 0 ? found : found.filter((one) => one.family === family);
}

function noAddress(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' });
}
