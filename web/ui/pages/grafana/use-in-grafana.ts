import { useQuery } from '@tanstack/react-query';
import { grafanaBoardsQuery } from '../../api/grafana-queries.ts';
import { useServices } from '../../app/services.ts';
import { usePlace } from '../../scope/use-place.ts';
import { useBoardLink } from '../dashboards/view/use-board-link.ts';

/**
 * The page on which a dashboard is seen in Grafana, or one panel of it, with the variables that are
 * chosen; null: it does not stand there. Asks, so it is for what somebody has opened.
 */
export function useInGrafana(uid: string, panel: number | null): string | null {
  const { call } = useServices();
  const { parts } = usePlace();
  const boardLink = useBoardLink();
  const { data } = useQuery(grafanaBoardsQuery(call, parts.owner));
  if (data?.boards.some((one) => one.uid === uid) !== true) return null;
  const path = `/dashboards/grafana/${uid}`;
  return boardLink(path, panel === null ? {} : { panel: String(panel) });
}
