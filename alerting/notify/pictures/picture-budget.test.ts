import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { PictureBudget, ratesBesidePictures } from './picture-budget.ts';

const RATES = [{ most: 20, perMs: 60_000 }];
/** A quarter of them. */
const MOST = 5;

describe('the pictures of a destination', () => {
  it('are a quarter of what it takes in a minute, each destination for itself', () => {
    const clock = new VirtualClock(1_000_000);
    const budget = new PictureBudget(clock, RATES);
    const spent = (of: string) => Array.from({ length: 7 }, () => budget.spend(of)).filter(Boolean);
    expect(spent('acme')).toHaveLength(MOST);
    expect(spent('globex')).toHaveLength(MOST);
  });

  it.each([
    { most: 20, perMs: 60_000 },
    { most: 2, perMs: 60_000 },
    { most: 1, perMs: 60_000 },
    { most: 10, perMs: 3_600_000 },
    { most: 100, perMs: 120_000 },
  ])('go with the texts within what people have set: $most in $perMs ms', async (rate) => {
    const clock = new VirtualClock(1_000_000);
    const budget = new PictureBudget(clock, [rate]);
    let pictures = 0;
    for (const endMs = clock.nowMs() + rate.perMs; clock.nowMs() < endMs; ) {
      if (budget.spend('acme')) pictures += 1;
      await clock.advance(500);
    }
    const [texts] = ratesBesidePictures([rate]);
    expect(texts?.most).toBeGreaterThan(0);
    expect(pictures + (texts?.most ?? 0)).toBe(rate.most);
  });

  it('count as one for each message of the minute before the start', async () => {
    const clock = new VirtualClock(1_000_000);
    const budget = new PictureBudget(clock, RATES);
    for (const agoMs of [90_000, 61_000, 40_000, 30_000, 30_000, 10_000]) {
      budget.assume('acme', clock.nowMs() - agoMs);
    }
    expect([budget.spend('acme'), budget.spend('acme')]).toEqual([true, false]);
    expect(budget.spend('globex')).toBe(true);
    await clock.advance(20_000);
    expect([budget.spend('acme'), budget.spend('acme')]).toEqual([true, false]);
    for (let n = 0; n < 100; n += 1) budget.assume('umbrella', clock.nowMs());
    await clock.advance(59_999);
    expect(budget.spend('umbrella')).toBe(false);
    await clock.advance(1);
    expect(budget.spend('umbrella')).toBe(true);
  });
});
