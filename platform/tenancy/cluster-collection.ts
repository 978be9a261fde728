import type { ErrorDetail } from '../errors/app-error.ts';
import { checkKubernetesLabels } from './kubernetes-label.ts';

/** What the built-in collector takes of what a cluster says about itself. */
export const DISCOVER_MODES = ['off', 'annotations', 'monitors', 'both'] as const;
export type DiscoverMode = (typeof DISCOVER_MODES)[number];

/** How metrics of a cluster are collected. */
export interface ClusterCollection {
  /**
   * Only where its metrics are stored here: pods and services annotated with `prometheus.io/scrape`,
   * objects of the Prometheus operator, both, or nothing but the monitors of tenants.
   */
  readonly discover: DiscoverMode;
  /** What the cluster's operator selects monitors by, e.g. `release: kube-prometheus-stack`. */
  readonly labels: Readonly<Record<string, string>>;
}

export const NO_COLLECTION: ClusterCollection = { discover: 'off', labels: {} };

/** What is said about it; members that are left out are as in a new one. */
export type CollectionFields = {
  readonly [K in keyof ClusterCollection]?: ClusterCollection[K] | undefined;
};

/** The settings that the fields mean; all of it left out stays as it is. */
export function resolveCollection(
  fields: CollectionFields | undefined,
  before: ClusterCollection | undefined,
): ClusterCollection {
  if (fields === undefined) return before ?? NO_COLLECTION;
  return { discover: fields.discover ?? 'off', labels: fields.labels ?? {} };
}

/** @param at JSON pointer of the settings */
export function checkCollection({ labels }: ClusterCollection, at: string): readonly ErrorDetail[] {
  return checkKubernetesLabels(labels, `${at}/labels`);
}
