import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { boardJson } from '../../../../../dashboards/catalogue/board-json.ts';
import { BOARDS } from '../../../../../dashboards/catalogue/catalogue.ts';
import type { DashboardSummary } from '../../../../contract/dashboards.ts';
import { errorWords } from '../../../api/error-words.ts';
import { ownerKey } from '../../../api/queries.ts';
import { useServices } from '../../../app/services.ts';
import { usePlace } from '../../../scope/use-place.ts';
import { fileNameOf, saveFile } from './save-file.ts';

/** The JSON of a dashboard that comes with tocsin; undefined for another uid. */
export function builtInSource(uid: string, language: string): string | undefined {
  const board = BOARDS.find(({ id }) => `tocsin-${id}` === uid);
  if (board === undefined) return undefined;
  return `${JSON.stringify(boardJson(board, language === 'zh' ? 'zh' : 'en'), null, 2)}\n`;
}

/** Deleting with a way back, and saving as a file. */
export function useBoardActs() {
  const { t, i18n } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const told = (error: unknown) => {
    const { title, detail } = errorWords(error, t);
    notifications.show({ color: 'red', title, message: detail });
  };
  const refresh = () => queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
  const restore = async ({ id, title, revision }: DashboardSummary) => {
    try {
      await call('dashboards.restore', { params: { owner, id }, body: { revision } });
      notifications.show({ message: t('boards.restored', { title }) });
      await refresh();
    } catch (error) {
      told(error);
    }
  };
  const remove = async (board: DashboardSummary) => {
    const { id, title } = board;
    await call('dashboards.delete', { params: { owner, id } });
    const note = `deleted ${id}`;
    const undo = () => {
      notifications.hide(note);
      void restore(board);
    };
    notifications.show({
      id: note,
      autoClose: 20_000,
      message: <Deleted title={title} undo={undo} />,
    });
    await refresh();
  };
  const save = async (uid: string, title: string) => {
    try {
      const source =
        builtInSource(uid, i18n.language) ??
        (await call('dashboards.byUid', { params: { owner, uid } })).source;
      saveFile(fileNameOf(title), source);
    } catch (error) {
      told(error);
    }
  };
  return { remove, save };
}

function Deleted({ title, undo }: { readonly title: string; readonly undo: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      {t('boards.deleted', { title })}{' '}
      <Button size="compact-xs" variant="subtle" onClick={undo}>
        {t('boards.undo')}
      </Button>
    </>
  );
}
