import type { FailureKind } from '../objects/kubernetes-failure.ts';

/**
 * What became of one desired object in a pass:
 * - `unchanged`: the cluster has exactly this; nothing was sent
 * - `created`, `updated`: as asked now
 * - `repaired`: it had been as asked, somebody changed or removed it, and it is back; `what` says
 *   what differed, e.g. `.spec.groups` or `it was deleted`
 * - `adopted`: it was somebody else's and is ours now, because the caller allowed it
 * - `conflict`: somebody else's object has this name; it was not touched
 * - `refused`: by our check against the cluster's schema, or by the cluster (schema, admission,
 *   quota). The same object is asked about again after ten minutes, another at once
 * - `waiting`: not known to be there; trying goes on. Also for rights that we lack, and a namespace
 *   that is not there
 *
 * Messages are for whoever manages the cluster; they name users, objects and rights, and no secret.
 */
export type ManagedOutcome =
  | { readonly kind: 'unchanged' | 'created' | 'updated' | 'adopted' }
  | { readonly kind: 'repaired'; readonly what: string }
  | { readonly kind: 'conflict'; readonly message: string }
  | { readonly kind: 'refused'; readonly by: 'schema' | 'cluster'; readonly message: string }
  | {
      readonly kind: 'waiting';
      /** `blocked`: by an object that is going, or until an administrator allows a mass removal. */
      readonly cause: FailureKind | 'blocked';
      readonly message: string;
    };

/** What a pass came to. */
export interface ManagedReport {
  /** One for each desired object, in their order. */
  readonly outcomes: readonly ManagedOutcome[];
  /** How many objects were removed because nobody wants them any more. */
  readonly removed: number;
  /** What stands in the way of the pass as a whole; null when nothing does. */
  readonly problem: string | null;
}

/** True when the cluster holds the object as asked. */
export function isInForce({ kind }: ManagedOutcome): boolean {
  return kind !== 'conflict' && kind !== 'refused' && kind !== 'waiting';
}
