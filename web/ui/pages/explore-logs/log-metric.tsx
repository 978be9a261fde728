import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FaultText } from '../../frame/fault.tsx';
import { LazyGraph } from '../../graph/lazy-graph.tsx';
import { Empty } from '../../lists/list-state.tsx';
import { useLogSeries } from '../../log-lines/use-log-series.ts';
import { useChangeRange } from '../../time/range-picker.tsx';

const HEIGHT = 340;
const MOST_POINTS = 300;

/** The graph of a metric query over lines, such as `rate({app="shop"}[5m])`. */
export function LogMetric({ query }: { readonly query: string }) {
  const { t } = useTranslation();
  const zoom = useChangeRange();
  const answer = useLogSeries('metric', () => query, MOST_POINTS);
  if (answer.error !== null) {
    return <FaultText error={answer.error} retry={() => void answer.refetch()} />;
  }
  if (answer.data === undefined) return <Skeleton height={HEIGHT} animate={false} />;
  const { series, grid } = answer.data;
  if (series.length === 0)
    return <Empty title={t('logs.empty.title')} text={t('logs.empty.text')} />;
  return <LazyGraph series={series} grid={grid} unit="short" height={HEIGHT} onZoom={zoom} />;
}
