import type { OutboundRequest, OutboundResult } from '../../platform/outbound/outbound.ts';

/** A request in the name of a tenant, whose approved addresses count. */
export interface TenantRequest extends OutboundRequest {
  readonly owner: string;
}

/** Port: requests under the policy for tenants. Private addresses are refused but for approved ones. */
export interface TenantOutbound {
  /** Never throws. */
  send(request: TenantRequest): Promise<OutboundResult>;
}
