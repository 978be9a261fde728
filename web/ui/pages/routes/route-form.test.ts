import { describe, expect, it } from 'vitest';
import type { RouteReceiver } from '../../../contract/route-trees.ts';
import { createTranslations } from '../../i18n/setup.ts';
import { checkRoutes, routeFields } from './check-routes.ts';
import {
  depthOf,
  formOfTree,
  inputOfRoutes,
  isRoutesForm,
  type RouteForm,
  raised,
  withoutRoute,
  withRoute,
} from './route-form.ts';

const { t } = await createTranslations('en');

const TREE = formOfTree({
  routes: [
    { id: 'root', name: 'Rest', matchers: [], continues: false, receiver: { kind: 'default' } },
    {
      id: 'db',
      parent: 'root',
      name: 'Databases',
      matchers: [{ name: 'job', operator: '=~', value: 'db-.*' }],
      continues: true,
      receiver: { kind: 'nobody' },
      grouping: { by: ['cluster'], wait: '10s' },
      repeat: { mode: 'once' },
      windows: [],
    },
    {
      id: 'web',
      parent: 'root',
      name: 'Web',
      matchers: [{ name: 'job', operator: '=', value: 'web' }],
      continues: false,
      receiver: { kind: 'inherit' },
    },
  ],
});
const ids = (routes: readonly { readonly id: string }[]) => routes.map(({ id }) => id).join(' ');

describe('the form of routes', () => {
  it('becomes a body and comes back; a draft of it is known', () => {
    expect(formOfTree(inputOfRoutes(TREE))).toEqual(TREE);
    expect(isRoutesForm(JSON.parse(JSON.stringify(TREE)))).toBe(true);
    expect(isRoutesForm({ routes: [] })).toBe(false);
    expect(checkRoutes(TREE, t)).toEqual(new Map());
  });

  it('gets routes below others, moves them with what is below, and loses them so', () => {
    const { routes, id } = withRoute(TREE.routes, 'db', 'New');
    expect(ids(routes)).toBe(`root db ${id} web`);
    expect(routes.map((route) => depthOf(routes, route))).toEqual([0, 1, 2, 1]);
    expect(ids(raised(routes, 'web'))).toBe(`root web db ${id}`);
    expect(raised(routes, 'db')).toBe(routes);
    expect(ids(raised(raised(routes, 'web'), 'db'))).toBe(`root db ${id} web`);
    expect(ids(withoutRoute(routes, 'db'))).toBe('root web');
  });

  it('says what is missing where it is', () => {
    const { routes } = withRoute(TREE.routes, 'root', ' ');
    const [, , , added] = routes;
    if (added === undefined) throw new Error('no route was added');
    const receiver: RouteReceiver = { kind: 'channels', channels: [] };
    const grouping = { by: [], wait: 'soon' };
    const bad: RouteForm = { ...added, receiver, grouping };
    const wrong = [...routes.slice(0, 3), bad];
    const found = [...checkRoutes({ routes: wrong }, t).keys()];
    expect(found).toEqual(
      ['/name', '/matchers/0', '/receiver', '/grouping'].map((field) => `/routes/3${field}`),
    );
    const shown = new Set(wrong.flatMap(routeFields));
    expect(found.every((field) => shown.has(field))).toBe(true);
  });
});
