import type { TenantHeader } from '../../platform/tenancy/cluster.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';

/** How the embedded stores are told whose they are asked for; `_platform` reads those of all. */
export const EMBEDDED_TENANCY: TenantHeader = {
  name: 'x-scope-orgid',
  value: 'tenant',
  platform: PLATFORM,
};
