import type { ClusterSettings } from './cluster.ts';
import type { Directory } from './directory.ts';

export type DirectoryListener = (
  directory: Directory,
  clusters: ReadonlyMap<string, ClusterSettings>,
) => void;

/**
 * Who owns what, as of the last change that was heard of. Both reads throw AppError `unavailable`
 * while that is not known; the same objects come as long as nothing changed.
 */
export interface DirectorySource {
  current(): Directory;
  /** Settings by cluster id, with their secrets. */
  clusters(): ReadonlyMap<string, ClusterSettings>;
  /**
   * Calls back after each change, not for the present picture.
   * @returns ends the subscription.
   */
  subscribe(listener: DirectoryListener): () => void;
}
