import { isIP } from 'node:net';
import { type AllowList, plainHost } from '../../platform/outbound/allow-list.ts';
import { isApprovable } from './outbound-address.ts';

/** A private address that an owner may reach. */
export interface ApprovedAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * What requests may reach besides the public internet, as it is at each request: the exact host and
 * port that was approved. A name gives access to private networks only, whatever it resolves to,
 * because who owns the name chooses that.
 */
export function approvedList(approved: () => readonly ApprovedAddress[]): AllowList {
  return {
    has: ({ host, port, address }) => {
      const asked = plainHost(host);
      const isListed = approved().some((one) => one.port === port && one.host === asked);
      return isListed && isApprovable(isIP(asked) === 0 ? address : asked);
    },
  };
}
