import type { ChartSeries } from '../../model/chart.ts';
import type { PanelTools } from '../panel-tools.ts';
import type { PlottedField } from '../plotted-fields.ts';
import { choiceAt, flagAt, listAt, numberAt, textAt } from '../read-option.ts';
import type { AxesOfSeries } from './chart-axes.ts';
import { seriesGradient } from './series-gradient.ts';
import { drawsOf } from './stacked-values.ts';

type Values = readonly (number | null)[];

export interface StrokePlace {
  readonly axes: AxesOfSeries;
  /** What is drawn of each series. */
  readonly drawn: readonly Values[];
  readonly tools: PanelTools;
}

export type SeriesStroke = Omit<ChartSeries, 'axis' | 'stack' | 'values' | 'plainValues'>;

/** How each series of a chart looks, as its field config says. */
export function seriesStrokes(
  series: readonly PlottedField[],
  { axes: { axisOf }, drawn, tools }: StrokePlace,
): readonly SeriesStroke[] {
  return series.map((each, index) => {
    const beside = drawn.filter((_, other) => axisOf[other] === axisOf[index]);
    const fillsTo = lowerSeries(each, index, series);
    return {
      ...strokeOf(each, fillsTo),
      fillsTo,
      gradient: seriesGradient(each, beside, tools),
    };
  });
}

const INTERPOLATIONS = {
  linear: 'linear',
  smooth: 'smooth',
  stepBefore: 'step-before',
  stepAfter: 'step-after',
} as const;

/** What Grafana fills down to another series with where nothing is said. */
const FILL_BETWEEN_PERCENT = 35;

function strokeOf(
  { name, colour, field }: PlottedField,
  fillsTo: number | null,
): Omit<SeriesStroke, 'gradient' | 'fillsTo'> {
  const { custom } = field.config;
  const draws = drawsOf(custom);
  const line = choiceAt(
    custom,
    'lineInterpolation',
    ['linear', 'smooth', 'stepBefore', 'stepAfter'],
    'linear',
  );
  const fill = Math.min(100, Math.max(0, numberAt(custom, 'fillOpacity', 0)));
  return {
    name,
    colour,
    draws,
    lineWidthPx: Math.min(10, Math.max(0, numberAt(custom, 'lineWidth', 1))),
    dash: dashOf(custom),
    fillPercent: fillsTo !== null && fill === 0 ? FILL_BETWEEN_PERCENT : fill,
    barAlign: BAR_ALIGNS[Math.sign(numberAt(custom, 'barAlignment', 0)) + 1] ?? 'centre',
    interpolation: INTERPOLATIONS[line],
    showsPoints: draws === 'points' || textAt(custom, 'showPoints', 'auto') === 'always',
    isShownInLegend: !flagAt(custom, 'hideFrom.legend', false),
  };
}

/** By Grafana's -1, 0 and 1. */
const BAR_ALIGNS = ['before', 'centre', 'after'] as const;

/** The series that `fillBelowTo` names, as it is shown or as its data call it. */
function lowerSeries(
  { field }: PlottedField,
  own: number,
  series: readonly PlottedField[],
): number | null {
  const wanted = textAt(field.config.custom, 'fillBelowTo', '');
  if (wanted === '' || drawsOf(field.config.custom) !== 'line') return null;
  const isWanted = (each: PlottedField, index: number) =>
    index !== own &&
    [each.name, each.field.config.displayNameFromDS, each.field.name].includes(wanted);
  const found = series.findIndex(isWanted);
  return found < 0 ? null : found;
}

function dashOf(custom: unknown): readonly number[] {
  const fill = textAt(custom, 'lineStyle.fill', 'solid');
  if (fill === 'solid') return [];
  const given = listAt(custom, 'lineStyle.dash').filter(
    (part): part is number => typeof part === 'number' && part >= 0 && part <= 100,
  );
  if (given.length > 1) return given.slice(0, 8);
  return fill === 'dot' ? [0, 4] : [8, 8];
}
