import type { DataFrame } from '@grafana/data';
import { series, table } from './frame-fixture.ts';

export const PODS = table('A', { pod: ['x', 'y', 'x'], cpu: [1, 4, 3] });
export const MEMORY = table('B', { pod: ['x', 'y'], memory: [10, 20] });
export const X = series('A', 'x', [1, 2]);
export const Y = series('B', 'y', [3, 4]);

type Shown = readonly (readonly (readonly [string, readonly unknown[]])[])[];

/** Id, what it is given, its options, and every field of every frame that it makes, by its name. */
export type StepRow = readonly [string, readonly DataFrame[], Record<string, unknown>, Shown];

/** Steps between texts, series and tables. */
export const SERIES_STEP_ROWS: readonly StepRow[] = [
  [
    'extractFields',
    [table('A', { line: ['{"a":1,"b":"x"}', 'c=2'] })],
    { source: 'line', replace: true },
    [
      [
        ['a', [1, undefined]],
        ['b', ['x', undefined]],
        ['c', [undefined, '2']],
      ],
    ],
  ],
  [
    'timeSeriesTable',
    [X, Y, PODS],
    {},
    [
      [
        ['pod', ['x', 'y', 'x']],
        ['cpu', [1, 4, 3]],
      ],
      [
        ['pod', ['x']],
        ['node', ['n1']],
        ['Trend #A', [{ fields: X.fields, length: 2, value: 2 }]],
      ],
      [
        ['pod', ['y']],
        ['node', ['n1']],
        ['Trend #B', [{ fields: Y.fields, length: 2, value: 4 }]],
      ],
    ],
  ],
  [
    'prepareTimeSeries',
    [X, table('C', { Time: [2_000, 3_000], cpu: [7, 8] }), MEMORY],
    {},
    [
      [
        ['Time', [1_000, 2_000, 3_000]],
        ['x', [1, 2, undefined]],
        ['cpu', [undefined, 7, 8]],
      ],
    ],
  ],
  [
    'prepareTimeSeries',
    [X, table('C', { Time: [3_000, 1_000], host: ['h', 'k'], cpu: [7, 8] })],
    { format: 'long' },
    [
      [
        ['Time', [1_000, 2_000]],
        ['Value', [1, 2]],
        ['node', ['n1', 'n1']],
        ['pod', ['x', 'x']],
      ],
      [
        ['Time', [1_000, 3_000]],
        ['cpu', [8, 7]],
        ['host', ['k', 'h']],
      ],
    ],
  ],
];
