import { describe, expect, it } from 'vitest';
import { type ExploreState, readExplore, writeExplore } from './explore-state.ts';

function roundTrip(state: ExploreState): ExploreState {
  const pairs = Object.entries(writeExplore(state)).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return readExplore(new URLSearchParams(pairs));
}

describe('the state of Explore in the URL', () => {
  it.each<ExploreState>([
    { query: '', view: 'graph', unit: 'auto', refresh: undefined },
    { query: 'up{a="b&c"} > 1 # x', view: 'table', unit: 'bytes', refresh: '30s' },
  ])('%j comes back', (state) => {
    expect(roundTrip(state)).toEqual(state);
  });

  it('falls back to what is usual', () => {
    expect(readExplore(new URLSearchParams('view=3d&unit=parsec&refresh=1ms'))).toEqual({
      query: '',
      view: 'graph',
      unit: 'auto',
      refresh: undefined,
    });
  });
});
