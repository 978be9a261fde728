import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { RateLimit } from './rate-limit.ts';

describe('a rate limit', () => {
  it('counts for each by itself, and anew when its window is over', async () => {
    const clock = new VirtualClock();
    const limit = new RateLimit(clock, { most: 2, windowMs: 60_000 });
    const take = (key: string) => () => limit.take(key, 'tests');
    take('acme')();
    await clock.advance(20_000);
    take('acme')();
    expect(take('acme')).toThrow('at most 2 tests in 60 s; try again in 40 s');
    expect(take('umbrella')).not.toThrow();
    await clock.advance(39_999);
    expect(take('acme')).toThrow(
      expect.objectContaining({ kind: 'limited', retryAfterSeconds: 1 }),
    );
    await clock.advance(1);
    expect(take('acme')).not.toThrow();
  });
});
