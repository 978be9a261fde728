import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { RouteTree } from '../../../contract/route-trees.ts';
import { routeTreeQuery } from '../../api/policy-queries.ts';
import { useServices } from '../../app/services.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { usePlace } from '../../scope/use-place.ts';
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
  const found = useQuery({ ...routeTreeQuery(call, owner), staleTime: 0 });
  // Not one of the cache: when the newer one came, the editor would be drawn anew under one's hands.
  const tree = found.isFetchedAfterMount ? found.data : undefined;
  return (
    <Page title={t('routes.title')}>
      <AreaNav area="rules" />
      {tree === undefined && found.error === null && <SkeletonRows />}
      {tree === undefined && found.error !== null && (
        <FaultText error={found.error} retry={() => void found.refetch()} />
      )}
      {tree !== undefined && (
        <RoutesEditor
          key={`${owner} ${tree.revision}`}
          stored={tree}
          initial={formOfTree(named(tree, t))}
        />
      )}
    </Page>
  );
}
