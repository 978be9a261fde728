import type { PanelKind } from '../model/panel.ts';
import type { JsonPath } from './change-at.ts';

interface OptionCommon {
  /** Names it in the dictionaries. */
  readonly name: string;
  readonly path: JsonPath;
}

/** One thing that can be said of how a kind of panel looks; `otherwise` is what it is when nothing is said. */
export type OptionField =
  | (OptionCommon & { readonly kind: 'flag'; readonly otherwise: boolean })
  | (OptionCommon & {
      readonly kind: 'number';
      readonly least: number;
      readonly most: number;
      readonly otherwise: number | null;
    })
  | (OptionCommon & { readonly kind: 'text'; readonly isLong?: true; readonly otherwise: string })
  | (OptionCommon & {
      readonly kind: 'choice';
      readonly choices: readonly string[];
      readonly otherwise: string;
    })
  | (OptionCommon & { readonly kind: 'choices'; readonly choices: readonly string[] });

const CUSTOM = ['fieldConfig', 'defaults', 'custom'] as const;

/** Figures that a series is reduced to. */
const FIGURES = [
  'lastNotNull',
  'min',
  'max',
  'mean',
  'median',
  'sum',
  'count',
  'first',
  'range',
  'diff',
];

const flag = (name: string, path: JsonPath, otherwise: boolean): OptionField => ({
  kind: 'flag',
  name,
  path,
  otherwise,
});
const choice = (
  name: string,
  path: JsonPath,
  choices: readonly string[],
  otherwise = choices[0] ?? '',
): OptionField => ({ kind: 'choice', name, path, choices, otherwise });
const number = (
  name: string,
  path: JsonPath,
  [least, most]: readonly [number, number],
  otherwise: number | null,
): OptionField => ({ kind: 'number', name, path, least, most, otherwise });

const REDUCE: OptionField = {
  kind: 'choices',
  name: 'calcs',
  path: ['options', 'reduceOptions', 'calcs'],
  choices: FIGURES,
};
const LEGEND: readonly OptionField[] = [
  flag('legendShow', ['options', 'legend', 'showLegend'], true),
  choice('legendMode', ['options', 'legend', 'displayMode'], ['list', 'table', 'hidden']),
  choice('legendPlace', ['options', 'legend', 'placement'], ['bottom', 'right']),
  {
    kind: 'choices',
    name: 'legendFigures',
    path: ['options', 'legend', 'calcs'],
    choices: FIGURES,
  },
];
const TOOLTIP = choice('tooltip', ['options', 'tooltip', 'mode'], ['single', 'multi', 'none']);
const ORIENTATION = choice(
  'orientation',
  ['options', 'orientation'],
  ['auto', 'horizontal', 'vertical'],
);

/** What the form of a panel offers for its kind, beside what all kinds have. */
export const OPTION_FIELDS: Readonly<Record<PanelKind, readonly OptionField[]>> = {
  timeseries: [
    choice('drawStyle', [...CUSTOM, 'drawStyle'], ['line', 'bars', 'points']),
    choice(
      'interpolation',
      [...CUSTOM, 'lineInterpolation'],
      ['linear', 'smooth', 'stepBefore', 'stepAfter'],
    ),
    number('lineWidth', [...CUSTOM, 'lineWidth'], [0, 10], 1),
    number('fillOpacity', [...CUSTOM, 'fillOpacity'], [0, 100], 0),
    choice('stacking', [...CUSTOM, 'stacking', 'mode'], ['none', 'normal', 'percent']),
    choice('points', [...CUSTOM, 'showPoints'], ['auto', 'always', 'never']),
    flag('spanNulls', [...CUSTOM, 'spanNulls'], false),
    choice(
      'levelLines',
      [...CUSTOM, 'thresholdsStyle', 'mode'],
      ['off', 'line', 'area', 'line+area'],
    ),
    ...LEGEND,
    TOOLTIP,
  ],
  stat: [
    REDUCE,
    choice(
      'textMode',
      ['options', 'textMode'],
      ['auto', 'value', 'value_and_name', 'name', 'none'],
    ),
    choice('colorMode', ['options', 'colorMode'], ['value', 'background', 'none']),
    choice('graphMode', ['options', 'graphMode'], ['area', 'none']),
    choice('justify', ['options', 'justifyMode'], ['auto', 'center']),
    flag('percentChange', ['options', 'showPercentChange'], false),
    ORIENTATION,
  ],
  gauge: [
    REDUCE,
    flag('levelLabels', ['options', 'showThresholdLabels'], false),
    flag('levelMarkers', ['options', 'showThresholdMarkers'], true),
    ORIENTATION,
  ],
  bargauge: [
    REDUCE,
    choice('barMode', ['options', 'displayMode'], ['gradient', 'basic', 'lcd']),
    choice('valueMode', ['options', 'valueMode'], ['color', 'text', 'hidden']),
    flag('unfilled', ['options', 'showUnfilled'], true),
    ORIENTATION,
  ],
  barchart: [
    ORIENTATION,
    choice('stacking', ['options', 'stacking'], ['none', 'normal', 'percent']),
    choice('showValue', ['options', 'showValue'], ['auto', 'always', 'never']),
    { kind: 'text', name: 'xField', path: ['options', 'xField'], otherwise: '' },
    ...LEGEND,
  ],
  table: [
    flag('header', ['options', 'showHeader'], true),
    choice('cellHeight', ['options', 'cellHeight'], ['sm', 'md', 'lg']),
    choice('align', [...CUSTOM, 'align'], ['auto', 'left', 'center', 'right']),
    flag('footer', ['options', 'footer', 'show'], false),
    flag('pages', ['options', 'enablePagination'], false),
  ],
  logs: [
    flag('showTime', ['options', 'showTime'], true),
    flag('showLabels', ['options', 'showLabels'], false),
    flag('wrap', ['options', 'wrapLogMessage'], false),
    flag('details', ['options', 'enableLogDetails'], true),
    choice('order', ['options', 'sortOrder'], ['Descending', 'Ascending']),
  ],
  heatmap: [
    flag('calculate', ['options', 'calculate'], false),
    number('cellGap', ['options', 'cellGap'], [0, 10], 1),
    flag('legendShow', ['options', 'legend', 'show'], true),
  ],
  histogram: [
    number('bucketCount', ['options', 'bucketCount'], [1, 500], 30),
    number('bucketSize', ['options', 'bucketSize'], [0, 1e12], null),
    flag('combine', ['options', 'combine'], false),
    number('fillOpacity', [...CUSTOM, 'fillOpacity'], [0, 100], 80),
    ...LEGEND,
  ],
  'state-timeline': [
    flag('merge', ['options', 'mergeValues'], true),
    choice('showValue', ['options', 'showValue'], ['auto', 'always', 'never']),
    choice('align', ['options', 'alignValue'], ['left', 'center', 'right']),
    number('fillOpacity', [...CUSTOM, 'fillOpacity'], [0, 100], 70),
    ...LEGEND,
  ],
  piechart: [
    REDUCE,
    choice('pieType', ['options', 'pieType'], ['pie', 'donut']),
    {
      kind: 'choices',
      name: 'pieLabels',
      path: ['options', 'displayLabels'],
      choices: ['name', 'value', 'percent'],
    },
    choice('legendPlace', ['options', 'legend', 'placement'], ['right', 'bottom']),
    {
      kind: 'choices',
      name: 'legendFigures',
      path: ['options', 'legend', 'values'],
      choices: ['value', 'percent'],
    },
  ],
  text: [
    choice('textKind', ['options', 'mode'], ['markdown', 'html', 'code']),
    { kind: 'text', isLong: true, name: 'content', path: ['options', 'content'], otherwise: '' },
  ],
  alertlist: [
    { kind: 'text', name: 'alertName', path: ['options', 'alertName'], otherwise: '' },
    number('maxItems', ['options', 'maxItems'], [1, 200], 20),
  ],
  row: [],
  unknown: [],
};
