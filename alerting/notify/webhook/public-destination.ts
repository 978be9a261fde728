import { createGuard, type Resolver } from '../../../platform/outbound/guard.ts';

/**
 * Tells destinations on the public internet from those that only an administrator's exception
 * makes reachable: what the latter answer is not shown to tenants. Unknown counts as private.
 */
export function publicDestinations(resolve?: Resolver): (url: URL) => Promise<boolean> {
  const guard = createGuard({ policy: 'tenant', ...(resolve ? { resolve } : {}) });
  return async (url) => {
    try {
      const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
      await guard.resolveChecked(url.hostname, port);
      return true;
    } catch {
      return false;
    }
  };
}
