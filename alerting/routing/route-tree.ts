import type { TimeWindow } from '../policies/time-window.ts';
import type { RuleRepeat } from '../rules/rule.ts';
import type { Grouping } from './grouping.ts';

export const MATCH_OPERATORS = ['=', '!=', '=~', '!~'] as const;
export type MatchOperator = (typeof MATCH_OPERATORS)[number];

/** A condition on one label, or on what we know, see `incidentFacts`; what is missing is empty. */
export interface RouteMatcher {
  readonly name: string;
  readonly operator: MatchOperator;
  /** A text, or an RE2 pattern that must match all of the value. */
  readonly value: string;
}

/** Whom a route tells. */
export type RouteReceiver =
  /** As the route above; at the root the default receiver. */
  | { readonly kind: 'inherit' }
  | { readonly kind: 'default' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'channels'; readonly channels: readonly string[] }
  /** Its channels, also those for severities, and with them its windows, repeats and grouping. */
  | { readonly kind: 'policy'; readonly policy: string };

/** A route takes what all its matchers hold for, unless one of the routes below takes it. */
export interface Route {
  /** Distinct in the tree, and part of the key of its groups: stays when it is changed or moved. */
  readonly id: string;
  /** Id of the route above, which stands before it; null: the root, the first of all. */
  readonly parent: string | null;
  /** For people. */
  readonly name: string;
  readonly matchers: readonly RouteMatcher[];
  /** Whether those after it are asked as well when it takes an incident. */
  readonly continues: boolean;
  readonly receiver: RouteReceiver;
  /** Null: each incident alone. */
  readonly grouping: Grouping | null | 'inherit';
  /** Null: nothing is said again. */
  readonly repeat: RuleRepeat | null | 'inherit';
  readonly windows: readonly TimeWindow[] | 'inherit';
}

/**
 * The tree of one owner, as a list: each route after the one above it, those at the same place in the
 * order in which they are asked. The root takes whatever no route takes, and has no matchers.
 */
export interface RouteTree {
  /** Tenant, or `_platform`. */
  readonly owner: string;
  readonly routes: readonly Route[];
  /** Grows by one with every change. */
  readonly revision: number;
  readonly updatedAtMs: number;
  /** Name, for people. */
  readonly updatedBy: string;
}

/** Every channel that the routes name themselves, each once. */
export function channelsOfRoutes(routes: readonly Route[]): readonly string[] {
  const named = routes.flatMap(({ receiver }) =>
    receiver.kind === 'channels' ? receiver.channels : [],
  );
  return [...new Set(named)];
}

/** Every policy that the routes name, each once. */
export function policiesOfRoutes(routes: readonly Route[]): readonly string[] {
  const named = routes.flatMap(({ receiver }) =>
    receiver.kind === 'policy' ? [receiver.policy] : [],
  );
  return [...new Set(named)];
}
