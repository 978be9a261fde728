import { expect, it } from 'vitest';
import { titlesOf } from './titles-of.ts';

it('dashboards are called by their titles, and a refused one lends nothing of its own', () => {
  const items = [
    { uid: 'a', title: 'Nodes', outcome: 'created' },
    { uid: 'a', title: 'The same uid again', outcome: 'refused' },
    { uid: 'b', title: 'Pods', outcome: 'replaced' },
  ] as const;
  expect(titlesOf(['b', 'a', 'c'], items)).toEqual(['Pods', 'Nodes', 'c']);
});
