import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board } from '../../../../../dashboards/catalogue/board.ts';
import { BOARDS, canFill } from '../../../../../dashboards/catalogue/catalogue.ts';
import { dashboardsQuery } from '../../../api/dashboard-queries.ts';
import { catalogueQueries } from '../../../api/series-catalogue.ts';
import { useServices } from '../../../app/services.ts';
import { usePlace } from '../../../scope/use-place.ts';
import type { ListedBoard } from './listed-board.ts';

/** The folder of those that come with tocsin. */
const BUILT_IN_FOLDER = 'tocsin';

/** What can be opened here: own dashboards, and those built in that the scope's metrics can fill. */
export function useListedBoards() {
  const { i18n } = useTranslation();
  const { call, readPrometheus } = useServices();
  const { scope, parts } = usePlace();
  const stored = useQuery(dashboardsQuery(call, parts.owner));
  const names = useQuery(catalogueQueries(readPrometheus, scope).names());
  const forPlatform = parts.owner === '_platform';
  const at = i18n.language === 'zh' ? 1 : 0;
  const builtIn = useMemo(() => {
    if (names.data === undefined) return undefined;
    const known = new Set(names.data);
    const open = BOARDS.filter((board) => board.audience !== 'platform' || forPlatform);
    const filled = open.filter((board) => canFill(board, forPlatform, known));
    return { filled, others: open.filter((board) => !filled.includes(board)) };
  }, [names.data, forPlatform]);
  const items = useMemo(
    () =>
      stored.data === undefined
        ? undefined
        : [
            ...stored.data.map((own): ListedBoard => ({ ...own, own })),
            ...(builtIn?.filled ?? []).map((board) => listed(board, at)),
          ],
    [stored.data, builtIn, at],
  );
  return { items, others: builtIn?.others ?? [], stored, names };
}

function listed({ id, title, description, tags, rows }: Board, at: 0 | 1): ListedBoard {
  return {
    uid: `tocsin-${id}`,
    title: title[at],
    description: description[at],
    tags,
    folder: BUILT_IN_FOLDER,
    origin: 'built-in',
    panels: rows.reduce((sum, { panels }) => sum + panels.length, 0),
    own: undefined,
  };
}
