import type { Grouping } from '../../../contract/policies.ts';
import type {
  Route,
  RouteMatcher,
  RouteReceiver,
  RouteTree,
  RouteTreeInput,
} from '../../../contract/route-trees.ts';
import type { RuleRepeat } from '../../../contract/rules.ts';
import { sentGrouping } from '../../notify/grouping-field.tsx';
import {
  formOfWindow,
  inputOfWindow,
  sentRepeat,
  type WindowForm,
} from '../policies/policy-form.ts';

/** A route as it is typed; null where nothing is said, so that it is as above. */
export interface RouteForm {
  readonly id: string;
  /** Null: the root. */
  readonly parent: string | null;
  readonly name: string;
  readonly matchers: readonly RouteMatcher[];
  readonly continues: boolean;
  readonly receiver: RouteReceiver;
  readonly grouping: Grouping | null;
  readonly repeat: RuleRepeat | null;
  readonly windows: readonly WindowForm[] | null;
}

/** The root first, each route after the one above it, siblings in order. */
export interface RoutesForm {
  readonly routes: readonly RouteForm[];
}

export function formOfTree({ routes }: Pick<RouteTree, 'routes'>): RoutesForm {
  return {
    routes: routes.map((route) => ({
      id: route.id,
      parent: route.parent ?? null,
      name: route.name,
      matchers: route.matchers,
      continues: route.continues,
      receiver: route.receiver,
      grouping: route.grouping ?? null,
      repeat: route.repeat ?? null,
      windows: route.windows?.map(formOfWindow) ?? null,
    })),
  };
}

/** The body of a save. */
export function inputOfRoutes({ routes }: RoutesForm): RouteTreeInput {
  return { routes: routes.map(inputOf) };
}

function inputOf(route: RouteForm): Route {
  const { id, parent, name, matchers, continues, receiver, grouping, repeat, windows } = route;
  return {
    id,
    ...(parent === null ? {} : { parent }),
    name: name.trim(),
    matchers: matchers.map((matcher) => ({ ...matcher, name: matcher.name.trim() })),
    continues,
    receiver:
      receiver.kind === 'channels'
        ? { kind: 'channels', channels: [...receiver.channels] }
        : receiver,
    ...(grouping === null ? {} : { grouping: sentGrouping(grouping) }),
    ...(repeat === null ? {} : { repeat: sentRepeat(repeat) }),
    ...(windows === null ? {} : { windows: windows.map(inputOfWindow) }),
  };
}

/** How many routes are above it. */
export function depthOf(routes: readonly RouteForm[], route: RouteForm): number {
  const above = routes.find(({ id }) => id === route.parent);
  return above === undefined ? 0 : depthOf(routes, above) + 1;
}

/** The tree with a new route below another, after those that are there. */
export function withRoute(
  routes: readonly RouteForm[],
  parent: string,
  name: string,
): { readonly routes: readonly RouteForm[]; readonly id: string } {
  const id = freeId(routes);
  const route: RouteForm = {
    id,
    parent,
    name,
    matchers: [{ name: '', operator: '=', value: '' }],
    continues: false,
    receiver: { kind: 'inherit' },
    grouping: null,
    repeat: null,
    windows: null,
  };
  const last = routes.findLastIndex((one) => one.id === parent || isBelow(routes, one, parent));
  return { routes: routes.toSpliced(last + 1, 0, route), id };
}

/** The tree without a route and all that is below it. */
export function withoutRoute(routes: readonly RouteForm[], id: string): readonly RouteForm[] {
  return routes.filter((route) => route.id !== id && !isBelow(routes, route, id));
}

/** The tree with a route, and all below it, before the sibling above it; as it was if there is none. */
export function raised(routes: readonly RouteForm[], id: string): readonly RouteForm[] {
  const route = routes.find((one) => one.id === id);
  const siblings = routes.filter(({ parent }) => parent !== null && parent === route?.parent);
  const before = siblings[siblings.findIndex((one) => one.id === id) - 1];
  if (route === undefined || before === undefined) return routes;
  const moving = routes.filter((one) => one.id === id || isBelow(routes, one, id));
  const rest = routes.filter((one) => !moving.includes(one));
  return rest.toSpliced(rest.indexOf(before), 0, ...moving);
}

function isBelow(routes: readonly RouteForm[], route: RouteForm, id: string): boolean {
  if (route.parent === null) return false;
  if (route.parent === id) return true;
  const above = routes.find((one) => one.id === route.parent);
  return above !== undefined && isBelow(routes, above, id);
}

/** The first of `route-1`, `route-2` … that no route has. */
function freeId(routes: readonly RouteForm[]): string {
  const taken = new Set(routes.map(({ id }) => id));
  for (let number = 1; ; number++) {
    const id = `route-${number}`;
    if (!taken.has(id)) return id;
  }
}

/** Tells a draft of this form from anything else. */
export function isRoutesForm(value: unknown): value is RoutesForm {
  if (typeof value !== 'object' || value === null || !('routes' in value)) return false;
  const { routes } = value;
  return (
    Array.isArray(routes) &&
    routes.length > 0 &&
    routes.every((route: unknown) => typeof route === 'object' && route !== null && 'id' in route)
  );
}
