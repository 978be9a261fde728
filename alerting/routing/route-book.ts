import type { PreparedRoute } from './prepared-tree.ts';

/** The trees of all owners in memory, for every change of an incident. As of the last committed change. */
export interface RouteBook {
  /** The root of the owner's tree; undefined: it has none, so the default receiver is told. */
  get(owner: string): PreparedRoute | undefined;
}
