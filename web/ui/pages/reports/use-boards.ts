import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { BOARDS } from '../../../../dashboards/catalogue/catalogue.ts';
import { ownBoardsQuery } from '../../api/report-queries.ts';
import { useServices } from '../../app/services.ts';
import { usePlace } from '../../scope/use-place.ts';

interface NamedBoard {
  /** Its uid. */
  readonly value: string;
  readonly label: string;
}

/** The dashboards that can be reported, by their titles. */
export function useBoards(): {
  readonly builtIn: readonly NamedBoard[];
  readonly ofOwner: readonly NamedBoard[];
} {
  const { i18n } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const own = useQuery(ownBoardsQuery(call, owner)).data ?? [];
  const language = i18n.language.startsWith('zh') ? 1 : 0;
  return {
    builtIn: BOARDS.map(({ id, title }) => ({ value: `tocsin-${id}`, label: title[language] })),
    ofOwner: own.map(({ uid, title }) => ({ value: uid, label: title })),
  };
}
