import { expect, it } from 'vitest';
import { afterChoice } from './variable-bar.tsx';

const ALL = '$__all';
it.each<[readonly string[], readonly string[], readonly string[]]>([
  [[ALL], [ALL, 'a'], ['a']],
  [['a'], ['a', 'b'], ['a', 'b']],
  [['a'], ['a', ALL], [ALL]],
  [['a'], [], [ALL]],
])('of %j the choice %j is %j', (before, next, chosen) => {
  expect(afterChoice(before, next)).toEqual(chosen);
});
