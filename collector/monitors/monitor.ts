import type { LabelSelector } from '../discovery/kubernetes/label-selector.ts';
import type { RelabelRule } from '../relabel/relabel-rule.ts';

/** One value of a Secret in the namespace of the environment; the value itself is never held. */
export interface SecretKey {
  readonly name: string;
  readonly key: string;
}

/** How targets are told who asks. */
export type MonitorAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly credentials: SecretKey }
  | { readonly kind: 'basic'; readonly username: SecretKey; readonly password: SecretKey };

/** What is particular about TLS to the targets. */
export interface MonitorTls {
  readonly ca: SecretKey | null;
  readonly cert: SecretKey | null;
  readonly key: SecretKey | null;
  /** Name to ask for and to verify; empty: the target's host. */
  readonly serverName: string;
  readonly insecureSkipVerify: boolean;
}

/** How targets are scraped. */
export interface MonitorEndpoint {
  /** A name or a number of a port, of monitors on services and pods; empty for others. */
  readonly port: string;
  readonly path: string;
  readonly scheme: 'http' | 'https';
  /** Prometheus duration; empty: the collector's own. */
  readonly interval: string;
  /** Prometheus duration, at most the interval; empty: the collector's own. */
  readonly timeout: string;
  readonly params: Readonly<Record<string, readonly string[]>>;
  readonly auth: MonitorAuth;
  readonly tls: MonitorTls | null;
  /** Samples keep the timestamps that targets give them. */
  readonly honorTimestamps: boolean;
  readonly relabelings: readonly RelabelRule[];
  readonly metricRelabelings: readonly RelabelRule[];
}

/** What is scraped. */
export type MonitorSource =
  /** Services of the namespace: ServiceMonitor. */
  | { readonly kind: 'service'; readonly selector: LabelSelector }
  /** Pods of the namespace: PodMonitor. */
  | { readonly kind: 'pod'; readonly selector: LabelSelector }
  /** Addresses that a prober asks: Probe. */
  | {
      readonly kind: 'probe';
      /** One that the administrator lists, by name. */
      readonly prober: string;
      readonly module: string;
      readonly targets: readonly string[];
      readonly labels: Readonly<Record<string, string>>;
    }
  /** Addresses (`host:port`) that are scraped themselves: ScrapeConfig. */
  | {
      readonly kind: 'scrape';
      readonly targets: readonly string[];
      readonly labels: Readonly<Record<string, string>>;
    };

export type MonitorKind = MonitorSource['kind'];

/** 0: the most that the administrator allows. */
export interface MonitorLimits {
  /** Of one scrape. */
  readonly samples: number;
  readonly targets: number;
  /** Of one series. */
  readonly labels: number;
  readonly labelNameLength: number;
  readonly labelValueLength: number;
}

/** A monitor as people wrote it. */
export interface MonitorContent {
  /** DNS label; the `job` label of its series. */
  readonly name: string;
  /** `tenant.project.environment`: the one place whose targets it finds and whose series they are. */
  readonly environment: string;
  readonly enabled: boolean;
  readonly source: MonitorSource;
  /** At least one on services and pods; exactly one for the other kinds. */
  readonly endpoints: readonly MonitorEndpoint[];
  readonly limits: MonitorLimits;
}

export interface Monitor extends MonitorContent {
  /** ULID. */
  readonly id: string;
  /** Tenant. */
  readonly owner: string;
  /** Grows by one with every change. */
  readonly revision: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly updatedBy: string;
}

export const NO_LIMITS: MonitorLimits = {
  samples: 0,
  targets: 0,
  labels: 0,
  labelNameLength: 0,
  labelValueLength: 0,
};

/** As a new one is. */
export const PLAIN_ENDPOINT: MonitorEndpoint = {
  port: '',
  path: '/metrics',
  scheme: 'http',
  interval: '',
  timeout: '',
  params: {},
  auth: { kind: 'none' },
  tls: null,
  honorTimestamps: true,
  relabelings: [],
  metricRelabelings: [],
};
