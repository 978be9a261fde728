import type { ChartGradient } from '../../model/chart.ts';
import { hexOf, mix, turned } from '../colour.ts';
import { thresholdsOf } from '../field-display.ts';
import type { PanelTools } from '../panel-tools.ts';
import type { PlottedField } from '../plotted-fields.ts';
import { numberAt, textAt } from '../read-option.ts';
import { percentOf } from './chart-thresholds.ts';

type Values = readonly (number | null)[];

/** As many colours of a continuous scheme as a gradient needs to look like it. */
const SCHEME_STOPS = 9;
const HUE_TURN = 15;

/**
 * `gradientMode` of a field: `opacity`, `hue`, or `scheme` where the field is coloured by its values
 * (thresholds or a continuous scheme); null where it changes nothing.
 * @param beside what is drawn on the axis of the field
 */
export function seriesGradient(
  series: PlottedField,
  beside: readonly Values[],
  tools: PanelTools,
): ChartGradient | null {
  switch (textAt(series.field.config.custom, 'gradientMode', 'none')) {
    case 'opacity':
      return { kind: 'fade' };
    case 'hue':
      return hueOf(series.colour, tools);
    case 'scheme':
      return schemeOf(series, beside, tools);
    default:
      return null;
  }
}

function hueOf(colour: string, { theme }: PanelTools): ChartGradient {
  const top = mix(turned(colour, HUE_TURN), '#ffffff', 0.1);
  const bottom = turned(colour, -HUE_TURN);
  return { kind: 'hue', top, bottom: theme === 'dark' ? mix(bottom, '#000000', 0.1) : bottom };
}

function schemeOf(
  { field, display }: PlottedField,
  beside: readonly Values[],
  { grafanaTheme, look }: PanelTools,
): ChartGradient | null {
  const mode = textAt(field.config, 'color.mode', '');
  if (mode === 'thresholds') {
    const { mode: unit, steps } = thresholdsOf(field);
    const at = percentOf(field.config, unit === 'percentage' ? beside : []);
    const stops = steps.flatMap(({ value, color }) => {
      const level = unit === 'percentage' ? at(value) : value;
      const named = grafanaTheme.visualization.getColorByName(color);
      return level === null ? [] : [{ value: level, colour: hexOf(named, look.ground, '#808080') }];
    });
    return stops.length < 2 ? null : { kind: 'scheme', isStepped: true, stops };
  }
  if (!mode.startsWith('continuous-')) return null;
  const [low, high] = boundsOf(field.config, beside);
  if (!(high > low)) return null;
  const stops = Array.from({ length: SCHEME_STOPS }, (_, index) => {
    const value = low + ((high - low) * index) / (SCHEME_STOPS - 1);
    return { value, colour: display(value).colour };
  });
  return { kind: 'scheme', isStepped: false, stops };
}

/** The bounds of the field, otherwise of what is drawn on its axis. */
function boundsOf(config: unknown, drawn: readonly Values[]): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of drawn.flat()) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [numberAt(config, 'min', low), numberAt(config, 'max', high)];
}
