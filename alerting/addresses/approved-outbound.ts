import type { AllowList } from '../../platform/outbound/allow-list.ts';
import type { Outbound } from '../../platform/outbound/outbound.ts';
import type { TenantOutbound } from '../notify/tenant-outbound.ts';

/** Port: makes a client that may also reach what the list has. */
export type MakeOutbound = (approved: AllowList) => Pick<Outbound, 'send'>;

/** Port: what an owner's requests may reach besides the public internet; asked at each request. */
export interface ApprovedAddresses {
  approvedFor(owner: string): AllowList;
}

/** Sends in the name of an owner: each has a client of its own, with its own approvals. */
export function approvedOutbound(addresses: ApprovedAddresses, make: MakeOutbound): TenantOutbound {
  const clients = new Map<string, Pick<Outbound, 'send'>>();
  const clientOf = (owner: string) => {
    const known = clients.get(owner);
    if (known) return known;
    const client = make(addresses.approvedFor(owner));
    clients.set(owner, client);
    return client;
  };
  return { send: ({ owner, ...request }) => clientOf(owner).send(request) };
}
