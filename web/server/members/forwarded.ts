import type { IncomingMessage } from 'node:http';
import type { MemberSeal } from '../../../platform/members/member-seal.ts';
import { clientAddress, type TrustsProxy } from '../../../platform/security/client-address.ts';
import {
  comesFrom,
  FORWARDED_HEADER,
  framedHeaders,
  upgradeHeaders,
} from '../workers/relay-headers.ts';

/** How a member says where a request came from. */
export interface ForwardingMember {
  readonly seal: MemberSeal;
  /** Of this member: whose `X-Forwarded-For` it believes. */
  readonly trusts: TrustsProxy;
}

/** The headers of a request on its way to the owner; names and values in turn. */
export function headersToForward(request: IncomingMessage, member: ForwardingMember): string[] {
  return [...withoutOurs(framedHeaders(request)), FORWARDED_HEADER, sealed(request, member)];
}

/** The same for an upgrade, whose headers of the connection are what it is about. */
export function upgradeToForward(request: IncomingMessage, member: ForwardingMember): string[] {
  return [...withoutOurs(upgradeHeaders(request)), FORWARDED_HEADER, sealed(request, member)];
}

/**
 * What a request says about where it came from.
 * - `direct`: nothing
 * - `forwarded`: another member passed it on; from now on it counts as coming from the client's address,
 *   which that member has judged
 * - `forged`: something that no member has said
 */
export function takeForwarded(
  request: IncomingMessage,
  seal: MemberSeal,
): 'direct' | 'forwarded' | 'forged' {
  const value = request.headers[FORWARDED_HEADER];
  if (value === undefined) return 'direct';
  const [client = '', mark = '', ...rest] = String(value).split(' ');
  if (rest.length > 0 || !seal.holds(mark, factsOf(request, client))) return 'forged';
  delete request.headers[FORWARDED_HEADER];
  comesFrom(request, client === NOWHERE ? undefined : decodeURIComponent(client));
  return 'forwarded';
}

/** Of a client that has gone away already. */
const NOWHERE = '-';

function sealed(request: IncomingMessage, { seal, trusts }: ForwardingMember): string {
  const said = request.headers['x-forwarded-for'];
  const address = clientAddress(request.socket.remoteAddress, said?.toString(), trusts);
  const client = address === undefined ? NOWHERE : encodeURIComponent(address);
  return `${client} ${seal.sign(factsOf(request, client))}`;
}

function factsOf({ method = '', url = '' }: IncomingMessage, client: string): readonly string[] {
  return ['forward', client, method, url];
}

/** Where it came from is judged once: the owner, which may trust other proxies, reads no more about it. */
const JUDGED: ReadonlySet<string> = new Set([FORWARDED_HEADER, 'x-forwarded-for']);

function withoutOurs(headers: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const [name = '', value = ''] = headers.slice(at, at + 2);
    if (!JUDGED.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}
