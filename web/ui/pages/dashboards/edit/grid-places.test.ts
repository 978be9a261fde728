import { expect, it } from 'vitest';
import { placeAt, sizeAt } from './grid-places.ts';

/** Columns of 40 px with their gaps; the first is folded. */
const BOXES = [
  undefined,
  { x: 10, y: 100, width: 952, height: 296 },
  { x: 10, y: 500, width: 952, height: 100 },
];

it.each([
  ['where it was', { x: 12, y: 102 }, { x: 10, y: 100 }, { section: 1, x: 0, y: 0 }],
  ['aside and down', { x: 300, y: 200 }, { x: 250, y: 176 }, { section: 1, x: 6, y: 2 }],
  ['between two', { x: 12, y: 460 }, { x: 10, y: 458 }, { section: 2, x: 0, y: 0 }],
  ['outside', { x: 5000, y: 9000 }, { x: 5000, y: 9000 }, { section: 2, x: 23, y: 224 }],
])('a panel is put %s', (_, pointer, corner, place) => {
  expect(placeAt(BOXES, pointer, corner)).toEqual(place);
});

it('has nowhere to go without a section', () => {
  expect(placeAt([undefined], { x: 0, y: 0 }, { x: 0, y: 0 })).toBeNull();
});

it.each([
  [
    { x: 472, y: 296 },
    { w: 12, h: 8 },
  ],
  [
    { x: -5, y: 3 },
    { w: 1, h: 2 },
  ],
])('%j is %j big', (size, cells) => {
  expect(sizeAt({ x: 0, y: 0, width: 952, height: 400 }, size)).toEqual(cells);
});
