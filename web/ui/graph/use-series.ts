import { keepPreviousData, useQuery } from '@tanstack/react-query';
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

/** Asks a range query; an empty expression asks nothing. What was shown stays until the next answer. */
export function useSeries({ scope, expression, range, refreshMs }: SeriesQuestion) {
  const { askPrometheus } = useServices();
  const owner = scope.split(/[.@]/)[0] ?? scope;
  return useQuery({
    queryKey: [...ownerKey(owner), 'range', scope, expression, printRange(range)],
    queryFn: ({ signal }) => askSeries(askPrometheus, scope, expression, range, signal),
    enabled: expression.trim() !== '',
    refetchInterval: refreshMs,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
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
