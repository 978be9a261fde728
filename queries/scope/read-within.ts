import type { EnforcedMatcher } from './enforced-matcher.ts';

/**
 * What of a tenant's embedded store a question may read, whatever its text says: the series and
 * streams that fulfil all matchers, and those of exempt metrics. No matcher: the whole store.
 */
export interface ReadWithin {
  readonly matchers: readonly EnforcedMatcher[];
  /** Exact names that all tenants share, as in `EnforceOptions`. */
  readonly exemptMetrics: readonly string[];
}
