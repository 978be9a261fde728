import type { DataFrame, Field } from '@grafana/data';
import type { PanelData } from '../model/panel-data.ts';
import { cutText } from './cut-text.ts';
import { type Display, type DisplayChoices, displayOf } from './field-display.ts';
import type { PanelTools } from './panel-tools.ts';
import { flagAt, textAt } from './read-option.ts';

/** A field of numbers that a chart draws as one series. */
export interface PlottedField {
  readonly frame: DataFrame;
  readonly field: Field;
  readonly name: string;
  readonly colour: string;
  readonly display: Display;
}

/** More lines than these tell nothing, and slow the browser down. */
const MOST_SERIES = 500;

/** The series of a panel, in their order, each with its name and colour. */
export function plottedFields(
  data: PanelData,
  tools: PanelTools,
  colourMode = 'palette-classic',
): readonly PlottedField[] {
  const frames = [...data.frames];
  const found = frames.flatMap((frame) =>
    frame.fields.filter(isNumbers).map((field) => ({ frame, field })),
  );
  return found.slice(0, MOST_SERIES).map(({ frame, field }, index) => {
    const choices = { index, colourMode, timeZone: data.time.timeZone, frame };
    const display = displayOf(tools, field, choices);
    return {
      frame,
      field,
      name: fieldName(tools, field, frame, frames),
      colour: seriesColour(tools, field, choices),
      display,
    };
  });
}

/** Numbers and booleans that are not hidden from the picture. */
export function isNumbers(field: Field): boolean {
  const isNumber = field.type === 'number' || field.type === 'boolean';
  return isNumber && !flagAt(field.config, 'custom.hideFrom.viz', false);
}

/** What people call a field: its display name, legend or labels; cut, since labels come from outside. */
export function fieldName(
  tools: PanelTools,
  field: Field,
  frame: DataFrame,
  frames: readonly DataFrame[],
): string {
  return cutText(tools.library.getFieldDisplayName(field, frame, [...frames]));
}

/** A scheme by value colours a whole series by its last, smallest or largest value; mappings do not. */
function seriesColour(tools: PanelTools, field: Field, choices: DisplayChoices): string {
  const by = textAt(field.config, 'color.seriesBy', 'last');
  const reducer = by === 'min' || by === 'max' ? by : 'lastNotNull';
  const found = tools.library.reduceField({ field, reducers: [reducer] })[reducer];
  const bare = { ...field, config: { ...field.config, mappings: [], links: [] } };
  return displayOf(tools, bare, choices)(typeof found === 'number' ? found : 0).colour;
}
