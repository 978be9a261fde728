import { describe, expect, it } from 'vitest';
import { slotOf } from './tenant-slot.ts';

const tenants = Array.from({ length: 2_000 }, (_, index) => `tenant-${index}`);

describe('the worker of a tenant', () => {
  it.each([
    ['acme', 2, 0],
    ['globex', 2, 1],
    ['_platform', 2, 0],
    ['acme', 64, 59],
    ['globex', 64, 43],
    ['acme', 1, 0],
  ])('%s of %i is always the same', (tenant, slots, expected) => {
    expect(slotOf(tenant, slots)).toBe(expected);
  });

  it('shares tenants out evenly', () => {
    const counts = new Array<number>(4).fill(0);
    for (const tenant of tenants) {
      const slot = slotOf(tenant, 4);
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(75);
  });

  it('moves only tenants of the new worker when there is one more', () => {
    const moved = tenants.filter((tenant) => slotOf(tenant, 5) !== slotOf(tenant, 4));
    expect(new Set(moved.map((tenant) => slotOf(tenant, 5)))).toEqual(new Set([4]));
    expect(moved.length).toBeGreaterThan(300);
    expect(moved.length).toBeLessThan(500);
  });
});
