import { expect, it } from 'vitest';
import { OwnerTurns } from './owner-turns.ts';

const of = (owner: string, name: string) => ({ owner, name });

it('owners take turns, each in its own order', () => {
  const turns = new OwnerTurns<ReturnType<typeof of>>();
  for (const name of ['1', '2', '3']) turns.push(of('acme', name));
  turns.push(of('globex', '1'));
  turns.push(of('initech', '1'));
  expect([turns.size, turns.of('acme'), turns.of('nobody')]).toEqual([5, 3, 0]);
  const taken: string[] = [];
  for (let next = turns.shift(); next !== undefined; next = turns.shift()) {
    taken.push(`${next.owner} ${next.name}`);
    // Whoever comes back waits behind the others.
    if (taken.length === 1) turns.push(of('acme', '4'));
  }
  expect(taken).toEqual(['acme 1', 'globex 1', 'initech 1', 'acme 2', 'acme 3', 'acme 4']);
  expect([turns.size, turns.of('acme')]).toEqual([0, 0]);
});

it('what leaves is not taken, and all can be taken at once', () => {
  const turns = new OwnerTurns<ReturnType<typeof of>>();
  const [first, second, third] = [of('acme', '1'), of('acme', '2'), of('globex', '1')];
  for (const one of [first, second, third]) turns.push(one);
  expect([turns.remove(first), turns.remove(first)]).toEqual([true, false]);
  expect(turns.size).toBe(2);
  expect(turns.takeAll()).toEqual([second, third]);
  expect([turns.size, turns.shift()]).toEqual([0, undefined]);
});
