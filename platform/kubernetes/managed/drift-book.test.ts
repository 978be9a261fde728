import { describe, expect, it } from 'vitest';
import { DriftBook } from './drift-book.ts';
import type { DriftRecord } from './drift-record.ts';

const record = (atMs: number, change: Partial<DriftRecord> = {}): DriftRecord => ({
  ...{ atMs, cluster: 'blue', part: 'rules', kind: 'Secret', namespace: 'acme', name: 'a' },
  ...{ change: 'edited', field: '.data', manager: 'kubectl-edit', repairedAtMs: null },
  ...change,
});

describe('the drift of clusters', () => {
  it('is told newest first, repaired where it was, and of one cluster only', () => {
    const book = new DriftBook();
    book.note(record(1));
    book.note(record(2));
    book.note(record(2, { cluster: 'green' }));
    book.note(record(1, { repairedAtMs: 3 }));
    expect(book.of('blue').map(({ atMs, repairedAtMs }) => [atMs, repairedAtMs])).toEqual([
      [2, null],
      [1, 3],
    ]);
    expect([book.of('green').length, book.of('none')]).toEqual([1, []]);
  });

  it('is kept for the last two hundred', () => {
    const book = new DriftBook();
    for (let atMs = 0; atMs < 250; atMs += 1) book.note(record(atMs, { name: `a${atMs}` }));
    expect([book.of('blue').length, book.of('blue').at(-1)?.atMs]).toEqual([200, 50]);
  });
});
