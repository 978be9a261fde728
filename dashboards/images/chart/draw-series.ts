import type { ChartSeries, TimeChart } from '../../model/chart.ts';
import { drawOrder } from '../../panels/timeseries/draw-order.ts';
import { px } from '../svg-text.ts';
import { type Paint, paintOf } from './paint-of.ts';
import type { Placement } from './plot-area.ts';

type Point = readonly [x: number, y: number];

/** Where a series ends below: values by time, and the line they make. */
interface Base {
  readonly values: readonly (number | null)[];
  readonly interpolation: ChartSeries['interpolation'];
}

/**
 * Paths of all series: areas, lines, bars and points.
 * @param id of no other chart of the picture
 */
export function drawSeries(chart: TimeChart, placement: Placement, id: string): string {
  const below = new Map<string, Base>();
  const drawn = chart.series.map((series, index) => {
    const key = series.stack === null ? null : `${series.axis} ${series.stack}`;
    const base = key === null ? undefined : below.get(key);
    if (key !== null) below.set(key, raised(series, base));
    const paint = paintOf(series, placement, `${id}-paint${index}`);
    return paint.defs + drawOne(chart, { series, base, paint }, placement);
  });
  return drawOrder(chart)
    .map((index) => drawn[index] ?? '')
    .join('');
}

/** What the next of a stack stands on: where the series has no value, on what is below it. */
function raised({ values, interpolation }: ChartSeries, base: Base | undefined): Base {
  return {
    values: values.map((value, index) => value ?? base?.values[index] ?? null),
    interpolation,
  };
}

interface OneSeries {
  readonly series: ChartSeries;
  readonly base: Base | undefined;
  readonly paint: Paint;
}

function drawOne(chart: TimeChart, one: OneSeries, placement: Placement): string {
  const { series, base, paint } = one;
  if (series.draws === 'bars') return bars(chart, one, placement);
  const isLine = series.draws === 'line';
  const opacity = Math.min(100, Math.max(0, series.fillPercent)) / 100;
  const runs = runsOf(chart, series, placement);
  const lower = series.fillsTo === null ? undefined : chart.series[series.fillsTo];
  // Down to another series only where that has values.
  const filledRuns =
    lower === undefined ? runs : runsOf(chart, onlyWhere(series, lower), placement);
  const area =
    isLine && opacity > 0 ? areaOf(series, lower ?? base, { placement, runs: filledRuns }) : '';
  const filled =
    area === '' ? '' : `<path d="${area}" fill="${paint.fill}" fill-opacity="${opacity}"/>`;
  const d = isLine ? runs.map((run) => lineOf(run.points, series.interpolation)).join('') : '';
  const dash =
    series.dash.length === 0 ? '' : ` stroke-dasharray="${series.dash.map(px).join(' ')}"`;
  const line =
    d === '' || series.lineWidthPx <= 0
      ? ''
      : `<path d="${d}" fill="none" stroke="${paint.stroke}" stroke-width="${px(series.lineWidthPx)}" stroke-linejoin="round"${dash}/>`;
  return filled + line + dots(runs, series, paint.stroke);
}

function onlyWhere(series: ChartSeries, lower: ChartSeries): ChartSeries {
  const has = (index: number) => (lower.values[index] ?? null) !== null;
  return { ...series, values: series.values.map((value, at) => (has(at) ? value : null)) };
}

interface Run {
  /** Index of its first value. */
  readonly start: number;
  readonly points: readonly Point[];
}

/** What lies between gaps. */
function runsOf(chart: TimeChart, series: ChartSeries, { xOf, yOf }: Placement): readonly Run[] {
  const runs: { start: number; points: Point[] }[] = [];
  let open: { start: number; points: Point[] } | null = null;
  for (let index = 0; index < chart.timesMs.length; index += 1) {
    const value = series.values[index] ?? null;
    const y = value === null ? null : yOf(value, series.axis);
    if (y === null) {
      open = null;
      continue;
    }
    if (open === null) {
      open = { start: index, points: [] };
      runs.push(open);
    }
    open.points.push([xOf(chart.timesMs[index] ?? 0), y]);
  }
  return runs;
}

function lineOf(points: readonly Point[], interpolation: ChartSeries['interpolation']): string {
  if (points.length < 2) return '';
  return points
    .map((point, index) => (index === 0 ? move(point) : curve(points, index, interpolation)))
    .join('');
}

function move([x, y]: Point): string {
  return `M${px(x)} ${px(y)}`;
}

function curve(
  points: readonly Point[],
  index: number,
  interpolation: ChartSeries['interpolation'],
): string {
  const [x, y] = points[index] ?? [0, 0];
  const [lastX, lastY] = points[index - 1] ?? [x, y];
  if (interpolation === 'step-after') return `H${px(x)}V${px(y)}`;
  if (interpolation === 'step-before') return `V${px(y)}H${px(x)}`;
  if (interpolation === 'linear') return `L${px(x)} ${px(y)}`;
  const half = (x - lastX) / 3;
  const before = slope(points, index - 1);
  const after = slope(points, index);
  return `C${px(lastX + half)} ${px(lastY + before * half)} ${px(x - half)} ${px(y - after * half)} ${px(x)} ${px(y)}`;
}

/** Of a monotone curve: level at peaks, so that it never shows values that are not there. */
function slope(points: readonly Point[], index: number): number {
  const [at, before, after] = [points[index], points[index - 1], points[index + 1]];
  if (!at || !before || !after) return 0;
  const left = (at[1] - before[1]) / Math.max(1e-9, at[0] - before[0]);
  const right = (after[1] - at[1]) / Math.max(1e-9, after[0] - at[0]);
  if (left * right <= 0) return 0;
  return (2 * left * right) / (left + right);
}

function areaOf(
  series: ChartSeries,
  base: Base | undefined,
  { placement, runs }: { readonly placement: Placement; readonly runs: readonly Run[] },
): string {
  return runs
    .filter(({ points }) => points.length > 1)
    .map(({ start, points }) => {
      const floor = points.map(([x], offset): Point => {
        const value = base?.values[start + offset] ?? 0;
        return [x, floorOf(value, series.axis, placement)];
      });
      const back = floor.reverse();
      const edge = base?.interpolation ?? 'linear';
      // Walked backwards, a step before is a step after.
      const turned =
        edge === 'step-before' ? 'step-after' : edge === 'step-after' ? 'step-before' : edge;
      const bottom = back.map((point, index) =>
        index === 0 ? `L${px(point[0])} ${px(point[1])}` : curve(back, index, turned),
      );
      return `${lineOf(points, series.interpolation)}${bottom.join('')}Z`;
    })
    .join('');
}

/** Zero, or the nearest edge where zero is not shown. */
function floorOf(value: number, axis: number, { yOf, area }: Placement): number {
  return Math.min(area.bottom, Math.max(area.top, yOf(value, axis) ?? area.bottom));
}

const WIDEST_BAR = 40;

/** Of a bar's width what lies left of its time. */
const LEFT_OF = { before: 1, centre: 0.5, after: 0 } as const;

function bars(chart: TimeChart, { series, base, paint }: OneSeries, placement: Placement): string {
  const count = Math.max(1, chart.timesMs.length);
  const spacing = (placement.area.right - placement.area.left) / count;
  const width = Math.max(1, Math.min(WIDEST_BAR, spacing * 0.8));
  const opacity = Math.min(100, Math.max(10, series.fillPercent)) / 100;
  const parts: string[] = [];
  for (let index = 0; index < chart.timesMs.length; index += 1) {
    const value = series.values[index] ?? null;
    const top = value === null ? null : placement.yOf(value, series.axis);
    if (top === null) continue;
    const floor = floorOf(base?.values[index] ?? 0, series.axis, placement);
    const x = placement.xOf(chart.timesMs[index] ?? 0) - width * LEFT_OF[series.barAlign];
    parts.push(`M${px(x)} ${px(floor)}V${px(top)}h${px(width)}V${px(floor)}Z`);
  }
  return `<path d="${parts.join('')}" fill="${paint.fill}" fill-opacity="${opacity}"/>`;
}

/** Those that are wished for, and samples between two gaps, which no line shows. */
function dots(runs: readonly Run[], series: ChartSeries, colour: string): string {
  const isAll = series.draws === 'points' || series.showsPoints;
  const shown = runs.filter(({ points }) => isAll || points.length === 1);
  const r = series.draws === 'points' ? 2.5 : 2;
  const d = shown
    .flatMap(({ points }) => points)
    .map(
      ([x, y]) => `M${px(x - r)} ${px(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`,
    );
  return d.length === 0 ? '' : `<path d="${d.join('')}" fill="${colour}"/>`;
}
