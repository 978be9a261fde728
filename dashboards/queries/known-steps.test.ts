import { expect, it } from 'vitest';
import { table } from '../../test/support/frame-fixture.ts';
import {
  MEMORY,
  PODS,
  SERIES_STEP_ROWS,
  type StepRow,
  X,
  Y,
} from '../../test/support/series-step-rows.data.ts';
import { loadFrameTools } from '../load-frame-tools.ts';
import { KNOWN_STEPS } from '../model/drawn-parts.data.ts';
import { transformFrames } from './transform-frames.ts';

const tools = loadFrameTools();

/** Id, what it is given, its options, and every field of every frame that it makes, by its name. */
const ROWS: readonly StepRow[] = [
  [
    'calculateField',
    [PODS],
    { mode: 'binary', alias: 'twice', binary: { left: 'cpu', operator: '*', right: '2' } },
    [
      [
        ['pod', ['x', 'y', 'x']],
        ['cpu', [1, 4, 3]],
        ['twice', [2, 8, 6]],
      ],
    ],
  ],
  [
    'calculateField',
    [X, Y],
    { mode: 'reduceRow', reduce: { reducer: 'sum' }, replaceFields: true },
    [
      [
        ['Time', [1_000, 2_000]],
        ['Total', [4, 6]],
      ],
    ],
  ],
  [
    'concatenate',
    [MEMORY, table('C', { disk: [5, 6] })],
    {},
    [
      [
        ['pod', ['x', 'y']],
        ['memory', [10, 20]],
        ['disk', [5, 6]],
      ],
    ],
  ],
  [
    'configFromData',
    [MEMORY, table('config', { name: ['small', 'Memory'], max: [1, 2] })],
    { mappings: [{ fieldName: 'name', handlerKey: 'displayName', reducerId: 'lastNotNull' }] },
    [
      [
        ['pod', ['x', 'y']],
        ['Memory', [10, 20]],
      ],
    ],
  ],
  [
    'convertFieldType',
    [table('A', { code: ['200', '1,404', 'none'] })],
    { conversions: [{ targetField: 'code', destinationType: 'number' }] },
    [[['code', [200, 1_404, null]]]],
  ],
  [
    'filterByRefId',
    [PODS, MEMORY],
    { include: 'B' },
    [
      [
        ['pod', ['x', 'y']],
        ['memory', [10, 20]],
      ],
    ],
  ],
  [
    'filterByValue',
    [PODS],
    {
      type: 'exclude',
      match: 'all',
      filters: [{ fieldName: 'cpu', config: { id: 'greater', options: { value: 3 } } }],
    },
    [
      [
        ['pod', ['x', 'x']],
        ['cpu', [1, 3]],
      ],
    ],
  ],
  [
    'filterFields',
    [PODS],
    { exclude: { id: 'byRegexp', options: '/^c/' } },
    [[['pod', ['x', 'y', 'x']]]],
  ],
  ['filterFieldsByName', [PODS], { include: { names: ['cpu'] } }, [[['cpu', [1, 4, 3]]]]],
  [
    'formatString',
    [MEMORY],
    { stringField: 'pod', outputFormat: 'Upper Case' },
    [
      [
        ['pod', ['X', 'Y']],
        ['memory', [10, 20]],
      ],
    ],
  ],
  [
    'formatTime',
    [table('A', { Time: [1_700_000_000_000] })],
    { timeField: 'Time', outputFormat: 'YYYY-MM-DD', timezone: 'utc' },
    [[['Time', ['2023-11-14']]]],
  ],
  [
    'groupBy',
    [PODS],
    {
      fields: {
        pod: { operation: 'groupby', aggregations: [] },
        cpu: { operation: 'aggregate', aggregations: ['sum', 'max'] },
      },
    },
    [
      [
        ['pod', ['x', 'y']],
        ['cpu (sum)', [4, 4]],
        ['cpu (max)', [3, 4]],
      ],
    ],
  ],
  [
    'groupingToMatrix',
    [table('A', { pod: ['x', 'y'], node: ['n1', 'n2'], cpu: [1, 2] })],
    { columnField: 'node', rowField: 'pod', valueField: 'cpu', emptyValue: 'zero' },
    [
      [
        ['pod\\node', ['x', 'y']],
        ['n1', [1, 0]],
        ['n2', [0, 2]],
      ],
    ],
  ],
  [
    'histogram',
    [PODS],
    { bucketSize: 2 },
    [
      [
        ['xMin', [0, 2, 4]],
        ['xMax', [2, 4, 6]],
        ['cpu', [1, 1, 1]],
      ],
    ],
  ],
  [
    'joinByField',
    [MEMORY, table('C', { pod: ['y'], disk: [7] })],
    { byField: 'pod', mode: 'outer' },
    [
      [
        ['pod', ['x', 'y']],
        ['memory', [10, 20]],
        ['disk', [undefined, 7]],
      ],
    ],
  ],
  [
    'labelsToFields',
    [X],
    { mode: 'columns' },
    [
      [
        ['Time', [1_000, 2_000]],
        ['x', [1, 2]],
        ['pod', ['x', 'x']],
        ['node', ['n1', 'n1']],
      ],
    ],
  ],
  [
    'limit',
    [PODS],
    { limitField: 2 },
    [
      [
        ['pod', ['x', 'y']],
        ['cpu', [1, 4]],
      ],
    ],
  ],
  [
    'merge',
    [MEMORY, table('C', { pod: ['y'], disk: [7] })],
    {},
    [
      [
        ['pod', ['x', 'y']],
        ['memory', [10, 20]],
        ['disk', [undefined, 7]],
      ],
    ],
  ],
  [
    'noop',
    [MEMORY],
    {},
    [
      [
        ['pod', ['x', 'y']],
        ['memory', [10, 20]],
      ],
    ],
  ],
  [
    'order',
    [MEMORY],
    { indexByName: { memory: 0, pod: 1 } },
    [
      [
        ['memory', [10, 20]],
        ['pod', ['x', 'y']],
      ],
    ],
  ],
  [
    'organize',
    [PODS],
    { excludeByName: { pod: true }, renameByName: { cpu: 'CPU' } },
    [[['CPU', [1, 4, 3]]]],
  ],
  ['partitionByValues', [PODS], { fields: ['pod'] }, [[['x cpu', [1, 3]]], [['y cpu', [4]]]]],
  [
    'partitionByValues',
    [PODS],
    { fields: ['pod'], naming: { asLabels: true }, keepFields: true },
    [
      [
        ['pod x', ['x', 'x']],
        ['cpu x', [1, 3]],
      ],
      [
        ['pod y', ['y']],
        ['cpu y', [4]],
      ],
    ],
  ],
  [
    'prepareTimeSeries',
    [table('A', { Time: [2_000, 1_000, 1_000], pod: ['x', 'x', 'y'], cpu: [1, 2, 3] })],
    { format: 'multi' },
    [
      [
        ['Time', [1_000, 2_000]],
        ['cpu x', [2, 1]],
      ],
      [
        ['Time', [1_000]],
        ['cpu y', [3]],
      ],
    ],
  ],
  ...SERIES_STEP_ROWS,
  [
    'reduce',
    [X, Y],
    { reducers: ['max', 'last'] },
    [
      [
        ['Field', ['x', 'y']],
        ['Max', [2, 4]],
        ['Last', [2, 4]],
      ],
    ],
  ],
  [
    'reduce',
    [PODS],
    { reducers: ['max'], mode: 'reduceFields', fields: { id: 'byName', options: 'cpu' } },
    [[['cpu', [4]]]],
  ],
  [
    'rename',
    [MEMORY],
    { renameByName: { memory: 'Bytes' } },
    [
      [
        ['pod', ['x', 'y']],
        ['Bytes', [10, 20]],
      ],
    ],
  ],
  [
    'renameByRegex',
    [MEMORY],
    { regex: '/^(mem).*/', renamePattern: 'in $1' },
    [
      [
        ['pod', ['x', 'y']],
        ['in mem', [10, 20]],
      ],
    ],
  ],
  [
    'rowsToFields',
    [table('A', { pod: ['x', 'y'], cpu: [1, 2], limit: [5, 6], node: ['n1', 'n1'] })],
    { mappings: [{ fieldName: 'limit', handlerKey: 'max' }] },
    [
      [
        ['x n1', [1]],
        ['y n1', [2]],
      ],
    ],
  ],
  [
    'seriesToColumns',
    [MEMORY, table('C', { pod: ['x'], disk: [7] })],
    { byField: 'pod' },
    [
      [
        ['pod', ['x', 'y']],
        ['memory', [10, 20]],
        ['disk', [7, undefined]],
      ],
    ],
  ],
  [
    'seriesToRows',
    [X, Y],
    {},
    [
      [
        ['Time', [2_000, 2_000, 1_000, 1_000]],
        ['Metric', ['x', 'y', 'x', 'y']],
        ['Value', [2, 4, 1, 3]],
      ],
    ],
  ],
  [
    'sortBy',
    [PODS],
    { sort: [{ field: 'cpu', desc: true }] },
    [
      [
        ['pod', ['y', 'x', 'x']],
        ['cpu', [4, 3, 1]],
      ],
    ],
  ],
  [
    'transpose',
    [MEMORY],
    { firstFieldName: 'what' },
    [
      [
        ['what', ['memory']],
        ['x', [10]],
        ['y', [20]],
      ],
    ],
  ],
];

it('every known step has a row', () => {
  expect(new Set(ROWS.map(([id]) => id))).toEqual(KNOWN_STEPS);
});

it.each(ROWS)('%s', async (id, given, options, expected) => {
  const step = { id, options, filter: null, isDisabled: false };
  const { frames, problems } = await transformFrames(tools, given, [step], (text) => text);
  expect(problems).toEqual([]);
  const shown = frames.map((frame) =>
    frame.fields.map((field) => [
      tools.getFieldDisplayName(field, frame, [...frames]),
      [...field.values],
    ]),
  );
  expect(shown).toEqual(expected);
});
