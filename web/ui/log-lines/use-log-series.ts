import { useQuery } from '@tanstack/react-query';
import type { Grid, MatrixSeries } from '../../../dashboards/model/matrix.ts';
import { matrixOf } from '../api/loki.ts';
import { ownerKey } from '../api/queries.ts';
import { useServices } from '../app/services.ts';
import { usePlace } from '../scope/use-place.ts';
import { nowMs } from '../time/now.ts';
import { type Interval, intervalAt } from '../time/range.ts';
import { stepSecondsFor } from '../time/step.ts';

export interface LogSeries {
  readonly series: readonly MatrixSeries[];
  readonly grid: Grid;
}

/**
 * A metric query over the range. `queryOf` writes it for a step; undefined asks nothing. Points stand
 * at multiples of the step, so that each counts the whole step before it.
 */
export function useLogSeries(
  name: string,
  queryOf: (stepSeconds: number) => string | undefined,
  maxPoints: number,
) {
  const { readLoki } = useServices();
  const { scope, range, rangeText, parts } = usePlace();
  const identity = queryOf(1);
  return useQuery({
    queryKey: [...ownerKey(parts.owner), 'log-series', scope, name, identity, rangeText] as const,
    queryFn: async ({ signal }): Promise<LogSeries> => {
      const interval = intervalAt(range, nowMs());
      const grid = gridOf(interval, stepSecondsFor(interval, maxPoints));
      const data = await readLoki(
        scope,
        'query_range',
        {
          query: queryOf(grid.stepSeconds) ?? '',
          start: String(grid.startSeconds),
          end: String(grid.endSeconds),
          step: String(grid.stepSeconds),
        },
        signal,
      );
      return { series: matrixOf(data), grid };
    },
    enabled: identity !== undefined,
    placeholderData: (shown, last) => (last?.queryKey[3] === scope ? shown : undefined),
    refetchOnWindowFocus: false,
    retry: false,
  });
}

/** The ends of all steps that the interval touches. */
function gridOf({ startMs, endMs }: Interval, stepSeconds: number): Grid {
  const first = Math.floor(startMs / 1000 / stepSeconds) + 1;
  const last = Math.max(first, Math.ceil(endMs / 1000 / stepSeconds));
  return { startSeconds: first * stepSeconds, endSeconds: last * stepSeconds, stepSeconds };
}
