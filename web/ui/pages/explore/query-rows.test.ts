import { describe, expect, it } from 'vitest';
import { MOST_ROWS } from './explore-state.ts';
import { askedOf, followAsked, type QueryRow, type RowStep, stepRows } from './query-rows.ts';

const row = (id: number, asked: string, change: Partial<QueryRow> = {}): QueryRow => ({
  id,
  text: asked,
  asked,
  isOff: false,
  ...change,
});
const TWO = [row(1, 'up'), row(2, 'down', { text: 'down + 1' })];

const STEPS: readonly [string, RowStep, readonly QueryRow[]][] = [
  [
    'typing asks nothing yet',
    { kind: 'edit', id: 1, text: 'upp' },
    [row(1, 'up', { text: 'upp' }), TWO[1] as QueryRow],
  ],
  ['running asks all rows', { kind: 'run' }, [row(1, 'up'), row(2, 'down + 1')]],
  ['a new row is the last', { kind: 'add', text: '' }, [...TWO, row(3, '')]],
  [
    'a copy stands behind its row, with what is written in it',
    { kind: 'duplicate', id: 2 },
    [...TWO, row(3, 'down', { text: 'down + 1' })],
  ],
  [
    'a copy may stand in the middle',
    { kind: 'duplicate', id: 1 },
    [row(1, 'up'), row(3, 'up'), TWO[1] as QueryRow],
  ],
  [
    'a row is turned off',
    { kind: 'toggle', id: 1 },
    [row(1, 'up', { isOff: true }), TWO[1] as QueryRow],
  ],
  ['a row is removed', { kind: 'remove', id: 1 }, [TWO[1] as QueryRow]],
  ['what is not there changes nothing', { kind: 'remove', id: 9 }, TWO],
  [
    'a query from elsewhere is run at once',
    { kind: 'replace', id: 2, text: 'x' },
    [row(1, 'up'), row(2, 'x')],
  ],
];

describe('query rows', () => {
  it.each(STEPS)('%s', (_, step, expected) => {
    expect(stepRows(TWO, step)).toEqual(expected);
  });

  it('keep one row, empty, when the last is removed', () => {
    expect(stepRows([row(4, 'up', { isOff: true })], { kind: 'remove', id: 4 })).toEqual([
      row(4, ''),
    ]);
  });

  it('are no more than there may be', () => {
    let rows: readonly QueryRow[] = [row(1, 'up')];
    for (let count = 0; count < 20; count += 1) rows = stepRows(rows, { kind: 'duplicate', id: 1 });
    expect(rows).toHaveLength(MOST_ROWS);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(MOST_ROWS);
  });

  it('follow an address, and keep what was written where nothing else is asked', () => {
    const asked = [
      { query: 'other', isOff: false },
      { query: 'down', isOff: true },
      { query: 'third', isOff: false },
    ];
    expect(followAsked(TWO, asked)).toEqual([
      row(1, 'other'),
      row(2, 'down', { text: 'down + 1', isOff: true }),
      row(5, 'third'),
    ]);
    expect(askedOf(followAsked(TWO, asked))).toEqual(asked);
    expect(followAsked(TWO, [{ query: 'up', isOff: false }])).toEqual([row(1, 'up')]);
  });
});
