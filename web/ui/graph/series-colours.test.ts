import { describe, expect, it } from 'vitest';
import { CHART_COLOUR_COUNT } from '../app/chart-colours.ts';
import { createSeriesColours } from './series-colours.ts';

describe('colours of series', () => {
  it('stay with their series', () => {
    const colours = createSeriesColours();
    expect(colours(['a', 'b', 'c'])).toEqual([0, 1, 2]);
    expect(colours(['c', 'd', 'a'])).toEqual([2, 3, 0]);
  });

  it('repeat evenly when there are more series than colours', () => {
    const names = Array.from({ length: CHART_COLOUR_COUNT + 2 }, (_, index) => `s${index}`);
    expect(createSeriesColours()(names).slice(-3)).toEqual([CHART_COLOUR_COUNT - 1, 0, 1]);
  });
});
