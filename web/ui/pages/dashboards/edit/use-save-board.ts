import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Dashboard as Stored } from '../../../../contract/dashboards.ts';
import { ApiError } from '../../../api/api-error.ts';
import { ownerKey } from '../../../api/queries.ts';
import { useServices } from '../../../app/services.ts';
import { useGo, usePlace } from '../../../scope/use-place.ts';
import { useBoardLink } from '../view/use-board-link.ts';
import { sourceOf } from './edit-history.ts';
import type { BoardEdit } from './use-board-edit.ts';

/** Somebody else saved first. */
export interface Conflict {
  /** The text that both began with. */
  readonly base: string;
  /** What they saved. */
  readonly theirs: Stored;
  readonly message: string;
}

/**
 * Saves what is edited and shows the dashboard. Resolves with what somebody else saved in between, if
 * they did; everything else that goes wrong rejects.
 */
export function useSaveBoard(edit: BoardEdit) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const go = useGo();
  const boardLink = useBoardLink();
  const done = ({ title, uid }: Stored) => {
    edit.settle();
    notifications.show({ message: t('boards.save.saved', { title }) });
    void queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
    go(boardLink(`/dashboards/${uid}`));
  };
  return async (
    stored: Pick<Stored, 'id' | 'revision'> | undefined,
    message: string,
    source = sourceOf(edit.now),
  ): Promise<Conflict | undefined> => {
    const body = {
      ...edit.now.place,
      source,
      ...(message.trim() === '' ? {} : { message: message.trim() }),
    };
    if (stored === undefined) {
      done(await call('dashboards.create', { params: { owner }, body }));
      return undefined;
    }
    const { id, revision } = stored;
    const params = { owner, id };
    try {
      done(await call('dashboards.update', { params, body, revision }));
      return undefined;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 412) throw error;
      const [base, theirs] = await Promise.all([
        call('dashboards.version', { params: { ...params, revision } }),
        call('dashboards.get', { params }),
      ]);
      return { base: base.source, theirs, message };
    }
  };
}
