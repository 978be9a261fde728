import type { Clock } from '../../clock/clock.ts';
import type { Logger } from '../../observe/logger.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import type { KindName } from '../discovery/discovery.ts';
import type { KubernetesMetrics } from '../kubernetes-metrics.ts';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { DriftRecord } from './drift-record.ts';
import type { ManagedReport } from './managed-outcome.ts';

export interface ManagedOptions {
  /** As it is registered: the value of `tocsin/cluster`. */
  readonly cluster: string;
  readonly access: ClusterAccess;
  /**
   * Which of our sets this is: the value of `tocsin/part`. Sets do not see each other's objects;
   * one set must be kept by one `ManagedObjects` only.
   */
  readonly part: string;
  /**
   * All kinds that the set may ever own, each with the version in which it is wanted, so that what is left of a former setting is found and
   * removed. A kind that nothing desired needs may be one that the cluster does not serve or does not
   * let us see.
   */
  readonly kinds: readonly KindName[];
  /** Told of each drift when it is seen, and again when it is repaired. Must not throw. */
  readonly onDrift: (record: DriftRecord) => void;
  readonly clock: Clock;
  readonly logger: Logger;
  /** In [0, 1). */
  readonly random: () => number;
  readonly metrics: KubernetesMetrics;
}

/** What an administrator allows in a pass. */
export interface PassOptions {
  /** More than half of more than 10 objects may go at once. */
  readonly allowMassRemoval: boolean;
  /** Whether somebody else's object may be taken over; it keeps what its owner alone set. */
  readonly mayAdopt: (object: KubernetesObject) => boolean;
  /**
   * Told what the pass is about to remove, as the cluster has it. Resolves with why none of it may go now, which
   * is then the problem of the pass; null: it may. Must not reject but with the signal's reason.
   */
  readonly beforeRemoval?: (
    objects: readonly KubernetesObject[],
    signal: AbortSignal,
  ) => Promise<string | null>;
}

/**
 * Keeps a set of objects true in one cluster. Nothing is sent before the first pass; from then on the
 * kinds are watched, and what somebody edits or deletes is put back within seconds, without a call.
 */
export interface ManagedObjects {
  /**
   * Makes the cluster hold exactly these objects. Each is given without the labels that say whose it
   * is (`app.kubernetes.io/managed-by`, `tocsin/cluster`, `tocsin/part` are added), with a namespace
   * where its kind has one, and without empty lists by key and empty labels.
   *
   * An object that did not change should be the same JavaScript object as in the pass before: then
   * comparing it costs least. Calls may overlap and are done one after the other. Rejects only with
   * the signal's reason; what goes wrong in the cluster is in the report, and the next pass goes on.
   */
  reconcile(
    desired: readonly KubernetesObject[],
    options: PassOptions,
    signal: AbortSignal,
  ): Promise<ManagedReport>;
  /** What the cluster holds in its place, as last heard of; undefined when nothing of ours. */
  live(object: KubernetesObject): KubernetesObject | undefined;
  /** Ends watches and repairs; the objects stay. No call may follow. */
  close(): Promise<void>;
}
