import type { RangeSeries } from '../../../queries/templates/ask-metrics.ts';
import type { ChartSeries, ChartThreshold, TimeChart } from '../../model/chart.ts';
import { seriesName } from '../../panels/matrix-frames.ts';
import type { PictureTheme } from '../picture-theme.ts';

/** The instants that a rule is drawn at: milliseconds, `toMs` inclusive. */
export interface RuleGrid {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

/** A level of the rule that has a line. */
export interface RuleLine {
  readonly severity: string;
  /** Rung of the owner's ladder, 0 is the most severe; -1 is not on it. */
  readonly rung: number;
  readonly value: number;
}

export interface RuleChartInput {
  readonly grid: RuleGrid;
  readonly timeZone: string;
  readonly unit: string;
  readonly series: readonly RangeSeries[];
  readonly lines: readonly RuleLine[];
  /** How many rungs the ladder has. */
  readonly rungs: number;
}

const MAX_SERIES = 20;
const POINTS = 240;
const LEAST_STEP_MS = 15_000;

/** About 240 instants between the two, on whole steps, so that the same question is asked again. */
export function ruleGrid(fromMs: number, toMs: number): RuleGrid {
  const wished = Math.ceil((toMs - fromMs) / POINTS / LEAST_STEP_MS) * LEAST_STEP_MS;
  const stepMs = Math.max(LEAST_STEP_MS, wished);
  const down = (ms: number) => Math.floor(ms / stepMs) * stepMs;
  return { fromMs: down(fromMs), toMs: Math.max(down(fromMs) + stepMs, down(toMs)), stepMs };
}

/** What a rule saw, with its level lines: 20 series at most, those that were highest. */
export function ruleChart(input: RuleChartInput, theme: PictureTheme): TimeChart {
  const { grid, timeZone, unit, lines, rungs } = input;
  const { fromMs, toMs, stepMs } = grid;
  const timesMs = Array.from(
    { length: Math.floor((toMs - fromMs) / stepMs) + 1 },
    (_, index) => fromMs + index * stepMs,
  );
  return {
    timesMs,
    fromMs,
    toMs,
    timeZone,
    axes: [
      {
        side: 'left',
        unit,
        decimals: null,
        label: '',
        scale: 'linear',
        minimum: null,
        maximum: null,
      },
    ],
    series: highest(input.series).map((series, index) =>
      chartSeries(series, timesMs, grid, theme.series[index % theme.series.length] ?? theme.text),
    ),
    thresholds: lines.map((line) => threshold(line, rungs, theme)),
    legend: 'table',
    legendFigures: ['min', 'max', 'lastNotNull'],
  };
}

function highest(series: readonly RangeSeries[]): readonly RangeSeries[] {
  if (series.length <= MAX_SERIES) return series;
  const peak = ({ points }: RangeSeries) =>
    points.reduce((most, [, value]) => (value > most ? value : most), Number.NEGATIVE_INFINITY);
  return series
    .map((one) => ({ one, peak: peak(one) }))
    .sort((a, b) => b.peak - a.peak)
    .slice(0, MAX_SERIES)
    .map(({ one }) => one);
}

function chartSeries(
  { labels, points }: RangeSeries,
  timesMs: readonly number[],
  { fromMs, stepMs }: RuleGrid,
  colour: string,
): ChartSeries {
  const values = new Array<number | null>(timesMs.length).fill(null);
  for (const [atMs, value] of points) {
    const index = Math.round((atMs - fromMs) / stepMs);
    if (index >= 0 && index < values.length && Number.isFinite(value)) values[index] = value;
  }
  return {
    name: seriesName(Object.fromEntries(labels)),
    colour,
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
  };
}

function threshold(line: RuleLine, rungs: number, theme: PictureTheme): ChartThreshold {
  const colour = stepColour(line.rung, rungs, theme);
  return { value: line.value, colour, axis: 0, shows: 'dashed', label: line.severity };
}

/** The rungs of a ladder are spread over the five steps of severity, as in the interface. */
export function stepColour(rung: number, rungs: number, { steps, text }: PictureTheme): string {
  const last = steps.length - 1;
  const step = rung < 0 ? last : Math.round((rung * last) / Math.max(1, rungs - 1));
  return steps[Math.min(last, step)] ?? text;
}
