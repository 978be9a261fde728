import type { NumberAxis } from '../model/panel-views.ts';
import type { PanelTools } from './panel-tools.ts';
import { numberAt, textAt } from './read-option.ts';
import { tickFormat } from './value-format.ts';

/** About so many marks on an axis. */
const MARKS = 5;

/**
 * An axis from zero (or below) over all values, with round marks: bounds of the field's config hold,
 * otherwise both ends are marks.
 */
export function numberAxis(
  tools: PanelTools,
  config: unknown,
  values: readonly number[],
  unit = textAt(config, 'unit', 'short'),
): NumberAxis {
  // There may be more values than a call can have arguments.
  const low = numberAt(
    config,
    'min',
    values.reduce((least, value) => Math.min(least, value), 0),
  );
  const high = numberAt(
    config,
    'max',
    values.reduce((most, value) => Math.max(most, value), 0),
  );
  const step = roundStep((high > low ? high - low : 1) / MARKS);
  const minimum = numberAt(config, 'min', Math.floor(low / step) * step);
  const top = numberAt(config, 'max', Math.ceil(high / step) * step);
  const maximum = top > minimum ? top : minimum + step;
  const first = Math.ceil(minimum / step - 1e-9);
  const last = Math.floor(maximum / step + 1e-9);
  const marks = Array.from({ length: Math.max(0, last - first) + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
  const texts = tickFormat(tools.library, unit === '' ? 'short' : unit)(marks);
  return {
    label: textAt(config, 'custom.axisLabel', ''),
    minimum,
    maximum,
    ticks: marks.map((value, index) => ({ value, text: texts[index] ?? '' })),
  };
}

/** The smallest of 1, 2, 5 times a power of ten that is not smaller. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const times = [1, 2, 5, 10].find((each) => each * power >= least * (1 - 1e-9)) ?? 10;
  return times * power;
}
