import type { Field } from '@grafana/data';
import type { TableCell } from '../../model/panel-views.ts';
import { inkOn, readable } from '../colour.ts';
import type { Display } from '../field-display.ts';
import type { PanelTools } from '../panel-tools.ts';
import { choiceAt, textAt } from '../read-option.ts';
import { boundsOf, fractionOf } from '../reduced-values.ts';
import { scaleBands } from '../scale-bands.ts';
import type { TrendColumn } from './trend-column.ts';

/** Makes the cells of a column: plain, coloured text or ground, a bar, or a line beside its figure. */
export function cellOf(
  field: Field,
  display: Display,
  tools: PanelTools,
  trend: TrendColumn | null,
): (row: number) => TableCell {
  const { look } = tools;
  const kind = cellKind(field.config.custom);
  const bar = kind === 'gauge' ? barsOf(field, tools) : null;
  return (row) => {
    const { text, colour, numeric, links } = display(field.values[row], row);
    const isMissing = numeric === null && colour === look.dimmed;
    const ground = kind === 'color-background' && !isMissing ? colour : null;
    const spark = trend?.line(row, colour) ?? null;
    const ink = kind === 'color-text' ? readable(colour, look.ground, look.text) : null;
    return {
      text,
      textColour: ground === null ? ink : inkOn(ground),
      ground,
      bar: bar?.(numeric, colour) ?? null,
      links,
      ...(spark === null ? {} : { spark }),
    };
  };
}

type CellKind = 'plain' | 'color-text' | 'color-background' | 'gauge';

/** Older dashboards say `displayMode: 'color-background-solid'`, `'lcd-gauge'`, … */
function cellKind(custom: unknown): CellKind {
  const type = textAt(custom, 'cellOptions.type', textAt(custom, 'displayMode', 'auto'));
  if (type.startsWith('color-background')) return 'color-background';
  if (type === 'color-text') return 'color-text';
  return type.endsWith('gauge') ? 'gauge' : 'plain';
}

function barsOf(
  field: Field,
  tools: PanelTools,
): (value: number | null, colour: string) => TableCell['bar'] {
  const older = textAt(field.config.custom, 'displayMode', '');
  const mode = older === 'lcd-gauge' ? 'lcd' : older === 'basic' ? 'basic' : 'gradient';
  const look = choiceAt(
    field.config.custom,
    'cellOptions.mode',
    ['basic', 'gradient', 'lcd'],
    mode,
  );
  const numbers = field.values.filter((value) => Number.isFinite(value));
  const reach = numbers.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [0, 0],
  );
  const { minimum, maximum } = boundsOf(field, reach);
  const bands = scaleBands(tools, field, minimum, maximum);
  return (value, colour) => {
    const fraction = fractionOf(value, minimum, maximum);
    return fraction === null ? null : { fraction, look, colour, bands };
  };
}
