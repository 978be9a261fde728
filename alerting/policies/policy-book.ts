import type { Policy } from './policy.ts';

/** All policies in memory, for every change of an incident. As of the last committed change. */
export interface PolicyBook {
  /** The policy, if it is there and belongs to the owner. */
  get(owner: string, id: string): Policy | undefined;
}
