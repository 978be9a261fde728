import { type Static, Type } from 'typebox';
import { AppError } from '../../platform/errors/app-error.ts';
import { validator } from '../../platform/schema/validator.ts';
import { Grouping, Repeat, Window } from '../policies/policy-body.ts';
import type { Route } from '../routing/route-tree.ts';

const Inherit = Type.Literal('inherit');

const Receiver = Type.Union([
  Type.Object({ kind: Type.Literal('inherit') }),
  Type.Object({ kind: Type.Literal('default') }),
  Type.Object({ kind: Type.Literal('nobody') }),
  Type.Object({ kind: Type.Literal('channels'), channels: Type.Array(Type.String()) }),
  Type.Object({ kind: Type.Literal('policy'), policy: Type.String() }),
]);

const Matcher = Type.Object({
  name: Type.String(),
  operator: Type.Union([
    Type.Literal('='),
    Type.Literal('!='),
    Type.Literal('=~'),
    Type.Literal('!~'),
  ]),
  value: Type.String(),
});

/** What is stored of a tree: self-contained, so that the history needs no other row. */
const RoutesBody = Type.Array(
  Type.Object({
    id: Type.String(),
    parent: Type.Union([Type.String(), Type.Null()]),
    name: Type.String(),
    matchers: Type.Array(Matcher),
    continues: Type.Boolean(),
    receiver: Receiver,
    grouping: Type.Union([Grouping, Type.Null(), Inherit]),
    repeat: Type.Union([Repeat, Type.Null(), Inherit]),
    windows: Type.Union([Type.Array(Window), Inherit]),
  }),
);

const validateBody = validator(RoutesBody);

/** The routes as JSON: equal texts for equal routes. */
export function printRoutes(routes: readonly Route[]): string {
  const body: Static<typeof RoutesBody> = routes.map((route) => ({
    id: route.id,
    parent: route.parent,
    name: route.name,
    matchers: [...route.matchers],
    continues: route.continues,
    receiver:
      route.receiver.kind === 'channels'
        ? { kind: 'channels', channels: [...route.receiver.channels] }
        : route.receiver,
    grouping:
      route.grouping === 'inherit' || route.grouping === null
        ? route.grouping
        : { ...route.grouping, by: [...route.grouping.by] },
    repeat: route.repeat,
    windows:
      route.windows === 'inherit'
        ? 'inherit'
        : route.windows.map((window) => ({
            ...window,
            weekdays: [...window.weekdays],
            times: [...window.times],
            monthDays: [...window.monthDays],
            months: [...window.months],
          })),
  }));
  return JSON.stringify(body);
}

/** @throws AppError `internal` when the text is not one that `printRoutes` wrote. */
export function parseRoutes(text: string): readonly Route[] {
  const checked = validateBody(JSON.parse(text));
  if (checked.kind === 'valid') return checked.value;
  const path = checked.findings[0]?.path ?? '';
  throw new AppError('internal', `A stored tree of routes cannot be read at ${path}.`);
}
