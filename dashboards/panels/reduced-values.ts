import type { DataFrame, Field } from '@grafana/data';
import type { Panel } from '../model/panel.ts';
import type { PanelData } from '../model/panel-data.ts';
import type { ShownValue } from '../model/panel-views.ts';
import { authorPattern } from '../queries/run-pattern.ts';
import { cutText } from './cut-text.ts';
import { displayOf } from './field-display.ts';
import { FIGURE_NAMES } from './legend-view.ts';
import type { PanelTools } from './panel-tools.ts';
import { fieldName, isNumbers } from './plotted-fields.ts';
import { flagAt, numberAt, optionAt, textAt, textsAt } from './read-option.ts';

/** A field (or one row of it) summed up to a single value. */
export interface ReducedValue {
  readonly name: string;
  readonly value: ShownValue;
  readonly frame: DataFrame;
  readonly field: Field;
  /** Words for other values of the field, such as bounds. */
  readonly say: (value: unknown) => ShownValue;
}

/** More tiles, dials or slices than these cannot be told apart. */
const MOST_VALUES = 250;
const MOST_REDUCERS = 8;

/**
 * What a stat, gauge, bar gauge or pie shows: each field reduced (each of `reduceOptions.calcs`), or each row
 * of it (`reduceOptions.values`). `reduceOptions.fields` picks fields by name or `/pattern/`; numbers
 * are picked where it is empty.
 */
export function reducedValues(
  panel: Panel,
  data: PanelData,
  tools: PanelTools,
  colourMode = 'thresholds',
): readonly ReducedValue[] {
  const { options } = panel;
  const wanted = textAt(options, 'reduceOptions.fields', '');
  const isWanted = fieldFilter(wanted);
  const frames = [...data.frames];
  const limit = Math.min(MOST_VALUES, numberAt(options, 'reduceOptions.limit', MOST_VALUES));
  const perRow = flagAt(options, 'reduceOptions.values', false);
  const asked = perRow ? [] : textsAt(options, 'reduceOptions.calcs').slice(0, MOST_REDUCERS);
  const reducers = asked.length > 0 ? asked : ['lastNotNull'];
  const picked = frames.flatMap((frame) =>
    frame.fields.flatMap((field) => {
      const name = fieldName(tools, field, frame, frames);
      const isFit = wanted === '' ? isNumbers(field) : field.type !== 'time' && isWanted(name);
      return isFit && !flagAt(field.config, 'custom.hideFrom.viz', false)
        ? [{ frame, field, name }]
        : [];
    }),
  );
  let index = 0;
  const found: ReducedValue[] = [];
  for (const { frame, field, name } of picked) {
    const ways = perRow ? field.values.length : reducers.length;
    for (let at = 0; at < ways && found.length < limit; at += 1) {
      const choices = { index, colourMode, timeZone: data.time.timeZone, frame };
      const say = displayOf(tools, field, choices);
      const [reducer = ''] = reducers.slice(at, at + 1);
      const value = perRow ? field.values[at] : reducedOf(tools, field, reducer);
      const rowName = perRow ? nameOfRow(frame, at, picked.length > 1 ? name : '') : '';
      const shown = perRow ? rowName || name : nameOfFigure(name, reducer, reducers.length);
      const row = perRow ? at : rowOf(field, value);
      found.push({ name: shown, value: say(value, row), frame, field, say });
      // Figures of one field have its colour.
      if (perRow) index += 1;
    }
    if (!perRow) index += 1;
  }
  return found;
}

/** The last row that has a figure: that of the sample for a last or largest one; none for a sum of several. */
function rowOf({ values }: Field, value: unknown): number | undefined {
  const row = values.lastIndexOf(value);
  return row >= 0 ? row : values.length === 1 ? 0 : undefined;
}

/** Of several figures each says which it is, at `${__calc}` or behind the name. */
function nameOfFigure(name: string, reducer: string, count: number): string {
  const known = Object.hasOwn(FIGURE_NAMES, reducer) ? FIGURE_NAMES[reducer] : undefined;
  const figure = (known ?? reducer).replace(' *', '');
  const filled = name.replaceAll(/\$\{__calc\}|\$__calc\b/g, () => figure);
  return count > 1 && filled === name ? cutText(`${name} ${figure}`.trim()) : filled;
}

function reducedOf(tools: PanelTools, field: Field, reducer: string): unknown {
  const found = tools.library.reduceField({ field, reducers: [reducer] });
  // A reducer that is not known leaves nothing: then the last value speaks.
  return Object.hasOwn(found, reducer) ? found[reducer] : field.values.at(-1);
}

/** A row is called by its texts. */
function nameOfRow(frame: DataFrame, row: number, fieldsName: string): string {
  const texts = frame.fields
    .filter(({ type }) => type === 'string')
    .map(({ values }) => String(values[row] ?? ''));
  return cutText([...texts, fieldsName].filter((text) => text !== '').join(' '));
}

function fieldFilter(wanted: string): (name: string) => boolean {
  if (!/^\/.*\/[a-z]*$/s.test(wanted)) return (name) => name === wanted;
  const pattern = authorPattern(wanted);
  return (name) => pattern?.matcher(name).find() ?? false;
}

/** Where a value lies between bounds, clamped to 0 to 1; null for no number. */
export function fractionOf(value: number | null, minimum: number, maximum: number): number | null {
  if (value === null) return null;
  if (maximum <= minimum) return value >= maximum ? 1 : 0;
  return Math.min(1, Math.max(0, (value - minimum) / (maximum - minimum)));
}

/** Bounds of a scale: the field's own, those of its unit, or of the values there are. */
export function boundsOf(
  field: Field,
  values: readonly (number | null)[],
): { readonly minimum: number; readonly maximum: number } {
  const unit = optionAt(field.config, 'unit');
  const known = values.filter((value) => value !== null);
  const natural = unit === 'percentunit' ? 1 : unit === 'percent' ? 100 : null;
  const minimum = numberAt(field.config, 'min', Math.min(0, ...known));
  const maximum = numberAt(field.config, 'max', natural ?? Math.max(minimum, ...known));
  return { minimum, maximum: maximum === minimum ? minimum + 1 : maximum };
}
