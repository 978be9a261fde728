import { describe, expect, it } from 'vitest';
import { joinedOf } from './joined-batches.ts';
import type { Batch } from './state.ts';

const batchOf = (values: number): Batch => ({
  name: 'test',
  statements: [
    { name: 'some', sql: '', parameters: Array<number>(values).fill(0), expect: 'any' },
    { name: 'none', sql: '', parameters: [], expect: 'any' },
  ],
});
const times = (count: number, values: number) =>
  Array.from({ length: count }, () => batchOf(values));

describe('batches that share a commit', () => {
  it.each([
    ['nothing', times(0, 1), 0],
    ['one, however large', times(1, 1_000_000), 1],
    ['all, where they are small', times(200, 10), 200],
    ['half, where that is much', times(8, 2_500), 4],
    ['no fewer than make a commit worth its sync', times(4, 2_500), 4],
    ['up to the large one that is half of all', [...times(3, 10), batchOf(30_000), batchOf(9)], 4],
    ['no more than the bound', times(600, 1), 512],
    ['half of those below the bound', times(600, 100), 256],
  ])('%s', (_name, queue, count) => {
    expect(joinedOf(queue, 512)).toBe(count);
  });
});
