import { describe, expect, it } from 'vitest';
import { labelsFrom } from '../../platform/model/labels.ts';
import { type Cell, joinRows, type LabelledCell, rankRows } from './metric-rows.ts';

const row = (namespace: string, cell: Cell): LabelledCell => ({
  labels: labelsFrom([['namespace', namespace]]),
  cell,
});
const value = (number: number): Cell => ({ kind: 'value', value: number, idle: false });
const points = (...numbers: readonly number[]): Cell => ({
  kind: 'points',
  points: numbers.map((number, index) => [index * 1000, number]),
  idle: false,
});

const names = (rows: ReturnType<typeof joinRows>) =>
  rows.map(({ labels }) => labels.get('namespace')).join(' ');

describe('the order of rows', () => {
  const rows = joinRows(
    new Map([
      [
        'cpu',
        [
          row('c', value(2)),
          row('nan', value(Number.NaN)),
          row('a', value(2)),
          row('b', value(7)),
          row('inf', value(Number.POSITIVE_INFINITY)),
        ],
      ],
      ['memory', [row('z', value(9)), row('b', value(1)), row('y', value(3))]],
    ]),
  );

  it.each([
    ['desc', 'inf b a c nan y z'],
    ['asc', 'a c b inf nan y z'],
  ] as const)('%s: numbers, then NaN, then missing, ties by name', (order, expected) => {
    expect(names(rankRows(rows, { by: 'cpu', order }, ['namespace']))).toBe(expected);
  });

  it('is that of the names without a ranking', () => {
    expect(names(rankRows(rows, null, ['namespace']))).toBe('a b c inf nan y z');
  });

  it('brings all metrics of a row along', () => {
    const [first] = rankRows(rows, { by: 'memory', order: 'asc' }, ['namespace']);
    expect([...(first?.cells ?? [])]).toEqual([
      ['cpu', value(7)],
      ['memory', value(1)],
    ]);
  });

  it('takes the mean of a range, without its NaN', () => {
    const ranges = joinRows(
      new Map([
        [
          'cpu',
          [
            row('a', points(1, 2, 3)),
            row('b', points(Number.NaN, 4)),
            row('c', points(Number.NaN)),
            row('d', points()),
          ],
        ],
      ]),
    );
    expect(names(rankRows(ranges, { by: 'cpu', order: 'desc' }, ['namespace']))).toBe('b a c d');
  });
});
