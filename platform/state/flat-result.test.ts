import { describe, expect, it } from 'vitest';
import { outcomeOf } from './flat-result.ts';

describe('results sent between threads', () => {
  it('become rows with their columns, also with nulls', () => {
    const results = [
      { changes: 2, columns: ['id', 'size'], values: ['acme', 1, 'globex', null] },
      { changes: 3, columns: [], values: [] },
    ];
    expect(outcomeOf({ kind: 'committed', results })).toEqual({
      kind: 'committed',
      results: [
        {
          changes: 2,
          rows: [
            { id: 'acme', size: 1 },
            { id: 'globex', size: null },
          ],
        },
        { changes: 3, rows: [] },
      ],
    });
  });

  it('leave refusals as they are', () => {
    const rejected = { kind: 'rejected', statement: 'note.insert', touched: 0 } as const;
    expect(outcomeOf(rejected)).toBe(rejected);
  });
});
