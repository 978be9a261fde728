import { expect, it } from 'vitest';
import { roundedToPixel } from './rounded-to-pixel.ts';

it.each([
  [83.4172, 0.6, 83.4],
  [83.4172, 6, 83],
  [83.4172, 60, 80],
  [0.300_004, 0.004, 0.3],
  [1_234_567, 5_000, 1_235_000],
  [-7.77, 0.2, -7.8],
  [5, 0, 5],
])('%s with %s for each pixel becomes %s', (value, perPixel, expected) => {
  expect(roundedToPixel(value, perPixel)).toBe(expected);
});
