import type uPlot from 'uplot';
import type { ChartSeries } from '../../../../dashboards/model/chart.ts';
import { gradientLine } from '../../../../dashboards/panels/timeseries/gradient-line.ts';

type Stroke = string | CanvasGradient;

interface SeriesPaint {
  readonly stroke: string | ((plot: uPlot) => Stroke);
  /** Null for none. */
  readonly fill: string | ((plot: uPlot) => Stroke) | null;
}

/** What a series is drawn with: a colour, or a gradient over the plot that is made at each drawing. */
export function paintOf(series: ChartSeries, scale: string): SeriesPaint {
  const { colour, gradient, fillPercent } = series;
  const isFilled = fillPercent > 0;
  if (gradient === null) {
    return { stroke: colour, fill: isFilled ? withAlpha(colour, fillPercent / 100) : null };
  }
  const painted = (alpha: number) => (plot: uPlot) => canvasPaint(plot, series, scale, alpha);
  return {
    stroke: gradient.kind === 'scheme' ? painted(1) : colour,
    fill: isFilled ? painted(fillPercent / 100) : null,
  };
}

function canvasPaint(plot: uPlot, series: ChartSeries, scale: string, alpha: number): Stroke {
  const { top, height } = plot.bbox;
  // Before the first drawing there is no plot yet.
  if (series.gradient === null || !(height > 0)) return series.colour;
  const yOf = (value: number) => {
    const y = plot.valToPos(value, scale, true);
    return Number.isFinite(y) ? y : null;
  };
  const span = { top, bottom: top + height, yOf };
  const { fromY, toY, stops } = gradientLine(series.gradient, series, span);
  if (!Number.isFinite(fromY) || !Number.isFinite(toY)) return series.colour;
  const made = plot.ctx.createLinearGradient(0, fromY, 0, toY);
  for (const { offset, colour, opacity } of stops) {
    made.addColorStop(offset, withAlpha(colour, opacity * alpha));
  }
  return made;
}

/** `#rrggbb` with an alpha of 0 to 1. */
function withAlpha(colour: string, alpha: number): string {
  return `${colour}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`;
}
