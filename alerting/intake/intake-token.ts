import type { EnvironmentEntry } from '../../platform/tenancy/directory.ts';

/**
 * Who posts, as the authenticator found it. Never anything a label says.
 *
 * - `cluster-intake`: the cluster's own components; only where tenants cannot read the token.
 * - `environment-intake`: bound to one pair; may lie in a Secret of the tenant.
 */
export type IntakeToken =
  | { readonly kind: 'cluster-intake'; readonly cluster: string }
  | { readonly kind: 'environment-intake'; readonly environment: EnvironmentEntry };

/** The cluster that a token posts for. */
export function clusterOf(token: IntakeToken): string {
  return token.kind === 'cluster-intake' ? token.cluster : token.environment.cluster;
}

/**
 * The sender behind a token: the cluster's own components together, each environment by itself, so
 * that who holds a tenant's token cannot make the cluster's sender look alive.
 */
export function sourceOf(token: IntakeToken): string {
  if (token.kind === 'cluster-intake') return token.cluster;
  return `${token.environment.cluster}/${token.environment.namespace}`;
}

/** What the intake must know of a cluster. */
export interface ClusterIntake {
  readonly cluster: string;
  /** Label of alerts that holds the namespace; null when alerts of this cluster have none. */
  readonly namespaceLabel: string | null;
  /** True when tenants of this cluster cannot forge that label. */
  readonly namespaceTrusted: boolean;
  /** Labels that differ between replicas of one sender. */
  readonly replicaLabels: ReadonlySet<string>;
}

/** Settings of registered clusters, as of now. */
export interface IntakeClusters {
  get(cluster: string): ClusterIntake | undefined;
}
