import type { RouteTreeService } from '../../../alerting/route-trees/route-tree-service.ts';
import type { Route, RouteTree } from '../../../alerting/routing/route-tree.ts';
import { labelsFromObject } from '../../../platform/model/labels.ts';
import type * as contract from '../../contract/route-trees.ts';
import { readIfMatch, requireIfMatch } from '../if-match.ts';
import type { Handlers } from '../register-api.ts';
import { presentGrouping, presentWindow } from './policy-handlers.ts';
import { instant } from './present.ts';
import { presentRepeat } from './present-rule.ts';

type RouteTreeHandlers = Pick<Handlers, Extract<keyof Handlers, `routes.${string}`>>;

/** Trees of routes over HTTP. */
export function routeTreeHandlers(trees: RouteTreeService): RouteTreeHandlers {
  return {
    'routes.get': ({ params }, context) =>
      Promise.resolve(presentTree(trees.get(context.caller().principal, params.owner))),
    'routes.save': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const revision = requireIfMatch(context.request.headers['if-match']);
      const write = { principal, owner: params.owner, routes: body.routes };
      return presentTree(await trees.save(write, revision));
    },
    'routes.delete': async ({ params }, context) => {
      const revision = readIfMatch(context.request.headers['if-match']);
      await trees.delete(context.caller().principal, params.owner, revision);
      return null;
    },
    'routes.try': ({ params, body }, context) => {
      const { principal } = context.caller();
      const facts = labelsFromObject(body.labels);
      const paths = trees.paths(principal, params.owner, facts, body.routes ?? null);
      return Promise.resolve({ paths: paths.map((path) => [...path]) });
    },
    'routes.history': async ({ params }, context) => {
      const changes = await trees.history(context.caller().principal, params.owner);
      const items = changes.map(({ revision, kind, atMs, author, routes }) => ({
        revision,
        kind,
        at: instant(atMs),
        author: author.name,
        routes: routes.map(presentRoute),
      }));
      return { items };
    },
  };
}

function presentTree({ owner, routes, revision, updatedAtMs, updatedBy }: RouteTree) {
  return {
    owner,
    routes: routes.map(presentRoute),
    revision,
    updatedAt: revision === 0 ? null : instant(updatedAtMs),
    updatedBy,
  };
}

function presentRoute(route: Route): contract.Route {
  const { id, parent, name, matchers, continues, receiver, grouping, repeat, windows } = route;
  return {
    id,
    ...(parent === null ? {} : { parent }),
    name,
    matchers: [...matchers],
    continues,
    receiver:
      receiver.kind === 'channels'
        ? { kind: 'channels', channels: [...receiver.channels] }
        : receiver,
    ...(grouping === 'inherit' ? {} : { grouping: presentGrouping(grouping) }),
    ...(repeat === 'inherit' || repeat === null ? {} : { repeat: presentRepeat(repeat) }),
    ...(windows === 'inherit' ? {} : { windows: windows.map(presentWindow) }),
  };
}
