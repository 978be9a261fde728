import { describe, expect, it } from 'vitest';
import { Slots } from './slots.ts';

describe('Slots', () => {
  it('uses a slot again that was given back', () => {
    const slots = new Slots<string>();
    const [a, b] = [slots.add('a'), slots.add('b')];
    expect([a, b]).toEqual([0, 1]);
    slots.remove(a);
    expect(slots.values()).toEqual(['b']);
    expect(slots.add('c')).toBe(a);
    expect(slots.values()).toEqual(['c', 'b']);
    expect(slots.size).toBe(2);
  });

  it('refuses to give a slot back twice, so that nobody else loses it', () => {
    const slots = new Slots<string>();
    slots.remove(slots.add('a'));
    expect(() => slots.remove(0)).toThrow('slot 0 is free');
    expect(() => slots.remove(7)).toThrow('slot 7 is free');
    expect(slots.size).toBe(0);
  });
});
