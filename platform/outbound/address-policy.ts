import { isMetadataAddress, nonPublicReason } from './address-ranges.ts';
import type { AllowList, Target } from './allow-list.ts';

/**
 * - `tenant`: webhooks, probes, test buttons. Public addresses only.
 * - `administrator`: backends, mail relay, identity providers. Private addresses too, but not the
 *   metadata services of clouds.
 */
export type OutboundPolicy = 'tenant' | 'administrator';

/** Why connecting is refused, e.g. `loopback`; undefined when it is allowed. */
export type AddressPolicy = (target: Target) => string | undefined;

/** The policy with an administrator's exceptions, which also lift the metadata ban. */
export function addressPolicy(policy: OutboundPolicy, allow: AllowList): AddressPolicy {
  return (target) => {
    if (allow.has(target)) return undefined;
    if (isMetadataAddress(target.address)) return 'cloud metadata';
    const reason = nonPublicReason(target.address);
    if (reason === 'not an IP address') return reason;
    return policy === 'tenant' ? reason : undefined;
  };
}
