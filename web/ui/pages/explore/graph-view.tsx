import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { guessUnit } from '../../../../dashboards/panels/guess-unit.ts';
import { parseDurationMs, printDurationMs } from '../../../../platform/model/duration.ts';
import { FaultText } from '../../frame/fault.tsx';
import { LazyGraph } from '../../graph/lazy-graph.tsx';
import { useSeries } from '../../graph/use-series.ts';
import { Empty } from '../../lists/list-state.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { isMoving } from '../../time/range.ts';
import { useChangeRange } from '../../time/range-picker.tsx';
import classes from './explore.module.css';
import { Start, Warnings } from './explore-notes.tsx';
import type { ExploreState } from './explore-state.ts';

const HEIGHT = 340;

export function GraphView({ state }: { readonly state: ExploreState }) {
  const { t } = useTranslation();
  const { scope, range } = usePlace();
  const zoom = useChangeRange();
  const { query, unit, refresh } = state;
  const refreshMs = isMoving(range) ? (parseDurationMs(refresh ?? '') ?? false) : false;
  const answer = useSeries({ scope, expression: query, range, refreshMs });
  if (query === '') return <Start />;
  if (answer.error !== null) {
    return (
      <div className={classes.fault}>
        <FaultText error={answer.error} retry={() => void answer.refetch()} />
      </div>
    );
  }
  if (answer.data === undefined) return <Skeleton height={HEIGHT} animate={false} />;
  const { series, grid, warnings } = answer.data;
  return (
    <>
      <Warnings warnings={warnings} />
      {series.length === 0 ? (
        <Empty title={t('explore.empty')} text={t('explore.emptyHint')} />
      ) : (
        <>
          <LazyGraph
            series={series}
            grid={grid}
            unit={unit === 'auto' ? guessUnit(query) : unit}
            height={HEIGHT}
            onZoom={zoom}
          />
          <p className="dimmed small">
            {t('explore.series', { count: series.length })} ·{' '}
            {t('explore.step', { step: printDurationMs(grid.stepSeconds * 1000) })}
          </p>
        </>
      )}
    </>
  );
}
