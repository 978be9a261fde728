import uPlot from 'uplot';
import type { FormatTicks } from '../../../dashboards/panels/value-format.ts';
import type { SeverityStep } from '../../../platform/model/severity-step.ts';
import { CROSSHAIR } from './crosshair.ts';
import { ThresholdDrag } from './threshold-drag.ts';
import type { ThresholdLine } from './threshold-line.ts';

/** A time in which something held, in the colour of its severity. */
export interface TimeBand {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly step: SeverityStep;
}

export interface PlotLook {
  readonly width: number;
  readonly height: number;
  readonly zone: string;
  /** Palette numbers of the series, in their order. */
  readonly colours: readonly number[];
  readonly thresholds: readonly ThresholdLine[];
  /** Behind the series; marked at the foot as well. */
  readonly bands: readonly TimeBand[];
  readonly ticks: FormatTicks;
}

export interface PlotEvents {
  readonly onZoom: (startSeconds: number, endSeconds: number) => void;
  readonly onZoomOut: () => void;
  /** The point under the crosshair; null when the pointer has left. */
  readonly onPoint: (index: number | null, nearestSeries: number | null) => void;
  /** A line was dragged there; null: lines stay where they are. */
  readonly onThreshold: ((index: number, value: number) => void) | null;
}

const FONT = '11px system-ui, sans-serif';

/** Options of one graph, with the colours of the theme that `host` stands in. */
export function plotOptions(host: Element, look: PlotLook, events: PlotEvents): uPlot.Options {
  const style = getComputedStyle(host);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--mantine-color-dimmed'),
    font: FONT,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1, size: 4 },
  };
  const dragging = new ThresholdDrag(look.thresholds, events.onThreshold);
  return {
    width: look.width,
    height: look.height,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), look.zone),
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: {
      drag: { x: true, y: false, setScale: false },
      bind: {
        mousedown: (plot, _target, handler) => (event) => {
          if (dragging.begins(plot, event)) return null;
          return handler(event);
        },
        mousemove: (plot, _target, handler) => (event) => {
          dragging.hovers(plot, event);
          return handler(event);
        },
        dblclick: () => () => {
          events.onZoomOut();
          return null;
        },
      },
      sync: CROSSHAIR,
      focus: { prox: 40 },
      points: { size: 7 },
    },
    focus: { alpha: 0.35 },
    scales: { y: { range: (_, min, max) => valueRange(min, max, look.thresholds) } },
    axes: [
      { ...axis, space: 80, values: timeLabels() },
      {
        ...axis,
        size: (plot, values) => axisWidth(plot, values),
        values: (_, splits) => [...look.ticks(splits)],
      },
    ],
    series: [
      {},
      ...look.colours.map((index) => ({
        stroke: colour(`--chart-${index}`),
        width: 1.5,
        spanGaps: false,
        points: { show: true, size: 4, filter: lonelyPoints },
      })),
    ],
    hooks: hooksOf(look, events, colour, dragging),
  };
}

function hooksOf(
  look: PlotLook,
  events: PlotEvents,
  colour: (name: string) => string,
  dragging: ThresholdDrag,
): uPlot.Hooks.Arrays {
  let nearest: number | null = null;
  return {
    drawClear: [(plot) => drawBands(plot, look.bands, colour)],
    draw: [(plot) => drawThresholds(plot, dragging.lines(), colour)],
    destroy: [() => dragging.end()],
    setSelect: [
      (plot) => {
        const { left, width } = plot.select;
        if (width < 4) return;
        events.onZoom(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      },
    ],
    setSeries: [
      (_, index, change) => {
        if ('focus' in change) nearest = index === null || index < 1 ? null : index - 1;
      },
    ],
    setCursor: [({ cursor }) => events.onPoint(cursor.idx ?? null, nearest)],
  };
}

/** Hours and minutes as in all of the interface, whatever the browser's own habit. */
function timeLabels(): uPlot.Axis.Values {
  const day = '{YYYY}-{MM}-{DD}';
  return [
    [86_400, '{MM}-{DD}', null, null, null, null, null, null, 1],
    [60, '{HH}:{mm}', `\n${day}`, null, `\n${day}`, null, null, null, 1],
    [1, '{HH}:{mm}:{ss}', `\n${day}`, null, `\n${day}`, null, null, null, 1],
  ];
}

/** All values and thresholds with a little air; a flat line lies in the middle. */
function valueRange(
  min: number | null,
  max: number | null,
  thresholds: readonly ThresholdLine[],
): [number, number] {
  const known = [min, max, ...thresholds.map(({ value }) => value)].flatMap((value) =>
    value !== null && Number.isFinite(value) ? [value] : [],
  );
  if (known.length === 0) return [0, 1];
  const low = Math.min(...known);
  const high = Math.max(...known);
  if (low === high) return low === 0 ? [-1, 1] : [low - Math.abs(low) / 2, low + Math.abs(low) / 2];
  const air = (high - low) * 0.06;
  const isFromZero = low >= 0 && low < (high - low) * 0.5;
  return [isFromZero ? 0 : low - air, high + air];
}

/** Samples between two gaps, which would not show as a line. */
const lonelyPoints: uPlot.Series.Points.Filter = (plot, seriesIndex) => {
  const values = plot.data[seriesIndex] ?? [];
  return [...values.keys()].filter(
    (index) => values[index] != null && values[index - 1] == null && values[index + 1] == null,
  );
};

function axisWidth(plot: uPlot, values: readonly string[] | null): number {
  plot.ctx.font = FONT;
  const longest = Math.max(0, ...(values ?? []).map((text) => text.length)) * 6.5;
  return Math.min(110, Math.max(36, Math.ceil(longest) + 14));
}

const BAND_FOOT = 5;

function drawBands(
  plot: uPlot,
  bands: readonly TimeBand[],
  colour: (name: string) => string,
): void {
  const { ctx, bbox } = plot;
  const foot = BAND_FOOT * devicePixelRatio;
  ctx.save();
  for (const { fromSeconds, toSeconds, step } of bands) {
    const from = Math.max(bbox.left, plot.valToPos(fromSeconds, 'x', true));
    const to = Math.min(bbox.left + bbox.width, plot.valToPos(toSeconds, 'x', true));
    const width = Math.max(2 * devicePixelRatio, to - from);
    if (to < from) continue;
    ctx.fillStyle = colour(`--tone-${step}-ground`);
    ctx.fillRect(from, bbox.top, width, bbox.height);
    ctx.fillStyle = colour(`--tone-${step}-text`);
    ctx.fillRect(from, bbox.top + bbox.height - foot, width, foot);
  }
  ctx.restore();
}

function drawThresholds(
  plot: uPlot,
  thresholds: readonly ThresholdLine[],
  colour: (name: string) => string,
): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  ctx.lineJoin = 'round';
  for (const { value, step, word } of thresholds) {
    const y = Math.round(plot.valToPos(value, 'y', true));
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = ctx.fillStyle = colour(`--tone-${step}-text`);
    ctx.lineWidth = 1.5 * ratio;
    ctx.setLineDash([6 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    // Legible over a series, too.
    ctx.setLineDash([]);
    ctx.strokeStyle = colour('--ground-page');
    ctx.lineWidth = 4 * ratio;
    ctx.strokeText(word, bbox.left + bbox.width - 4 * ratio, y - 2 * ratio);
    ctx.fillText(word, bbox.left + bbox.width - 4 * ratio, y - 2 * ratio);
  }
  ctx.restore();
}
