import { expect, it } from 'vitest';
import { createEarlyEnter } from './early-enter.ts';

it('is taken once', () => {
  const early = createEarlyEnter();
  expect(early.take()).toBe(false);
  early.keep();
  early.keep();
  expect([early.take(), early.take()]).toEqual([true, false]);
});

it('is forgotten when something else is typed', () => {
  const early = createEarlyEnter();
  early.keep();
  early.drop();
  expect(early.take()).toBe(false);
});
