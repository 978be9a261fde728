/** A change of one of our objects that was not ours. */
export interface DriftRecord {
  /** When we heard of it, in milliseconds since the epoch. */
  readonly atMs: number;
  /** As it is registered. */
  readonly cluster: string;
  /** Which of our sets it belongs to: `rules`, `notification`, `collection`. */
  readonly part: string;
  /** e.g. `PrometheusRule`. */
  readonly kind: string;
  /** Empty for a kind without. */
  readonly namespace: string;
  readonly name: string;
  readonly change: 'edited' | 'deleted';
  /** The first field that differed, e.g. `.spec.groups`; empty for a deletion. */
  readonly field: string;
  /** The field manager who last wrote it, e.g. `kubectl-edit`; null when the cluster does not say. */
  readonly manager: string | null;
  /** When the object was as asked again; null: not yet. */
  readonly repairedAtMs: number | null;
}
