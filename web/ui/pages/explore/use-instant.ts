import { useQuery } from '@tanstack/react-query';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { nowMs } from '../../time/now.ts';
import { intervalAt, printRange, type TimeRange } from '../../time/range.ts';

export interface InstantQuestion {
  readonly scope: string;
  /** Empty asks nothing. */
  readonly query: string;
  /** Asked at its end. */
  readonly range: TimeRange;
  /** Milliseconds between repeats; false asks once. Pauses in a hidden tab. */
  readonly refreshMs: number | false;
}

/** The answer at the end of a range. A request that another question has overtaken is aborted. */
export function useInstant({ scope, query, range, refreshMs }: InstantQuestion) {
  const { askPrometheus } = useServices();
  const owner = scope.split(/[.@]/)[0] ?? scope;
  return useQuery({
    queryKey: [...ownerKey(owner), 'instant', scope, query, printRange(range)] as const,
    queryFn: ({ signal }) => {
      const time = String(intervalAt(range, nowMs()).endMs / 1000);
      return askPrometheus(scope, 'query', { query, time }, signal);
    },
    enabled: query !== '',
    refetchInterval: refreshMs,
    placeholderData: (shown, last) => (last?.queryKey[3] === scope ? shown : undefined),
    refetchOnWindowFocus: refreshMs !== false,
    retry: false,
  });
}
