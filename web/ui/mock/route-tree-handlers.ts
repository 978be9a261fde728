import type { Route, RouteMatcher, RouteTree } from '../../contract/route-trees.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import type { MockIo, World } from './world.ts';

const ROOT: Route = {
  id: 'root',
  name: 'Everything else',
  matchers: [],
  continues: false,
  receiver: { kind: 'default' },
};

/** Sentinel: a route named `refuse` is refused at its name. */
export function routeTreeHandlers(world: World, io: MockIo) {
  const treeOf = (owner: string): RouteTree =>
    world.routes.get(owner) ?? {
      owner,
      routes: [ROOT],
      revision: 0,
      updatedAt: null,
      updatedBy: '',
    };
  return {
    'routes.get': ({ params: { owner } }) => treeOf(owner),
    'routes.save': ({ params: { owner }, body, revision }) => {
      const before = treeOf(owner);
      if (revision !== before.revision) {
        throw new MockFault(
          412,
          'precondition_failed',
          'the routes were changed since they were read',
        );
      }
      const wrong = body.routes.findIndex(({ name }) => name === 'refuse');
      if (wrong >= 0) {
        const details = [{ path: `/routes/${wrong}/name`, message: 'not this name' }];
        throw new MockFault(400, 'invalid', 'The routes cannot be saved', details);
      }
      const updatedAt = new Date(io.now()).toISOString();
      const next = { owner, ...body, revision: before.revision + 1, updatedAt, updatedBy: 'ann' };
      world.routes.set(owner, next);
      return next;
    },
    'routes.delete': ({ params: { owner } }) => {
      world.routes.delete(owner);
      return null;
    },
    'routes.try': ({ params: { owner }, body: { labels, routes } }) => {
      const all = routes ?? treeOf(owner).routes;
      const [root] = all;
      return { paths: root === undefined ? [] : pathsTo(all, root, labels) };
    },
  } satisfies Partial<Handlers>;
}

function pathsTo(all: readonly Route[], route: Route, labels: Record<string, string>): string[][] {
  const below: string[][] = [];
  for (const child of all.filter(({ parent }) => parent === route.id)) {
    if (!child.matchers.every((matcher) => holds(matcher, labels))) continue;
    for (const path of pathsTo(all, child, labels)) below.push([route.id, ...path]);
    if (!child.continues) break;
  }
  return below.length > 0 ? below : [[route.id]];
}

/** Patterns of the mock are those of JavaScript. */
function holds({ name, operator, value }: RouteMatcher, labels: Record<string, string>): boolean {
  const given = Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
  const isSame = operator.endsWith('~')
    ? new RegExp(`^(?:${value})$`).test(given)
    : given === value;
  return operator.startsWith('!') ? !isSame : isSame;
}
