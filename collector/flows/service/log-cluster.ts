/** How logs of a cluster are collected, as far as flows and outputs depend on it. */
export interface LogCluster {
  readonly id: string;
  /**
   * - `kubernetes`: objects are delivered to the cluster.
   * - `embedded`: the built-in collector carries flows out.
   * - `none`: nobody does; what is written waits.
   */
  readonly kind: 'kubernetes' | 'embedded' | 'none';
  /** Labels by which tenants are kept apart on its store of logs. */
  readonly tenancyLabels: readonly string[];
}

/** Port, filled from the directory. */
export interface LogClusters {
  of(cluster: string): LogCluster | undefined;
}

/** What is known of a destination. `unknown`: it cannot be looked up now. */
export type DestinationVerdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused' | 'unknown'; readonly message: string };

/** Port: where outputs of tenants may send to. */
export interface DestinationJudge {
  /**
   * Looks names up, so that an answer holds for now. Never rejects.
   * @param namespace of the environment on a Kubernetes cluster, whose services may be reached
   */
  judge(host: string, port: number, namespace: string | null): Promise<DestinationVerdict>;
}
