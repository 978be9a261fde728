import type { ChartSeries, TimeChart } from '../../dashboards/model/chart.ts';

const START_MS = Date.UTC(2026, 0, 15, 8);

/** A line with the values, one a minute. */
export function chartSeriesOf(
  name: string,
  values: readonly (number | null)[],
  changes: Partial<ChartSeries> = {},
): ChartSeries {
  return {
    name,
    colour: '#0072b2',
    axis: 0,
    draws: 'line',
    lineWidthPx: 1.5,
    dash: [],
    fillPercent: 0,
    gradient: null,
    fillsTo: null,
    barAlign: 'centre',
    interpolation: 'linear',
    showsPoints: false,
    stack: null,
    isShownInLegend: true,
    values,
    plainValues: values,
    ...changes,
  };
}

/** A chart of the series, from 2026-01-15 08:00 UTC on. */
export function chartOf(
  series: readonly ChartSeries[],
  changes: Partial<TimeChart> = {},
): TimeChart {
  const count = Math.max(2, ...series.map(({ values }) => values.length));
  const timesMs = Array.from({ length: count }, (_, index) => START_MS + index * 60_000);
  return {
    timesMs,
    fromMs: START_MS,
    toMs: START_MS + (count - 1) * 60_000,
    timeZone: 'UTC',
    axes: [
      {
        side: 'left',
        unit: 'short',
        decimals: null,
        label: '',
        scale: 'linear',
        minimum: null,
        maximum: null,
      },
    ],
    series,
    thresholds: [],
    legend: 'list',
    legendFigures: [],
    ...changes,
  };
}
