import { type Static, Type } from 'typebox';
import { Instant, LabelMap, Ulid } from './common.ts';
import { Grouping, TimeWindow } from './policies.ts';
import { RuleRepeat } from './rules.ts';

const closed = { additionalProperties: false } as const;

const RouteId = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,39}$',
  description:
    'Chosen by who writes it, distinct in the tree; stays when the route is changed or moved',
});

const RouteMatcher = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      maxLength: 128,
      description: 'A label, or severity, project, environment, cluster, namespace or rule',
    }),
    operator: Type.Union([
      Type.Literal('='),
      Type.Literal('!='),
      Type.Literal('=~'),
      Type.Literal('!~'),
    ]),
    value: Type.String({
      maxLength: 1_024,
      description: 'With =~ and !~ an RE2 pattern that must match all of the value',
    }),
  },
  closed,
);
export type RouteMatcher = Static<typeof RouteMatcher>;

const RouteReceiver = Type.Union([
  Type.Object({ kind: Type.Literal('inherit') }, closed),
  Type.Object({ kind: Type.Literal('default') }, closed),
  Type.Object({ kind: Type.Literal('nobody') }, closed),
  Type.Object(
    { kind: Type.Literal('channels'), channels: Type.Array(Ulid, { minItems: 1, maxItems: 20 }) },
    closed,
  ),
  Type.Object({ kind: Type.Literal('policy'), policy: Ulid }, closed),
]);
export type RouteReceiver = Static<typeof RouteReceiver>;

/** One route; what is left out of grouping, repeat and windows is as on the route above. */
export const Route = Type.Object(
  {
    id: RouteId,
    parent: Type.Optional(RouteId),
    name: Type.String({ minLength: 1, maxLength: 120 }),
    matchers: Type.Array(RouteMatcher, { maxItems: 20 }),
    continues: Type.Boolean({
      description: 'Whether those after it are asked as well when it takes an incident',
    }),
    receiver: RouteReceiver,
    grouping: Type.Optional(Grouping),
    repeat: Type.Optional(RuleRepeat),
    windows: Type.Optional(Type.Array(TimeWindow, { maxItems: 20 })),
  },
  closed,
);
export type Route = Static<typeof Route>;

const Routes = Type.Array(Route, {
  minItems: 1,
  maxItems: 200,
  description: 'The root first, each route after the one above it, siblings in order',
});

export const RouteTreeInput = Type.Object({ routes: Routes }, closed);
export type RouteTreeInput = Static<typeof RouteTreeInput>;

/** The tree of an owner. Revision 0: nobody has written one, everything goes to the default receiver. */
export const RouteTree = Type.Object({
  owner: Type.String(),
  routes: Type.Array(Route),
  revision: Type.Integer({ minimum: 0 }),
  updatedAt: Type.Union([Instant, Type.Null()]),
  updatedBy: Type.String(),
});
export type RouteTree = Static<typeof RouteTree>;

/** Which routes take an incident like this. */
export const RouteTrial = Type.Object(
  {
    labels: LabelMap,
    routes: Type.Optional(Routes),
  },
  closed,
);
export type RouteTrial = Static<typeof RouteTrial>;

export const RouteTrialResult = Type.Object({
  paths: Type.Array(Type.Array(Type.String()), {
    description: 'Ids on the way to each route that takes it, from the root',
  }),
});
export type RouteTrialResult = Static<typeof RouteTrialResult>;

/** One line of the history; `routes` is what they were after the change. */
export const RouteTreeHistoryItem = Type.Object({
  revision: Type.Integer(),
  kind: Type.Union([Type.Literal('created'), Type.Literal('updated'), Type.Literal('deleted')]),
  at: Instant,
  author: Type.String(),
  routes: Type.Array(Route),
});
