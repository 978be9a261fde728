import { expect, it } from 'vitest';
import { afterChoice, namesOf } from './variable-bar.tsx';

const ALL = '$__all';
it.each<[readonly string[], readonly string[], readonly string[]]>([
  [[ALL], [ALL, 'a'], ['a']],
  [['a'], ['a', 'b'], ['a', 'b']],
  [['a'], ['a', ALL], [ALL]],
  [['a'], [], [ALL]],
])('of %j the choice %j is %j', (before, next, chosen) => {
  expect(afterChoice(before, next)).toEqual(chosen);
});

it.each([
  ['nothing', 'Pod', { label: 'Pod' }],
  ['nothing', '', { label: 'pod' }],
  ['label', 'Pod', { 'aria-label': 'Pod' }],
] as const)('of %s hidden, the label %j is %j', (hides, label, named) => {
  expect(namesOf({ name: 'pod', label, hides })).toEqual(named);
});
