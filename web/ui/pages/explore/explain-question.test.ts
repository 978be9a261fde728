import { expect, it } from 'vitest';
import { parseRange, type TimeRange } from '../../time/range.ts';
import { emptyTimeOf, questionOf } from './explain-question.ts';

const NOW_MS = Date.parse('2026-11-20T09:00:07.500Z');

function range(text: string): TimeRange {
  const parsed = parseRange(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}

it('asks about the range on the grid of its graph', () => {
  const grid = { start: '2026-11-20T08:00:00.000Z', end: '2026-11-20T09:00:00.000Z', step: '15s' };
  expect(questionOf('up', 'range', range('1h'), NOW_MS)).toEqual({ query: 'up', ...grid });
  expect(emptyTimeOf('range', range('1h'), NOW_MS)).toEqual({ kind: 'range', ...grid });
});

it('asks about the end of the range where only that is shown', () => {
  const end = '2026-11-20T08:00:07.500Z';
  expect(questionOf('up', 'instant', range('now-6h..now-1h'), NOW_MS)).toEqual({
    query: 'up',
    end,
  });
  expect(emptyTimeOf('instant', range('now-6h..now-1h'), NOW_MS)).toEqual({
    kind: 'instant',
    at: end,
  });
});
