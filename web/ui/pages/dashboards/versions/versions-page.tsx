import { Alert, Anchor, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import {
  dashboardQuery,
  dashboardVersionQuery,
  dashboardVersionsQuery,
} from '../../../api/dashboard-queries.ts';
import { ownerKey } from '../../../api/queries.ts';
import { useServices } from '../../../app/services.ts';
import { Confirmation } from '../../../forms/confirmation.tsx';
import { FaultText } from '../../../frame/fault.tsx';
import { Page } from '../../../frame/page.tsx';
import { TextDiff } from '../../../history/text-diff.tsx';
import { Versions } from '../../../history/versions.tsx';
import { ListState, SkeletonRows } from '../../../lists/list-state.tsx';
import { useGo, useLinkTo, usePlace } from '../../../scope/use-place.ts';
import { BackToList } from '../back-to-list.tsx';
import { prettyJson } from './pretty-json.ts';
import { type BoardVersion, versionsOf } from './versions-of.ts';

/** What a dashboard was, version by version, and a way back. */
export function BoardVersionsPage() {
  const { t } = useTranslation();
  const { uid = '' } = useParams();
  const [search] = useSearchParams();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const linkTo = useLinkTo();
  const stored = useQuery({ ...dashboardQuery(call, owner, uid), retry: false });
  const id = search.get('id') ?? stored.data?.id;
  const found = useQuery({
    ...dashboardVersionsQuery(call, owner, id ?? ''),
    enabled: id !== undefined,
    staleTime: 0,
  });
  const items = found.data === undefined ? undefined : versionsOf(found.data);
  const newest = items?.[0];
  const error = found.error ?? (id === undefined ? stored.error : null);
  return (
    <Page
      title={
        newest === undefined
          ? t('ruleWork.history.title')
          : t('ruleWork.history.titleOf', { name: newest.title })
      }
      before={
        newest?.kind === 'deleted' ? (
          <BackToList />
        ) : (
          <Anchor component={Link} to={linkTo(`/dashboards/${uid}`)} size="xs">
            {t('boards.versions.back')}
          </Anchor>
        )
      }
    >
      <ListState
        items={items}
        error={error}
        retry={() => void (id === undefined ? stored.refetch() : found.refetch())}
        empty={null}
      >
        {(versions) => (
          <Shown
            id={id ?? ''}
            versions={versions}
            mayRestore={stored.data?.mayWrite ?? newest?.kind === 'deleted'}
          />
        )}
      </ListState>
    </Page>
  );
}

interface ShownProps {
  readonly id: string;
  readonly versions: readonly BoardVersion[];
  readonly mayRestore: boolean;
}

function Shown({ id, versions, mayRestore }: ShownProps) {
  const { t } = useTranslation();
  const restore = useRestore(id);
  return (
    <Versions
      items={versions}
      mayRestore={() => mayRestore}
      noteOf={({ message }) => message}
      changed={({ shown, before }) => (
        <VersionDiff
          id={id}
          before={shown.kind === 'deleted' ? undefined : before?.revision}
          after={shown.revision}
        />
      )}
      ask={({ shown, newest }, close) => (
        <Modal
          opened
          size="xl"
          onClose={close}
          title={t('ruleWork.history.askTitle', { revision: shown.revision })}
        >
          <Confirmation
            confirm={t('ruleWork.history.confirm')}
            isDestructive={false}
            isBlocked={false}
            run={() => restore(shown.revision)}
            onCancel={close}
          >
            {newest.kind === 'deleted' ? (
              <p>{t('boards.versions.comesBack')}</p>
            ) : (
              <VersionDiff id={id} before={newest.revision} after={shown.revision} />
            )}
          </Confirmation>
        </Modal>
      )}
    />
  );
}

/** Two versions member by member; without the first the second as it was. */
function VersionDiff({
  id,
  before,
  after,
}: {
  readonly id: string;
  readonly before: number | undefined;
  readonly after: number;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const old = useQuery({
    ...dashboardVersionQuery(call, owner, { id, revision: before ?? 0 }),
    enabled: before !== undefined,
  });
  const shown = useQuery(dashboardVersionQuery(call, owner, { id, revision: after }));
  const error = old.error ?? shown.error;
  if (error !== null) {
    const retry = () => {
      void old.refetch();
      void shown.refetch();
    };
    return <FaultText error={error} retry={retry} />;
  }
  if (shown.data === undefined || (before !== undefined && old.data === undefined))
    return <SkeletonRows />;
  const texts = [old.data?.source ?? '', shown.data.source] as const;
  const [earlier, later] = texts.map(prettyJson);
  if (before !== undefined && earlier === later) {
    const isSame = texts[0] === texts[1];
    return (
      <Alert color="gray">
        {isSame ? t('ruleWork.diff.none') : t('boards.versions.onlySpaces')}
      </Alert>
    );
  }
  return <TextDiff before={earlier ?? ''} after={later ?? ''} isFolded={before !== undefined} />;
}

function useRestore(id: string) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const go = useGo();
  const linkTo = useLinkTo();
  return async (revision: number) => {
    const board = await call('dashboards.restore', { params: { owner, id }, body: { revision } });
    notifications.show({ message: t('boards.restored', { title: board.title }) });
    await queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
    go(linkTo(`/dashboards/${board.uid}`));
  };
}
