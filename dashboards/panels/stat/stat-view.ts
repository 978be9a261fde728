import type { Panel } from '../../model/panel.ts';
import type { PanelData } from '../../model/panel-data.ts';
import type { EmptyView, StatTile, StatView } from '../../model/panel-views.ts';
import { numbersOf } from '../align-series.ts';
import { inkOn, mix, readable } from '../colour.ts';
import { emptyView } from '../empty-view.ts';
import type { PanelTools } from '../panel-tools.ts';
import { choiceAt, flagAt, numberAt } from '../read-option.ts';
import { type ReducedValue, reducedValues } from '../reduced-values.ts';
import { sparklineOf } from './sparkline.ts';

/** Single values, each in a tile with its history behind it. */
export function statView(panel: Panel, data: PanelData, tools: PanelTools): StatView | EmptyView {
  const { options } = panel;
  const values = reducedValues(panel, data, tools);
  if (values.length === 0) return emptyView(data, 'no-numbers');
  return {
    kind: 'stat',
    tiles: values.map((value) => tileOf(value, options, values.length, tools)),
    orientation: choiceAt(options, 'orientation', ['auto', 'horizontal', 'vertical'], 'auto'),
    isCentred: choiceAt(options, 'justifyMode', ['auto', 'center'], 'auto') === 'center',
    nameSizePx: numberAt(options, 'text.titleSize', null),
    valueSizePx: numberAt(options, 'text.valueSize', null),
  };
}

const MODES = ['auto', 'value', 'value_and_name', 'name', 'none'] as const;
const COLOURED = ['value', 'background', 'background_solid', 'none'] as const;

function tileOf(
  reduced: ReducedValue,
  options: Panel['options'],
  count: number,
  tools: PanelTools,
): StatTile {
  const mode = choiceAt(options, 'textMode', MODES, 'auto');
  const coloured = choiceAt(options, 'colorMode', COLOURED, 'value');
  const showsName = mode === 'auto' ? count > 1 : mode === 'value_and_name' || mode === 'name';
  const { colour } = reduced.value;
  const { look } = tools;
  const isGround = coloured === 'background' || coloured === 'background_solid';
  const ground = isGround
    ? { from: colour, to: coloured === 'background' ? shade(colour) : colour }
    : null;
  const value = coloured === 'value' ? readable(colour, look.ground, look.text) : look.text;
  const draws = choiceAt(options, 'graphMode', ['area', 'none'], 'area');
  const sparkColour = isGround ? inkOn(colour) : colour;
  return {
    name: showsName ? reduced.name : null,
    value: mode === 'none' || mode === 'name' ? null : reduced.value,
    textColour: ground === null ? value : inkOn(ground.from),
    ground,
    sparkline: draws === 'none' ? null : sparklineOf(reduced, sparkColour),
    change: flagAt(options, 'showPercentChange', false) ? changeOf(reduced) : null,
  };
}

/** The darker end of a ground, near enough that one ink is read on both. */
function shade(colour: string): string {
  return mix(colour, inkOn(colour) === '#ffffff' ? '#000000' : '#ffffff', 0.15);
}

/** From the first to the last value. */
function changeOf({ field }: ReducedValue): StatTile['change'] {
  const known = numbersOf(field).filter((value) => value !== null);
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined || first === 0) return null;
  const percent = ((last - first) / Math.abs(first)) * 100;
  const text = `${percent > 0 ? '+' : ''}${percent.toFixed(Math.abs(percent) < 10 ? 1 : 0)}%`;
  return { text, direction: percent > 0 ? 'up' : percent < 0 ? 'down' : 'same' };
}
