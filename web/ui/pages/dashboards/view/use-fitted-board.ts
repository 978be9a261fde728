import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { BOARDS } from '../../../../../dashboards/catalogue/catalogue.ts';
import { MOST_NAMES } from '../../../../../dashboards/catalogue/names-bounds.ts';
import { shownBoard } from '../../../../../dashboards/catalogue/shown-board.ts';
import { importDashboard } from '../../../../../dashboards/import/import-dashboard.ts';
import type { Dashboard } from '../../../../../dashboards/model/dashboard.ts';
import { catalogueQueries } from '../../../api/series-catalogue.ts';
import { useServices } from '../../../app/services.ts';
import { usePlace } from '../../../scope/use-place.ts';

/** A dashboard, and the titles of the panels that it is shown without. */
export interface Fitted {
  readonly dashboard: Dashboard;
  readonly left: readonly string[];
  readonly missing: readonly string[];
  /** Metrics without which it says nothing, and that the scope lacks; of `a / b` one is enough. */
  readonly lacks: readonly string[];
}

/**
 * Of a dashboard that comes with tocsin what the scope's metrics can fill; any other as it is. Undefined
 * until the metrics are known. Whole where they cannot be told, or not all.
 */
export function useFittedBoard(uid: string, whole: Dashboard): Fitted | undefined {
  const { i18n } = useTranslation();
  const { readPrometheus } = useServices();
  const { scope } = usePlace();
  const board = useMemo(() => BOARDS.find(({ id }) => `tocsin-${id}` === uid), [uid]);
  const names = useQuery({
    ...catalogueQueries(readPrometheus, scope).names(),
    enabled: board !== undefined,
  });
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  return useMemo(() => {
    const asItIs = { dashboard: whole, left: [], missing: [], lacks: [] };
    if (board === undefined || names.isError) return asItIs;
    if (names.data === undefined) return undefined;
    if (names.data.length >= MOST_NAMES) return asItIs;
    const known = new Set(names.data);
    const { json, left, missing } = shownBoard(board, language, known);
    const lacks = board.needs
      .filter((group) => !group.some((name) => known.has(name)))
      .map((group) => group.join(' / '));
    if (left.length === 0) return { ...asItIs, lacks };
    const read = importDashboard(json);
    return read.kind === 'refused' ? asItIs : { dashboard: read.dashboard, left, missing, lacks };
  }, [board, whole, names.isError, names.data, language]);
}
