import type { DataFrame, Field } from '@grafana/data';
import type { Sparkline } from '../../model/panel-views.ts';
import { numbersOf, timesOf } from '../align-series.ts';
import { numberAt } from '../read-option.ts';

/** A field over its times; null for fewer than two values. */
export function sparklineOf(
  { frame, field }: { readonly frame: DataFrame; readonly field: Field },
  colour: string,
): Sparkline | null {
  const timesMs = timesOf(frame);
  const values = numbersOf(field);
  const known = values.filter((value) => value !== null);
  if (timesMs.length < 2 || known.length < 2) return null;
  const minimum = numberAt(field.config, 'min', Math.min(...known));
  const maximum = numberAt(field.config, 'max', Math.max(...known));
  return { timesMs, values, minimum, maximum: maximum > minimum ? maximum : minimum + 1, colour };
}
