import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { isEnding, wasApplied } from './ownership.ts';

/** What bears a set's labels and is not wanted. */
export interface RemovalPlan {
  /** They go; none when there are too many to go at once. */
  readonly remove: readonly KubernetesObject[];
  /** Why nothing goes and nothing comes; null when that is not so. */
  readonly stopped: string | null;
  /** What is left alone and should be looked at; null when nothing is. */
  readonly problem: string | null;
}

/** So many may all go at once. */
const GUARDED_FROM = 10;

/**
 * Removed is what bears the labels *and* was applied by us, as the cluster keeps it: a copy with our
 * labels that somebody else made is left alone. When more than half of more than 10 objects would
 * go, none does without an administrator's word.
 */
export function planRemovals(
  objects: readonly KubernetesObject[],
  isWanted: (object: KubernetesObject) => boolean,
  allowMassRemoval: boolean,
): RemovalPlan {
  const there = objects.filter((object) => !isEnding(object));
  const unwanted = there.filter((object) => !isWanted(object));
  const remove = unwanted.filter(wasApplied);
  const ours = there.length - (unwanted.length - remove.length);
  if (!allowMassRemoval && ours > GUARDED_FROM && remove.length * 2 > ours) {
    const stopped = `${remove.length} of ${ours} objects in the cluster would be removed at once: nothing is removed or created until an administrator sets allowMassRemoval`;
    return { remove: [], stopped, problem: null };
  }
  const strays = unwanted.length - remove.length;
  return { remove, stopped: null, problem: strays === 0 ? null : strayText(unwanted, strays) };
}

function strayText(unwanted: readonly KubernetesObject[], strays: number): string {
  const first = unwanted.find((object) => !wasApplied(object));
  const { namespace = '', name = '' } = first?.metadata ?? {};
  return `${strays} objects bear tocsin's labels, but were not made by tocsin, and are left alone, e.g. ${first?.kind} ${namespace}/${name}: remove them or their labels by hand`;
}
