import { RE2JS } from 're2js';
import type { Labels } from '../../platform/model/labels.ts';
import type { Route, RouteMatcher } from './route-tree.ts';

/** A route with its matchers made ready: patterns are compiled once. */
export interface PreparedRoute {
  readonly route: Route;
  readonly takes: (facts: Labels) => boolean;
  readonly routes: readonly PreparedRoute[];
}

/** A value is looked at up to here: what a pattern costs grows with it. */
const MAX_VALUE_CHARS = 1_024;

/**
 * The root of a tree, with all that hangs on it; undefined for an empty list.
 * @throws when a pattern is none that `checkRoutes` lets pass.
 */
export function prepareTree(routes: readonly Route[]): PreparedRoute | undefined {
  const [root] = routes;
  const below = new Map<string | null, Route[]>();
  for (const route of routes.slice(1)) {
    const its = below.get(route.parent);
    if (its) its.push(route);
    else below.set(route.parent, [route]);
  }
  return root && prepare(root, below);
}

function prepare(route: Route, below: ReadonlyMap<string | null, readonly Route[]>): PreparedRoute {
  const tests = route.matchers.map(testOf);
  return {
    route,
    takes: (facts) => tests.every((test) => test(facts)),
    routes: (below.get(route.id) ?? []).map((child) => prepare(child, below)),
  };
}

/**
 * Which routes take an incident: the way to each from the root, in order; at least one. The deepest
 * that matches takes it; those after it at the same place only where it says that they are asked too.
 */
export function pathsTo(prepared: PreparedRoute, facts: Labels): readonly (readonly Route[])[] {
  const { route, routes } = prepared;
  const below: (readonly Route[])[] = [];
  for (const child of routes) {
    if (!child.takes(facts)) continue;
    for (const path of pathsTo(child, facts)) below.push([route, ...path]);
    if (!child.route.continues) break;
  }
  return below.length > 0 ? below : [[route]];
}

function testOf({ name, operator, value }: RouteMatcher): (facts: Labels) => boolean {
  const valueIn = (facts: Labels) => facts.get(name) ?? '';
  if (operator === '=') return (facts) => valueIn(facts) === value;
  if (operator === '!=') return (facts) => valueIn(facts) !== value;
  const matches = patternTest(value);
  return operator === '=~'
    ? (facts) => matches(valueIn(facts))
    : (facts) => !matches(valueIn(facts));
}

/** True for a pattern of nothing but texts and `|`, which needs no engine. */
export function isAlternatives(pattern: string): boolean {
  return /^[^\\^$()[\]{}?*+.]*$/.test(pattern);
}

function patternTest(pattern: string): (value: string) => boolean {
  if (isAlternatives(pattern)) {
    const texts = new Set(pattern.split('|'));
    return (value) => texts.has(value);
  }
  const expression = RE2JS.compile(`^(?s:${pattern})$`);
  return (value) => expression.matches(value.slice(0, MAX_VALUE_CHARS));
}
