import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { ULID_PATTERN } from '../model/ulid-pattern.ts';
import { createRandomFraction } from './random-fraction.ts';
import { createUlidSource } from './ulid.ts';

const SHAPE = new RegExp(ULID_PATTERN);

describe('ulid', () => {
  it('is ordered within a millisecond and over time', async () => {
    const clock = new VirtualClock(1_767_225_600_000);
    const next = createUlidSource(clock, createRandomFraction());
    const ids = [next(), next(), next()];
    await clock.advance(5);
    ids.push(next(), next());
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(5);
    for (const id of ids) expect(id).toMatch(SHAPE);
  });

  it('keeps growing when the wall clock is set back', () => {
    const instants = [1_767_225_600_000, 1_767_225_540_000];
    const clock = new VirtualClock();
    clock.nowMs = () => instants.shift() ?? 0;
    const next = createUlidSource(clock, createRandomFraction());
    const first = next();
    expect(next() > first).toBe(true);
  });

  it('carries the instant in its first ten characters', () => {
    const next = createUlidSource(new VirtualClock(1_469_918_176_385), () => 0);
    expect(next()).toBe('01ARYZ6S410000000000000000');
  });

  it.each([
    '',
    '01ARZ3NDEK',
    '81ARZ3NDEKTSV4RRFFQ69G5FAV',
    '01ARZ3NDEKTSV4RRFFQ69G5FAI',
    '01arz3ndektsv4rrffq69g5fav',
  ])('"%s" is none', (text) => {
    expect(text).not.toMatch(SHAPE);
  });
});

describe('random fraction', () => {
  it('stays in [0, 1) and does not repeat', () => {
    const random = createRandomFraction();
    const drawn = Array.from({ length: 5_000 }, random);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    expect(new Set(drawn).size).toBeGreaterThan(4_990);
  });
});
