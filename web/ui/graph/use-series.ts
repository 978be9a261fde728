import { useQuery } from '@tanstack/react-query';
import type { Grid, MatrixSeries } from '../../../dashboards/model/matrix.ts';
import type { RuleLanguage } from '../../contract/rules.ts';
import { matrixOf } from '../api/loki.ts';
import { ownerKey } from '../api/queries.ts';
import { type Services, useServices } from '../app/services.ts';
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
  /** PromQL where it is left out. */
  readonly language?: RuleLanguage;
  readonly expression: string;
  readonly range: TimeRange;
  /** Milliseconds between repeats; false asks once. Pauses in a hidden tab. */
  readonly refreshMs: number | false;
}

/** Under the owner, as `['owner', 'acme', 'range', 'acme.shop', …]`. */
function seriesKey(scope: string, language: RuleLanguage, expression: string, range: TimeRange) {
  const owner = scope.split(/[.@]/)[0] ?? scope;
  return [...ownerKey(owner), 'range', scope, language, expression, printRange(range)] as const;
}

/**
 * Asks a range query; an empty expression asks nothing. What was shown stays until the next answer
 * of the same scope; a request that another question has overtaken is aborted.
 */
export function useSeries(question: SeriesQuestion) {
  const { scope, language = 'promql', expression, range, refreshMs } = question;
  const services = useServices();
  return useQuery({
    queryKey: seriesKey(scope, language, expression, range),
    queryFn: ({ signal }) => askSeries(services, question, signal),
    enabled: expression.trim() !== '',
    refetchInterval: refreshMs,
    placeholderData: (shown, last) =>
      last?.queryKey[3] === scope && last.queryKey[4] === language ? shown : undefined,
    refetchOnWindowFocus: refreshMs !== false,
    retry: false,
  });
}

async function askSeries(
  { askPrometheus, readLoki }: Pick<Services, 'askPrometheus' | 'readLoki'>,
  { scope, language, expression, range }: SeriesQuestion,
  signal: AbortSignal,
): Promise<SeriesAnswer> {
  const interval = intervalAt(range, nowMs());
  const stepSeconds = stepSecondsFor(interval);
  const { startMs, endMs } = alignToStep(interval, stepSeconds);
  const grid = { startSeconds: startMs / 1000, endSeconds: endMs / 1000, stepSeconds };
  const parameters = {
    query: expression,
    start: String(grid.startSeconds),
    end: String(grid.endSeconds),
    step: String(stepSeconds),
  };
  if (language === 'logql') {
    const data = await readLoki(scope, 'query_range', parameters, signal);
    return { series: matrixOf(data), grid, warnings: [] };
  }
  const { data, warnings } = await askPrometheus(scope, 'query_range', parameters, signal);
  return { series: data.resultType === 'matrix' ? data.result : [], grid, warnings };
}
