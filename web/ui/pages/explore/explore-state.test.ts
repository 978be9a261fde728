import { describe, expect, it } from 'vitest';
import { type ExploreState, MOST_ROWS, readExplore, writeExplore } from './explore-state.ts';

const USUAL: ExploreState = {
  rows: [{ query: '', isOff: false }],
  view: 'graph',
  table: 'instant',
  unit: 'auto',
  refresh: undefined,
};

function roundTrip(state: ExploreState): ExploreState {
  const pairs = Object.entries(writeExplore(state)).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => [name, each]),
  );
  return readExplore(new URLSearchParams(pairs));
}

describe('the state of Explore in the URL', () => {
  it.each<Partial<ExploreState>>([
    {},
    { rows: [{ query: 'up{a="b&c"} > 1 # x', isOff: false }], view: 'table', refresh: '30s' },
    {
      rows: [
        { query: 'up', isOff: true },
        { query: '', isOff: false },
        { query: 'up', isOff: true },
      ],
      view: 'both',
      table: 'range',
      unit: 'bytes',
    },
    { rows: [{ query: 'up', isOff: true }] },
  ])('%j comes back', (change) => {
    const state = { ...USUAL, ...change };
    expect(roundTrip(state)).toEqual(state);
  });

  it('is bare when there is nothing to say', () => {
    expect(Object.values(writeExplore(USUAL)).every((value) => value === undefined)).toBe(true);
  });

  it('falls back to what is usual', () => {
    const search = new URLSearchParams('view=3d&table=x&unit=parsec&refresh=1ms&off=A');
    expect(readExplore(search)).toEqual(USUAL);
  });

  it('reads no more rows than there may be', () => {
    const search = new URLSearchParams(Array.from({ length: 30 }, () => ['q', 'up']));
    expect(readExplore(search).rows).toHaveLength(MOST_ROWS);
  });
});
