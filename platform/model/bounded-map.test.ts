import { expect, it } from 'vitest';
import { BoundedMap } from './bounded-map.ts';

it('lets the least recently used entry go', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('acme', 1);
  map.set('globex', 2);
  expect(map.get('acme')).toBe(1);
  map.set('umbrella', 3);
  expect(map.size).toBe(2);
  expect(map.get('globex')).toBeUndefined();
  expect([map.get('acme'), map.get('umbrella')]).toEqual([1, 3]);
});
