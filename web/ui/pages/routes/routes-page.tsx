import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { RouteTree } from '../../../contract/route-trees.ts';
import { routeTreeQuery } from '../../api/policy-queries.ts';
import { useServices } from '../../app/services.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { Page } from '../../frame/page.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { LatestState, useLatest } from '../../things/latest.tsx';
import { formOfTree } from './route-form.ts';
import { RoutesEditor } from './routes-editor.tsx';

/** The one route of a tree that nobody has saved yet is named in the reader's language. */
function named(tree: RouteTree, t: TFunction): RouteTree {
  if (tree.revision > 0) return tree;
  return {
    ...tree,
    routes: tree.routes.map((route) => ({ ...route, name: t('routes.restName') })),
  };
}

/** The tree of routes of the tenant that the scope belongs to. */
export function RoutesPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const found = useLatest(routeTreeQuery(call, owner));
  return (
    <Page title={t('routes.title')}>
      <AreaNav area="rules" />
      <LatestState of={found}>
        {(tree) => (
          <RoutesEditor
            key={`${owner} ${tree.revision}`}
            stored={tree}
            initial={formOfTree(named(tree, t))}
          />
        )}
      </LatestState>
    </Page>
  );
}
