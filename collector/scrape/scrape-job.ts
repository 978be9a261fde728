import type { Labels } from '../../platform/model/labels.ts';
import type { OutboundPolicy } from '../../platform/outbound/address-policy.ts';
import type { TlsIdentity } from '../../platform/outbound/tls-identity.ts';
import type { TargetSearch } from '../discovery/kubernetes/find-targets.ts';
import type { StaticGroup } from '../discovery/static-discovery.ts';
import type { ExpositionFormat } from '../exposition/exposition-format.ts';
import type { RelabelRule } from '../relabel/relabel-rule.ts';

export type ScrapeAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string };

export type DiscoverySpec =
  | { readonly kind: 'static'; readonly groups: readonly StaticGroup[] }
  | { readonly kind: 'file'; readonly files: readonly string[]; readonly everyMs: number }
  | {
      readonly kind: 'http';
      readonly url: string;
      readonly everyMs: number;
      readonly auth: ScrapeAuth;
      readonly tls: TlsIdentity;
    }
  | {
      readonly kind: 'kubernetes';
      readonly cluster: string;
      /** Of the connection to it: another one finds anew. */
      readonly generation: number;
      readonly namespace: string;
      readonly search: TargetSearch;
    };

/** What a target in this process exposes, as it would over HTTP. */
export interface ReadExposition {
  readonly contentType: string;
  readonly body: Buffer;
}

/** Reads a target in this process. A job that stays the same over a reload keeps the same function. */
export type ReadTarget = (signal: AbortSignal) => Promise<ReadExposition>;

export type TargetSource =
  | { readonly kind: 'discovered'; readonly discoveries: readonly DiscoverySpec[] }
  /** One target; `address` becomes its `instance`, and it is shown with the job's scheme and path. */
  | {
      readonly kind: 'read';
      readonly address: string;
      readonly labels: Labels;
      readonly read: ReadTarget;
    };

/** 0 stands for no limit, but for the size of a body, which always has one. */
export interface ScrapeLimits {
  /** Uncompressed. */
  readonly bodyBytes: number;
  /** After relabelling; one more and the whole scrape is refused. */
  readonly samples: number;
  readonly labels: number;
  /** UTF-8 bytes. */
  readonly labelNameBytes: number;
  readonly labelValueBytes: number;
  /** After relabelling; more and none of them is scraped. */
  readonly targets: number;
}

/** Targets that are scraped in the same way, for one place of one tenant. */
export interface ScrapeJob {
  /** Unique among all jobs, e.g. `acme.shop.prod/api`; the same job after a reload has the same. */
  readonly id: string;
  /** The `job` label of its targets, and the name of its pool. */
  readonly name: string;
  /** Whose store its samples go to. */
  readonly tenant: string;
  /** Labels of tenancy: set last, whatever targets, relabelling or expositions say. */
  readonly ownLabels: Labels;
  readonly source: TargetSource;
  /** At least 1,000. */
  readonly intervalMs: number;
  /** At most the interval. */
  readonly timeoutMs: number;
  readonly scheme: 'http' | 'https';
  readonly metricsPath: string;
  readonly params: Readonly<Record<string, readonly string[]>>;
  readonly auth: ScrapeAuth;
  readonly tls: TlsIdentity;
  /** `tenant`: targets whose addresses a tenant wrote down, so that they are judged as such. */
  readonly outbound: OutboundPolicy;
  /** What is scraped is a prober, and what it asks (`target`) is what a tenant wrote down. */
  readonly isProber: boolean;
  /** Labels of the exposition win over those of the target, but never over `ownLabels`. */
  readonly honorLabels: boolean;
  readonly honorTimestamps: boolean;
  /** Also series with timestamps of their own get staleness markers. */
  readonly trackTimestampsStaleness: boolean;
  /** The format of answers that do not say theirs. */
  readonly fallbackProtocol: ExpositionFormat | null;
  readonly limits: ScrapeLimits;
  /** Adds `scrape_timeout_seconds`, `scrape_sample_limit` and `scrape_body_size_bytes`. */
  readonly extraMetrics: boolean;
  readonly relabel: readonly RelabelRule[];
  readonly metricRelabel: readonly RelabelRule[];
}

const DEFAULT_SCRAPE_LIMITS: ScrapeLimits = {
  bodyBytes: 64 * 1_048_576,
  samples: 0,
  labels: 0,
  labelNameBytes: 0,
  labelValueBytes: 0,
  targets: 0,
};

/** What of a job has no default. */
type RequiredOfJob = 'id' | 'name' | 'tenant' | 'ownLabels' | 'source';

/** A job with Prometheus's defaults for what is not given, but for an interval of 15 s. */
export function scrapeJob(
  given: Pick<ScrapeJob, RequiredOfJob> & Partial<Omit<ScrapeJob, RequiredOfJob>>,
): ScrapeJob {
  return {
    intervalMs: 15_000,
    timeoutMs: Math.min(10_000, given.intervalMs ?? 15_000),
    scheme: 'http',
    metricsPath: '/metrics',
    params: {},
    auth: { kind: 'none' },
    tls: {},
    outbound: 'administrator',
    isProber: false,
    honorLabels: false,
    honorTimestamps: true,
    trackTimestampsStaleness: false,
    fallbackProtocol: null,
    limits: DEFAULT_SCRAPE_LIMITS,
    extraMetrics: false,
    relabel: [],
    metricRelabel: [],
    ...given,
  };
}
