import type { EntryPlace } from '../receiver.ts';

/**
 * Where what a cluster says about one of its namespaces is stored: with the environment that the
 * namespace is, else with `_platform`. Also `_platform` for what belongs to no namespace (empty).
 */
export type PlaceOf = (namespace: string) => EntryPlace;

/** The cluster that a webhook's token speaks for. */
export interface ClusterPlace extends EntryPlace {
  /** Places of the cluster's namespaces; the same place is the same object within a push. */
  readonly placeOf: PlaceOf;
}
