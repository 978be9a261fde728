import { expect, it } from 'vitest';
import { choiceOf, rangeChange, readWishes } from './embed-address.ts';

it('a double click shows more of the past, and nothing beyond the present', () => {
  expect(rangeChange(100_000, 200_000, 1_000_000)).toMatchObject({ from: '100000', to: '200000' });
  expect(rangeChange(-50_000, 1_050_000, 1_000_000)).toEqual({
    ...{ range: undefined, from: '0', to: '1000000' },
  });
});

it('a range that was dragged stands above the one of the address', () => {
  const search = new URLSearchParams({ range: '6h' });
  const { range, ...ends } = rangeChange(60_000.4, 90_000.6, 1_000_000);
  for (const [name, value] of Object.entries(ends)) search.set(name, value);
  if (range === undefined) search.delete('range');
  expect(choiceOf(readWishes(search), 'UTC')).toMatchObject({ from: '60000', to: '90001' });
});
