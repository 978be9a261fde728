import type { WindowDraft } from '../policies/policy-draft.ts';
import type { GroupingDraft } from '../routing/read-grouping.ts';
import type { RouteMatcher, RouteReceiver } from '../routing/route-tree.ts';
import type { RepeatDraft } from '../rules/rule-draft.ts';

/** A route as people send it, before anything but its shape was checked. */
export interface RouteDraft {
  readonly id: string;
  /** Left out: the root. */
  readonly parent?: string;
  readonly name: string;
  readonly matchers: readonly RouteMatcher[];
  readonly continues: boolean;
  readonly receiver: RouteReceiver;
  /** Left out: as above. */
  readonly grouping?: GroupingDraft;
  /** Left out: as above. */
  readonly repeat?: RepeatDraft;
  /** Left out: as above; empty: at any time. */
  readonly windows?: readonly WindowDraft[];
}
