import type { TimeSeriesView } from '../../model/panel-views.ts';
import { zoneOf } from '../../panels/time-ticks.ts';
import { bridgeGaps } from '../../panels/timeseries/bridge-gaps.ts';
import { drawTimeChart } from '../chart/time-chart-svg.ts';
import { withLegend } from './legend.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';

/** Lines, areas and bars over time with their legend. */
export function drawTimeSeries(view: TimeSeriesView, room: ViewRoom, pen: ViewPen): string {
  const { chart, connectsGaps } = view;
  const series = chart.series.map((one, index) =>
    connectsGaps[index] === true
      ? { ...one, values: bridgeGaps(chart.timesMs, one.values, Number.POSITIVE_INFINITY) }
      : one,
  );
  const timeZone = zoneOf(chart.timeZone);
  const shown = { ...chart, series, timeZone, legend: 'hidden' } as const;
  return withLegend(view.legend, room, pen, (own) =>
    drawTimeChart(
      shown,
      {
        ...own,
        title: '',
        bands: [],
        emptyText: pen.words.empty.title,
        marginPx: 0,
        clipId: pen.nextId(),
      },
      pen,
    ),
  );
}
