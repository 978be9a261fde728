import { type EnvironmentEntry, type OwnedPair, pairKey } from './directory.ts';

/** What decides from when on an environment may read. */
export interface PastKnowledge {
  /** `pairKey` of every pair that had an owner before its present one. */
  readonly leftPairs: ReadonlySet<string>;
  /** Whether no environment of the cluster may read what is older than itself. */
  readonly guardsPast: (cluster: string) => boolean;
}

/**
 * An environment with the instant from which on it may read. Its own birth where there was an owner
 * before, whoever that was: also one of the same name may have been somebody else's.
 */
export function withReadableFrom<Pair extends OwnedPair>(
  environment: Pair,
  { leftPairs, guardsPast }: PastKnowledge,
): Pair & EnvironmentEntry {
  const { cluster, namespace, bornAtMs } = environment;
  const isGuarded = leftPairs.has(pairKey(cluster, namespace)) || guardsPast(cluster);
  return { ...environment, readableFromMs: isGuarded ? bornAtMs : null };
}
