import type { RuledGroup } from '../ruled-group.ts';
import type { GroupReport } from './group-report.ts';

/** What a member asks about once a second, and says by it that it is there. */
export interface SharePoll {
  readonly member: string;
  /** Of the last answer with groups; null: none yet. */
  readonly tag: string | null;
  /** Of groups that were evaluated since the last poll that was answered. */
  readonly reports: readonly GroupReport[];
}

export interface ShareAnswer {
  readonly tag: string;
  /** All groups that the member is to evaluate, by cluster; null: the same as with the tag it has. */
  readonly clusters: ReadonlyMap<string, readonly RuledGroup[]> | null;
}

/** A member that was not heard for longer has no groups, and one that was not answered evaluates none. */
export const SHARE_LEASE_MS = 4_000;
export const POLL_MS = 1_000;
