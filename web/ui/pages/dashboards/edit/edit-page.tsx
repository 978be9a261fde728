import { Alert } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { readBoardText } from '../../../../../dashboards/edit/board-text.ts';
import { newBoard } from '../../../../../dashboards/edit/new-board.ts';
import type { Dashboard as Stored } from '../../../../contract/dashboards.ts';
import { FaultText } from '../../../frame/fault.tsx';
import { Page } from '../../../frame/page.tsx';
import { Empty, SkeletonRows } from '../../../lists/list-state.tsx';
import { BackToList } from '../back-to-list.tsx';
import { useFirstPlace } from '../list/place-fields.tsx';
import { useOpenedBoard } from '../view/use-opened-board.ts';
import { BoardEditor } from './board-editor.tsx';

/** A stored dashboard, to change it. */
export function EditBoardPage() {
  const { t } = useTranslation();
  const { uid = '' } = useParams();
  const opened = useOpenedBoard(uid, true);
  if (opened.kind === 'opened' && opened.own !== undefined) {
    const { own } = opened;
    return <StoredBoard key={`${own.id} ${own.revision}`} stored={own} />;
  }
  return (
    <Page title={t('boards.edit.title')} before={<BackToList />}>
      {opened.kind === 'waiting' && <SkeletonRows />}
      {opened.kind === 'failed' && <FaultText error={opened.error} retry={opened.retry} />}
      {(opened.kind === 'unknown' || opened.kind === 'opened') && (
        <Empty title={t('dashboards.unknown')} text={t('boards.edit.unknown')} />
      )}
    </Page>
  );
}

function StoredBoard({ stored }: { readonly stored: Stored }) {
  const { t } = useTranslation();
  const { source, scope, folder, uid } = stored;
  const found = useMemo(() => readBoardText(source), [source]);
  if (found.kind === 'refused') {
    return (
      <Page title={t('boards.edit.title')} before={<BackToList />}>
        <Alert color="red">{found.message}</Alert>
      </Page>
    );
  }
  const { read } = found;
  const first = { like: read, board: read.board, place: { scope, folder } };
  return <BoardEditor stored={stored} uid={uid} first={first} draftKey={stored.id} />;
}

/** A new dashboard. */
export function NewBoardPage() {
  const { t } = useTranslation();
  const place = useFirstPlace();
  const title = t('boards.newTitle');
  const found = useMemo(
    () => readBoardText(`${JSON.stringify(newBoard(title), null, 2)}\n`),
    [title],
  );
  if (found.kind === 'refused') return null;
  const { read } = found;
  const first = { like: read, board: read.board, place };
  return <BoardEditor stored={undefined} uid="" first={first} draftKey="new" />;
}
