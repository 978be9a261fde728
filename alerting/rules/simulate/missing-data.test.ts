import { describe, expect, it } from 'vitest';
import { testLevel } from '../../../test/support/rule-fixture.ts';
import {
  MINUTE_MS,
  minutes,
  pastOf,
  prod,
  result,
  START_MS,
  values,
} from '../../../test/support/rule-past-world.ts';

describe('missing data', () => {
  it('goes on firing without data where it is told to', async () => {
    const gap = values('20*2 _*3 20 0 _*2');
    const kept = await result(pastOf([prod(gap)]), { noData: 'keep' }, gap.length);
    expect(minutes(kept)).toEqual(['warning 0 0-6']);
    const ignored = await result(pastOf([prod(gap)]), { noData: 'ignore' }, gap.length);
    expect(minutes(ignored)).toEqual(['warning 0 0-2', 'warning 5 5-6']);
    // Somebody else's data are data, too: nothing is missing then.
    const other = prod(values('0*9'), { pod: 'b' });
    const one = await result(pastOf([prod(gap), other]), { noData: 'keep' }, gap.length);
    expect(minutes(one)).toEqual(['warning 0 0-2', 'warning 5 5-6']);
  });

  it('is an alert of its own where it is told to be', async () => {
    const gap = values('0*2 _*4 0*2');
    const levels = [testLevel({ forMs: 2 * MINUTE_MS })];
    const found = await result(pastOf([prod(gap)]), { noData: 'alert', levels }, gap.length);
    expect(found.levels.map(({ isNoData, fired }) => [isNoData, fired])).toEqual([
      [false, 0],
      [true, 1],
    ]);
    const [absent] = found.series;
    expect(absent?.spans.map(({ level, firedAtMs }) => [level, firedAtMs - START_MS])).toEqual([
      [1, 4 * MINUTE_MS],
    ]);
    expect(found.events.map(({ kind }) => kind)).toEqual(['fired', 'resolved']);
  });
});
