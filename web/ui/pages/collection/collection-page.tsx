import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Collection } from '../../../contract/collection.ts';
import { collectionQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { HowToPush } from './how-to-push.tsx';
import { Receivers } from './receivers.tsx';
import { Stores } from './stores.tsx';
import { Targets } from './targets.tsx';

/** What comes in: scraped targets, pushes, and the stores that hold it. */
export function CollectionPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scope } = usePlace();
  const { data, error, refetch } = useQuery(collectionQuery(call, scope));
  return (
    <Page
      title={t('collection.title')}
      beside={data !== undefined && <span className="dimmed">{t('collection.refreshes')}</span>}
    >
      <AreaNav area="collection" />
      {error !== null && <FaultText error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <SkeletonRows />}
      {data !== undefined && <Parts collection={data} scope={scope} />}
    </Page>
  );
}

function Parts({ collection, scope }: { readonly collection: Collection; readonly scope: string }) {
  const { t } = useTranslation();
  const ofAll = scope.startsWith('_platform');
  return (
    <>
      {collection.disk.isFull && (
        <Alert color="danger" role="alert" title={t('collection.diskFull')} mb="md">
          {t('collection.diskFullText')}
        </Alert>
      )}
      <Targets jobs={collection.jobs} withTenant={ofAll} />
      <Receivers rates={collection.receivers} withTenant={ofAll} />
      <Stores stores={collection.stores} freeBytes={collection.disk.freeBytes} withTenant={ofAll} />
      <HowToPush scope={scope} push={collection.push} />
    </>
  );
}
