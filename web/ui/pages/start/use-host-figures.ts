import { useQuery } from '@tanstack/react-query';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { usePlace } from '../../scope/use-place.ts';
import { FIGURES_QUERY, readFigures } from './host-figures.ts';

const FIRST_MS = 1_500;
const EVERY_MS = 3_000;

/** The figures of the hosts in the scope, asked often until there are some. */
export function useHostFigures(isWanted: boolean) {
  const { askPrometheus } = useServices();
  const { scope, parts } = usePlace();
  return useQuery({
    queryKey: [...ownerKey(parts.owner), 'start-figures', scope] as const,
    queryFn: async ({ signal }) => {
      const { data } = await askPrometheus(scope, 'query', { query: FIGURES_QUERY }, signal);
      return readFigures(data.resultType === 'vector' ? data.result : []);
    },
    enabled: isWanted,
    refetchInterval: ({ state }) =>
      state.data === undefined || state.data.size === 0 ? FIRST_MS : EVERY_MS,
    retry: false,
  });
}
