import { useQuery } from '@tanstack/react-query';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { usePlace } from '../../scope/use-place.ts';
import { nowMs } from '../../time/now.ts';
import { intervalAt } from '../../time/range.ts';

const FRESH_MS = 30_000;

/** Names of the labels that streams of this scope have in this range. */
export function useLogLabels() {
  return useTexts('labels', '', true);
}

/** Values of one label; `selector` narrows them to streams that it matches, '' does not. */
export function useLogValues(label: string, selector: string, isWanted: boolean) {
  return useTexts(`label/${encodeURIComponent(label)}/values`, selector, isWanted && label !== '');
}

function useTexts(path: string, selector: string, isWanted: boolean) {
  const { readLoki } = useServices();
  const { scope, range, rangeText, parts } = usePlace();
  return useQuery({
    queryKey: [...ownerKey(parts.owner), 'log-texts', scope, path, selector, rangeText] as const,
    queryFn: async ({ signal }) => {
      const { startMs, endMs } = intervalAt(range, nowMs());
      const window = { start: `${startMs}000000`, end: `${endMs}000000` };
      const query: Readonly<Record<string, string>> = selector === '' ? {} : { query: selector };
      const data = await readLoki(scope, path, { ...window, ...query }, signal);
      return Array.isArray(data) ? data.filter((text) => typeof text === 'string') : [];
    },
    enabled: isWanted,
    staleTime: FRESH_MS,
    refetchOnWindowFocus: false,
    retry: false,
  });
}
