import { describe, expect, it } from 'vitest';
import { chooseMember } from './choose-member.ts';

const keys = Array.from(
  { length: 600 },
  (_, index) => `lab;acme-${index}.yml;tocsin/acme/${index}`,
);
const placed = (members: readonly string[]) => keys.map((key) => chooseMember(key, members));

describe('the member that has a group', () => {
  it('is the same everywhere, in whatever order members are named', () => {
    expect(placed(['a', 'b', 'c'])).toEqual(placed(['c', 'a', 'b']));
  });

  it('shares groups about evenly', () => {
    const all = placed(['a', 'b', 'c']);
    const counts = ['a', 'b', 'c'].map((one) => all.filter((had) => had === one).length);
    for (const count of counts) expect(count).toBeGreaterThan(150);
  });

  it('moves only what the one who left had', () => {
    const before = placed(['a', 'b', 'c']);
    const after = placed(['a', 'c']);
    before.forEach((had, index) => {
      if (had !== 'b') expect(after[index]).toBe(had);
    });
  });
});
