import { useQuery } from '@tanstack/react-query';
import type { Grid, MatrixSeries } from '../../../dashboards/model/matrix.ts';
import type { AskPrometheus } from '../api/prometheus.ts';
import { ownerKey } from '../api/queries.ts';
import { useServices } from '../app/services.ts';
import { nowMs } from '../time/now.ts';
import { intervalAt, printRange, type TimeRange } from '../time/range.ts';
import { alignToStep, stepSecondsFor } from '../time/step.ts';

/** A range answer, with the grid it was asked on. */
export interface SeriesAnswer {
  readonly series: readonly MatrixSeries[];
  readonly grid: Grid;
  readonly warnings: readonly string[];
}

export interface SeriesQuestion {
  readonly scope: string;
  readonly expression: string;
  readonly range: TimeRange;
  /** Milliseconds between repeats; false asks once. Pauses in a hidden tab. */
  readonly refreshMs: number | false;
}

/** Under the owner, as `['owner', 'acme', 'range', 'acme.shop', …]`. */
function seriesKey(scope: string, expression: string, range: TimeRange) {
  const owner = scope.split(/[.@]/)[0] ?? scope;
  return [...ownerKey(owner), 'range', scope, expression, printRange(range)] as const;
}

/**
 * Asks a range query; an empty expression asks nothing. What was shown stays until the next answer
 * of the same scope; a request that another question has overtaken is aborted.
 */
export function useSeries({ scope, expression, range, refreshMs }: SeriesQuestion) {
  const { askPrometheus } = useServices();
  return useQuery({
    queryKey: seriesKey(scope, expression, range),
    queryFn: ({ signal }) => askSeries(askPrometheus, scope, expression, range, signal),
    enabled: expression.trim() !== '',
    refetchInterval: refreshMs,
    placeholderData: (shown, last) => (last?.queryKey[3] === scope ? shown : undefined),
    refetchOnWindowFocus: refreshMs !== false,
    retry: false,
  });
}

async function askSeries(
  ask: AskPrometheus,
  scope: string,
  expression: string,
  range: TimeRange,
  signal: AbortSignal,
): Promise<SeriesAnswer> {
  const interval = intervalAt(range, nowMs());
  const stepSeconds = stepSecondsFor(interval);
  const { startMs, endMs } = alignToStep(interval, stepSeconds);
  const grid = { startSeconds: startMs / 1000, endSeconds: endMs / 1000, stepSeconds };
  const { data, warnings } = await ask(
    scope,
    'query_range',
    {
      query: expression,
      start: String(grid.startSeconds),
      end: String(grid.endSeconds),
      step: String(stepSeconds),
    },
    signal,
  );
  return { series: data.resultType === 'matrix' ? data.result : [], grid, warnings };
}
