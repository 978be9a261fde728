import { isIP } from 'node:net';
import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { isMetadataAddress, nonPublicReason } from '../../platform/outbound/address-ranges.ts';
import { plainHost } from '../../platform/outbound/allow-list.ts';

export const ADDRESS_STATES = ['pending', 'approved', 'refused'] as const;
export type AddressState = (typeof ADDRESS_STATES)[number];

/** A private address that a tenant's messages are to go to: asked for by it, decided by an administrator. */
export interface OutboundAddress {
  /** ULID. */
  readonly id: string;
  readonly owner: string;
  /** As `plainHost` writes it; a name or a literal address, no wildcards. */
  readonly host: string;
  readonly port: number;
  /** Why it is needed, for the administrator. */
  readonly reason: string;
  readonly state: AddressState;
  /** Name, for people. */
  readonly requestedBy: string;
  readonly requestedAtMs: number;
  readonly decidedBy: string | null;
  readonly decidedAtMs: number | null;
  readonly decisionNote: string;
  readonly revision: number;
}

/** What may be approved: networks of one's own. This machine, its link and clouds' metadata never. */
const APPROVABLE: ReadonlySet<string> = new Set(['private', 'carrier-grade NAT']);

/** May an approval make this very address reachable? */
export function isApprovable(address: string): boolean {
  const reason = nonPublicReason(address);
  return reason !== undefined && APPROVABLE.has(reason) && !isMetadataAddress(address);
}

const HOST = /^(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;

/** What is wrong with a request. */
export function checkAddress(host: string, reason: string): readonly ErrorDetail[] {
  const findings: ErrorDetail[] = [];
  const say = (path: string, message: string) => findings.push({ path, message });
  const plain = plainHost(host);
  if (isIP(plain) !== 0) {
    if (nonPublicReason(plain) === undefined) {
      say('/host', 'this address is public: it needs no approval');
    } else if (!isApprovable(plain)) {
      say('/host', 'addresses of this kind are never approved');
    }
  } else if (plain.length > 253 || !HOST.test(plain) || /^[\d.]+$/.test(plain)) {
    say('/host', 'expected a name such as hooks.tools.svc or an address such as 10.1.2.3');
  } else if (plain === 'localhost' || plain.endsWith('.localhost')) {
    say('/host', 'addresses of this kind are never approved');
  }
  if (reason.trim().length < 3 || reason.length > 500) {
    say('/reason', 'expected 3 to 500 characters for the administrator');
  }
  return findings;
}
