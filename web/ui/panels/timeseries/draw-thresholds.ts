import type uPlot from 'uplot';
import type { ChartThreshold } from '../../../../dashboards/model/chart.ts';

/** Areas from each level up to the next, behind everything. */
export function drawAreas(plot: uPlot, thresholds: readonly ChartThreshold[]): void {
  const { ctx, bbox } = plot;
  const shown = thresholds.filter(({ shows }) => shows === 'area' || shows === 'line-and-area');
  ctx.save();
  ctx.globalAlpha = 0.12;
  for (const [index, { value, colour, axis }] of shown.entries()) {
    const next = shown[index + 1];
    const from = Number.isFinite(value) ? place(plot, value, axis) : bbox.top + bbox.height;
    const to = next?.axis === axis ? place(plot, next.value, axis) : bbox.top;
    ctx.fillStyle = colour;
    ctx.fillRect(bbox.left, to, bbox.width, Math.max(0, from - to));
  }
  ctx.restore();
}

/** Level lines across the series. */
export function drawLines(plot: uPlot, thresholds: readonly ChartThreshold[]): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.lineWidth = 1.5 * ratio;
  for (const { value, colour, axis, shows } of thresholds) {
    if (shows === 'area' || !Number.isFinite(value)) continue;
    const y = plot.valToPos(value, `y${axis}`, true);
    if (!(y >= bbox.top && y <= bbox.top + bbox.height)) continue;
    ctx.strokeStyle = colour;
    ctx.setLineDash(shows === 'dashed' ? [8 * ratio, 6 * ratio] : []);
    ctx.beginPath();
    ctx.moveTo(bbox.left, Math.round(y));
    ctx.lineTo(bbox.left + bbox.width, Math.round(y));
    ctx.stroke();
  }
  ctx.restore();
}

/** In canvas pixels, within the plot. */
function place(plot: uPlot, value: number, axis: number): number {
  const { top, height } = plot.bbox;
  const y = plot.valToPos(value, `y${axis}`, true);
  return Math.min(top + height, Math.max(top, Number.isNaN(y) ? top + height : y));
}
