/** What delivering rules needs to know of one registered cluster. */
export interface ClusterSettings {
  readonly id: string;
  /** Base URL of its Prometheus, e.g. `http://prometheus:9090/prefix`; null when there is none. */
  readonly metricsUrl: string | null;
  readonly bearerToken?: string;
  readonly enforcement: ClusterEnforcement;
  readonly ruleSink: RuleSinkSettings;
}

/** How tenancy shows on the cluster's series. */
export interface ClusterEnforcement {
  readonly namespaceLabel: string | null;
  readonly tenantLabel: string | null;
  readonly clusterLabel: string | null;
  /** Exact metric names that every tenant may read. */
  readonly exemptMetrics: readonly string[];
}

/** Where rules of the cluster are delivered; `directory` is one that `rule_files` names. */
export type RuleSinkSettings =
  | { readonly kind: 'none' }
  | { readonly kind: 'rule-files'; readonly directory: string };

/**
 * The registered clusters as they are now. A cluster that did not change is the same object as
 * before, so that what was derived from it can be kept.
 */
export interface Clusters {
  all(): readonly ClusterSettings[];
}
