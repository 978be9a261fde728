import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { guessUnit } from '../../../../dashboards/panels/guess-unit.ts';
import { parseDurationMs, printDurationMs } from '../../../../platform/model/duration.ts';
import { FaultText } from '../../frame/fault.tsx';
import { LazyGraph } from '../../graph/lazy-graph.tsx';
import { type SeriesAnswer, useSeries } from '../../graph/use-series.ts';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { OneCluster } from '../../scope/one-cluster.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { isMoving } from '../../time/range.ts';
import { useChangeRange } from '../../time/range-picker.tsx';
import { AnswerTable } from './answer-table.tsx';
import { EmptyAnswer } from './empty-answer.tsx';
import classes from './explore.module.css';
import { Warnings } from './explore-notes.tsx';
import type { ExploreState, UnitChoice } from './explore-state.ts';
import { instantRows, rangeRows } from './table-rows.ts';
import { useInstant } from './use-instant.ts';

/**
 * One query's graph and table. Its errors are its own: other rows do not know of them. Typing in an
 * editor does not draw it anew.
 */
export const RowAnswer = memo(function RowAnswer({
  query,
  state,
  height,
}: {
  readonly query: string;
  readonly state: ExploreState;
  readonly height: number;
}) {
  const { scope, range } = usePlace();
  const { view, table, unit, refresh } = state;
  const refreshMs = isMoving(range) ? (parseDurationMs(refresh ?? '') ?? false) : false;
  const isGraph = view !== 'table';
  const isTable = view !== 'graph';
  const needsInstant = isTable && table === 'instant';
  const needsSeries = isGraph || !needsInstant;
  const series = useSeries({ scope, range, refreshMs, expression: needsSeries ? query : '' });
  const instant = useInstant({ scope, range, refreshMs, query: needsInstant ? query : '' });
  const asked = [...(needsSeries ? [series] : []), ...(needsInstant ? [instant] : [])];
  const rows = useMemo(() => {
    if (needsInstant) return instant.data && instantRows(instant.data.data);
    return series.data && rangeRows(series.data.series);
  }, [needsInstant, instant.data, series.data]);
  const isEmpty = isEveryEmpty([
    ...(isGraph ? [series.data?.series] : []),
    ...(isTable ? [rows] : []),
  ]);
  const warnings = [...new Set(asked.flatMap(({ data }) => data?.warnings ?? []))];
  return (
    <div className={classes.answer} aria-busy={asked.some(({ isFetching }) => isFetching)}>
      <Faults asked={asked} />
      <Warnings warnings={warnings} />
      {isEmpty && asked.every(({ error }) => error === null) ? (
        <EmptyAnswer query={query} kind={needsSeries ? 'range' : 'instant'} />
      ) : (
        <>
          {isGraph && series.error === null && (
            <Drawn answer={series.data} query={query} unit={unit} height={height} />
          )}
          {isTable && (needsInstant ? instant : series).error === null && (
            <div>{rows === undefined ? <SkeletonRows /> : <AnswerTable rows={rows} />}</div>
          )}
        </>
      )}
    </div>
  );
});

function isEveryEmpty(lists: readonly (readonly unknown[] | undefined)[]): boolean {
  return lists.every((list) => list?.length === 0);
}

type Asked = Pick<UseQueryResult, 'error' | 'refetch'>;

/** What went wrong, each fault once, and one way to ask again. */
function Faults({ asked }: { readonly asked: readonly Asked[] }) {
  const failed = asked.filter(({ error }) => error !== null);
  const different = new Map(failed.map((one) => [one.error?.message, one]));
  const retry = () => {
    for (const { refetch } of failed) void refetch();
  };
  return [...different].map(([message, { error }]) => (
    <div key={message} className={classes.fault}>
      <FaultText error={error} retry={retry} />
      <OneCluster error={error} />
    </div>
  ));
}

function Drawn({
  answer,
  query,
  unit,
  height,
}: {
  readonly answer: SeriesAnswer | undefined;
  readonly query: string;
  readonly unit: UnitChoice;
  readonly height: number;
}) {
  const { t } = useTranslation();
  const zoom = useChangeRange();
  if (answer === undefined) return <Skeleton height={height} animate={false} />;
  const { series, grid } = answer;
  return (
    <div>
      <LazyGraph
        series={series}
        grid={grid}
        unit={unit === 'auto' ? guessUnit(query) : unit}
        height={height}
        onZoom={zoom}
      />
      <p className="dimmed small">
        {t('explore.series', { count: series.length })} ·{' '}
        {t('explore.step', { step: printDurationMs(grid.stepSeconds * 1000) })}
      </p>
    </div>
  );
}
