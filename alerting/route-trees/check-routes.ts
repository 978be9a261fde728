import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { regexCost } from '../../queries/regex/regex-cost.ts';
import { RegexJudge } from '../../queries/regex/regex-judge.ts';
import { checkLine, checkWindow, windowOf } from '../policies/validate-policy.ts';
import { isAlternatives } from '../routing/prepared-tree.ts';
import { checkGrouping, readGrouping } from '../routing/read-grouping.ts';
import type { Route, RouteMatcher } from '../routing/route-tree.ts';
import { checkDistinct, checkRepeat, readRepeat } from '../rules/rule-receivers.ts';
import type { RouteDraft } from './route-draft.ts';

export type RoutesVerdict =
  | { readonly kind: 'valid'; readonly routes: readonly Route[] }
  | { readonly kind: 'invalid'; readonly findings: readonly ErrorDetail[] };

const MAX_ROUTES = 200;
const MAX_DEPTH = 10;
const MAX_MATCHERS = 20;
const MAX_NAME_CHARS = 120;
const MAX_VALUE_CHARS = 1_024;
/** Of all patterns of a tree together: every new incident may be matched against them. */
const MAX_PATTERN_COST = 1_000;
/** Of the cost of each what any pattern costs, which is not paid again when it is matched. */
const COMPILING_COST = 20;

/** Checks a whole tree; paths of findings point into the list that people send. */
export function checkRoutes(drafts: readonly RouteDraft[]): RoutesVerdict {
  const [root] = drafts;
  if (root === undefined) return invalid('', 'expected at least the root');
  if (drafts.length > MAX_ROUTES) return invalid('', `at most ${MAX_ROUTES} routes`);
  const findings = [
    ...checkRoot(root),
    ...drafts.flatMap((draft, index) => checkRoute(draft, drafts.slice(0, index), `/${index}`)),
    ...checkPatterns(drafts),
  ];
  return findings.length > 0
    ? { kind: 'invalid', findings }
    : { kind: 'valid', routes: drafts.map(routeOf) };
}

function invalid(path: string, message: string): RoutesVerdict {
  return { kind: 'invalid', findings: [{ path, message }] };
}

function routeOf(draft: RouteDraft): Route {
  const { id, parent = null, name, matchers, continues, receiver } = draft;
  const { grouping, repeat, windows } = draft;
  return {
    id,
    parent,
    name,
    matchers: matchers.map(({ name: label, operator, value }) => ({
      name: label,
      operator,
      value,
    })),
    continues,
    receiver,
    grouping: grouping === undefined ? 'inherit' : readGrouping(grouping),
    repeat: repeat === undefined ? 'inherit' : readRepeat(repeat),
    windows: windows === undefined ? 'inherit' : windows.map(windowOf),
  };
}

function checkRoot({ parent, matchers, continues }: RouteDraft): readonly ErrorDetail[] {
  return [
    ...(parent === undefined
      ? []
      : [{ path: '/0/parent', message: 'the first route is the root' }]),
    ...(matchers.length === 0
      ? []
      : [{ path: '/0/matchers', message: 'the root takes everything; it has no matchers' }]),
    ...(continues ? [{ path: '/0/continues', message: 'nothing comes after the root' }] : []),
  ];
}

function checkRoute(
  draft: RouteDraft,
  before: readonly RouteDraft[],
  at: string,
): readonly ErrorDetail[] {
  const { name, matchers, receiver, grouping, repeat, windows = [] } = draft;
  const channels = receiver.kind === 'channels' ? receiver.channels : [];
  return [
    ...checkLine(name, `${at}/name`, MAX_NAME_CHARS),
    ...checkPlace(draft, before, at),
    ...(matchers.length > MAX_MATCHERS
      ? [{ path: `${at}/matchers`, message: `at most ${MAX_MATCHERS} matchers` }]
      : matchers.flatMap((matcher, index) => checkMatcher(matcher, `${at}/matchers/${index}`))),
    ...(receiver.kind === 'channels' && channels.length === 0
      ? [{ path: `${at}/receiver/channels`, message: 'names no channel; choose "nobody" if so' }]
      : []),
    ...checkDistinct(channels, `${at}/receiver/channels`),
    ...checkGrouping(grouping, `${at}/grouping`),
    ...checkRepeat(repeat, `${at}/repeat`),
    ...windows.flatMap((window, index) =>
      checkWindow(window, `${at}/windows/${index}`, windows.slice(0, index)),
    ),
  ];
}

function checkPlace(
  { id, parent, matchers }: RouteDraft,
  before: readonly RouteDraft[],
  at: string,
): readonly ErrorDetail[] {
  const twice = before.some((earlier) => earlier.id === id)
    ? [{ path: `${at}/id`, message: `"${id}" stands twice` }]
    : [];
  if (before.length === 0) return twice;
  const bare =
    matchers.length === 0
      ? [{ path: `${at}/matchers`, message: 'takes everything; a route needs a matcher' }]
      : [];
  const depth = depthOf(parent, before);
  if (depth === null) {
    const message = `"${parent ?? ''}" is no route that stands before this one`;
    return [...twice, ...bare, { path: `${at}/parent`, message }];
  }
  const deep =
    depth > MAX_DEPTH
      ? [{ path: `${at}/parent`, message: `more than ${MAX_DEPTH} routes below each other` }]
      : [];
  return [...twice, ...bare, ...deep];
}

/** How many routes are above; null: the one above is not there. */
function depthOf(parent: string | undefined, before: readonly RouteDraft[]): number | null {
  let depth = 0;
  for (let id = parent; id !== undefined; depth++) {
    const above = before.find((route) => route.id === id);
    if (above === undefined || depth > before.length) return null;
    id = above.parent;
  }
  return depth === 0 ? null : depth;
}

function checkMatcher({ name, value }: RouteMatcher, at: string): readonly ErrorDetail[] {
  const isName = name !== '' && name.length <= 128 && !/[\p{Cc}\s]/u.test(name);
  return [
    ...(isName ? [] : [{ path: `${at}/name`, message: 'expected the name of a label' }]),
    ...(value.length <= MAX_VALUE_CHARS
      ? []
      : [{ path: `${at}/value`, message: `at most ${MAX_VALUE_CHARS} characters` }]),
  ];
}

/** RE2 patterns, judged by what they cost before they are compiled, all of the tree together. */
function checkPatterns(drafts: readonly RouteDraft[]): readonly ErrorDetail[] {
  const judge = new RegexJudge();
  let cost = 0;
  return drafts.flatMap(({ matchers }, route) =>
    matchers.flatMap(({ operator, value }, index) => {
      if (operator === '=' || operator === '!=' || value.length > MAX_VALUE_CHARS) return [];
      const path = `/${route}/matchers/${index}/value`;
      const problem = judge.problem(value);
      if (problem !== null) return [{ path, message: problem }];
      if (!isAlternatives(value)) cost += regexCost(value) - COMPILING_COST;
      return cost > MAX_PATTERN_COST
        ? [{ path, message: 'the patterns of this tree are too large together' }]
        : [];
    }),
  );
}
