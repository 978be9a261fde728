import {
  type ApprovedAddresses,
  approvedOutbound,
} from '../../../alerting/addresses/approved-outbound.ts';
import type { TenantOutbound } from '../../../alerting/notify/tenant-outbound.ts';
import { createOutbound } from '../../../platform/outbound/outbound.ts';
import type { OutboundMetrics } from '../../../platform/outbound/outbound-metrics.ts';
import { durationMs, type Ground } from './floor.ts';

/** Kept per receiver and tenant; as many as deliver to one channel at once. */
const RECEIVER_CONNECTIONS = 64;

/** Sends in the names of tenants, under the policy for them. */
export function composeTenantOutbound(
  { config, clock }: Pick<Ground, 'config' | 'clock'>,
  addresses: ApprovedAddresses,
  metrics: OutboundMetrics,
): TenantOutbound {
  const { tenantAllow: allow, timeout, maxResponseBytes: maxBytes } = config.outbound;
  return approvedOutbound(addresses, (approved) =>
    createOutbound({
      policy: 'tenant',
      allow,
      approved,
      timeoutMs: durationMs(timeout),
      maxBytes,
      quick: { connections: RECEIVER_CONNECTIONS },
      clock,
      metrics,
    }),
  );
}
