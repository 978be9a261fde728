import uPlot from 'uplot';
import type { ChartAxis, TimeChart } from '../../../../dashboards/model/chart.ts';
import type { TimeSeriesView } from '../../../../dashboards/model/panel-views.ts';
import type { PanelTools } from '../../../../dashboards/panels/panel-tools.ts';
import { zoneOf } from '../../../../dashboards/panels/time-ticks.ts';
import { drawOrder } from '../../../../dashboards/panels/timeseries/draw-order.ts';
import { tickFormat, unitFormat, valueFormat } from '../../../../dashboards/panels/value-format.ts';
import { CROSSHAIR } from '../../graph/crosshair.ts';
import { axisRange } from './axis-range.ts';
import { drawAreas, drawLines } from './draw-thresholds.ts';
import { paintOf } from './series-paint.ts';
import { stackBands } from './stack-bands.ts';

export interface TimePlotEvents {
  /** Milliseconds, as they are now. */
  readonly range: () => readonly [fromMs: number, toMs: number];
  readonly onZoom: ((fromMs: number, toMs: number) => void) | undefined;
  /** A double click, where ranges can be dragged. */
  readonly onZoomOut: () => void;
  readonly onPoint: (plot: uPlot) => void;
  /** A click, not the end of a drag. */
  readonly onClick: (plot: uPlot) => void;
}

const FONT = '11px system-ui, sans-serif';

/** Options of uPlot for a chart; series stand in the order of `drawOrder`, times in milliseconds. */
export function timePlotOptions(
  { chart, connectsGaps }: TimeSeriesView,
  size: { readonly widthPx: number; readonly heightPx: number },
  tools: PanelTools,
  events: TimePlotEvents,
): uPlot.Options {
  const zone = zoneOf(chart.timeZone);
  const order = drawOrder(chart);
  return {
    width: size.widthPx,
    height: size.heightPx,
    ms: 1,
    tzDate: (ms) => (zone === 'local' ? new Date(ms) : uPlot.tzDate(new Date(ms), zone)),
    legend: { show: false },
    padding: [8, 18, 0, 0],
    cursor: {
      drag: { x: events.onZoom !== undefined, y: false, setScale: false },
      bind: {
        dblclick: () => () => {
          if (events.onZoom !== undefined) events.onZoomOut();
          return null;
        },
      },
      sync: CROSSHAIR,
      focus: { prox: 30 },
      points: { size: 6 },
    },
    focus: { alpha: 0.35 },
    scales: scalesOf(chart, events.range),
    axes: [timeAxis(tools), ...chart.axes.map((axis, index) => valueAxis(axis, index, tools))],
    series: [{}, ...order.map((index) => seriesOf(chart, index, connectsGaps[index] ?? false))],
    bands: stackBands(chart, order),
    hooks: {
      init: [(plot) => plot.over.addEventListener('click', () => events.onClick(plot))],
      drawClear: [(plot) => drawAreas(plot, chart.thresholds)],
      draw: [(plot) => drawLines(plot, chart.thresholds)],
      setCursor: [events.onPoint],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 4) return;
          events.onZoom?.(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

/**
 * All that the options are made of, as a text: a plot is given other values as long as it is equal, and
 * made anew otherwise.
 */
export function plotShape({ chart, connectsGaps }: TimeSeriesView): string {
  const { timeZone, axes, series, thresholds } = chart;
  const strokes = series.map(({ values: _, plainValues: __, ...stroke }) => stroke);
  return JSON.stringify([timeZone, axes, strokes, thresholds, connectsGaps]);
}

/** An axis's scale by its index. */
export const scaleKey = (axis: number): string => `y${axis}`;

function scalesOf(
  { axes, thresholds, series }: TimeChart,
  range: TimePlotEvents['range'],
): uPlot.Scales {
  const values = axes.map((axis, index): readonly [string, uPlot.Scale] => {
    const levels = thresholds.flatMap((each) =>
      each.axis === index && each.shows !== 'area' && Number.isFinite(each.value) ? each.value : [],
    );
    const isFilled = series.some(
      (each) => each.axis === index && (each.fillPercent > 0 || each.draws === 'bars'),
    );
    return [
      scaleKey(index),
      {
        ...DISTRIBUTIONS[axis.scale],
        range: (_, low, high) => axisRange(axis, low, high, levels, isFilled),
      },
    ];
  });
  return { x: { time: true, range: () => ends(range()) }, ...Object.fromEntries(values) };
}

const ends = ([fromMs, toMs]: readonly [number, number]): uPlot.Range.MinMax => [fromMs, toMs];

const DISTRIBUTIONS: Readonly<Record<ChartAxis['scale'], uPlot.Scale>> = {
  linear: { distr: 1 },
  log2: { distr: 3, log: 2 },
  log10: { distr: 3, log: 10 },
  symlog: { distr: 4 },
};

function timeAxis({ look }: PanelTools): uPlot.Axis {
  const day = '{YYYY}-{MM}-{DD}';
  return {
    ...axisLook(look),
    space: 80,
    size: 34,
    values: [
      [86_400_000, '{MM}-{DD}', null, null, null, null, null, null, 1],
      [60_000, '{HH}:{mm}', `\n${day}`, null, `\n${day}`, null, null, null, 1],
      [1, '{HH}:{mm}:{ss}', `\n${day}`, null, `\n${day}`, null, null, null, 1],
    ],
  };
}

function axisLook(look: PanelTools['look']) {
  return {
    stroke: look.dimmed,
    font: FONT,
    grid: { stroke: look.line, width: 1 },
    ticks: { stroke: look.line, width: 1, size: 4 },
  };
}

function valueAxis(axis: ChartAxis, index: number, tools: PanelTools): uPlot.Axis {
  const look = axisLook(tools.look);
  const texts = axisTexts(axis, tools);
  return {
    ...look,
    scale: scaleKey(index),
    space: 34,
    ...(BINARY.test(axis.unit) && axis.scale === 'linear' ? { incrs: POWERS_OF_TWO } : {}),
    side: axis.side === 'right' ? 1 : 3,
    grid: { ...look.grid, show: index === 0 },
    ...(axis.label === '' ? {} : { label: axis.label, labelFont: FONT, labelSize: 18 }),
    size: (_, values) => {
      const longest = Math.max(0, ...(values ?? []).map((text) => String(text ?? '').length));
      return Math.min(110, Math.max(36, Math.ceil(longest * 6.5) + 14));
    },
    values: (_, splits) => texts(splits),
  };
}

/** Units of 1,024: their round numbers are powers of two. */
const BINARY = /^(?:bytes|bits|kbytes|mbytes|gbytes|tbytes|binBps|binbps)$/;
const POWERS_OF_TWO = Array.from({ length: 70 }, (_, power) => 2 ** (power - 6));

/** Marks in words; log scales leave some marks without (null). */
function axisTexts(axis: ChartAxis, tools: PanelTools) {
  const unit = axis.unit === '' ? 'short' : axis.unit;
  if (axis.decimals !== null) {
    const format = unitFormat(tools.library, unit);
    return (marks: readonly number[]) =>
      marks.map((mark) => (mark === null ? '' : format(mark, axis.decimals)));
  }
  if (axis.scale === 'linear')
    return (marks: readonly number[]) => [...tickFormat(tools.library, unit)(marks)];
  const format = valueFormat(tools.library, unit);
  return (marks: readonly number[]) => marks.map((mark) => (mark === null ? '' : format(mark)));
}

const { linear, spline, stepped, bars } = uPlot.paths;
const barPaths = (align: -1 | 0 | 1) => bars?.({ size: [0.9, 60], align });
const BARS = { before: barPaths(-1), centre: barPaths(0), after: barPaths(1) } as const;
const PATHS = {
  linear: linear?.(),
  smooth: spline?.(),
  'step-before': stepped?.({ align: -1 }),
  'step-after': stepped?.({ align: 1 }),
} as const;

function seriesOf(chart: TimeChart, index: number, connectsGaps: boolean): uPlot.Series {
  const series = chart.series[index];
  if (series === undefined) return {};
  const { colour, draws, lineWidthPx, interpolation } = series;
  const paths = draws === 'bars' ? BARS[series.barAlign] : PATHS[interpolation];
  const { stroke, fill } = paintOf(series, scaleKey(series.axis));
  return {
    scale: scaleKey(series.axis),
    stroke,
    width: draws === 'points' ? 0 : lineWidthPx,
    ...(series.dash.length === 0 ? {} : { dash: [...series.dash] }),
    ...(fill === null ? {} : { fill }),
    spanGaps: connectsGaps,
    ...(draws === 'points' ? { paths: () => null } : paths === undefined ? {} : { paths }),
    points: series.showsPoints
      ? { show: true, size: 5, fill: colour, stroke: colour }
      : { show: draws !== 'bars', size: 4, stroke: colour, filter: lonelyPoints },
  };
}

/** Samples between two gaps, which would not show as a line. */
const lonelyPoints: uPlot.Series.Points.Filter = (plot, seriesIndex) => {
  const values = plot.data[seriesIndex] ?? [];
  const found: number[] = [];
  for (let index = 0; index < values.length; index += 1) {
    if (values[index] != null && values[index - 1] == null && values[index + 1] == null) {
      found.push(index);
    }
  }
  return found;
};
