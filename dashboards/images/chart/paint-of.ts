import type { ChartSeries } from '../../model/chart.ts';
import { gradientLine } from '../../panels/timeseries/gradient-line.ts';
import { escapeXml, px } from '../svg-text.ts';
import type { Placement } from './plot-area.ts';

/** What a series is drawn with: values of `fill` and `stroke`, and what they need. */
export interface Paint {
  readonly defs: string;
  readonly fill: string;
  readonly stroke: string;
}

/** @param id of no other element of the picture */
export function paintOf(series: ChartSeries, { area, yOf }: Placement, id: string): Paint {
  const colour = escapeXml(series.colour);
  const { gradient, axis } = series;
  if (gradient === null) return { defs: '', fill: colour, stroke: colour };
  const span = { top: area.top, bottom: area.bottom, yOf: (value: number) => yOf(value, axis) };
  const { fromY, toY, stops } = gradientLine(gradient, series, span);
  const marks = stops.map(
    ({ offset, colour: at, opacity }) =>
      `<stop offset="${Math.round(offset * 1e4) / 1e4}" stop-color="${escapeXml(at)}"${opacity === 1 ? '' : ` stop-opacity="${opacity}"`}/>`,
  );
  const defs = `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="${px(fromY)}" y2="${px(toY)}">${marks.join('')}</linearGradient>`;
  const paint = `url(#${id})`;
  return { defs, fill: paint, stroke: gradient.kind === 'scheme' ? paint : colour };
}
