import { expect, it } from 'vitest';
import { areasFor, isWithin } from './areas.ts';

it.each([
  ['/', 'home'],
  ['/incidents/1', 'incidents'],
  ['/rules/system/one', 'rules'],
  ['/policies/1', 'rules'],
  ['/routes', 'rules'],
  ['/ranking', 'explore'],
  ['/monitors', 'collection'],
  ['/collection/flows/flows/1', 'collection'],
  ['/rulesets', undefined],
])('%s is of the area %s', (pathname, area) => {
  const within = areasFor(['audit:read']).filter((each) => isWithin(each, pathname));
  expect(within.map(({ name }) => name)).toEqual(area === undefined ? [] : [area]);
});

it('offers audit to those only who may read it', () => {
  expect(areasFor([]).some(({ name }) => name === 'audit')).toBe(false);
});
