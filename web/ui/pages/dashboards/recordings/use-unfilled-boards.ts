import { useQuery } from '@tanstack/react-query';
import { unfilledBoards } from '../../../../../dashboards/recordings/unfilled-boards.ts';
import { boardMetricsQuery } from '../../../api/board-metric-queries.ts';
import { catalogueQueries } from '../../../api/series-catalogue.ts';
import { useServices } from '../../../app/services.ts';
import { usePlace } from '../../../scope/use-place.ts';

const NONE: ReadonlyMap<string, readonly string[]> = new Map();

/** The own dashboards that the scope cannot fill, by uid, each with what it asks for. */
export function useUnfilledBoards(): ReadonlyMap<string, readonly string[]> {
  const { call, readPrometheus } = useServices();
  const { scope, parts } = usePlace();
  const boards = useQuery(boardMetricsQuery(call, parts.owner));
  const names = useQuery(catalogueQueries(readPrometheus, scope).names());
  if (boards.data === undefined || names.data === undefined) return NONE;
  return unfilledBoards(boards.data, new Set(names.data));
}
