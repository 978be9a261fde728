import { describe, expect, it } from 'vitest';
import { dueAt, firstAfter, scheduleOf } from './eval-schedule.ts';

const schedule = { intervalMs: 1_000, offsetMs: 300 };

describe('the schedule of a group', () => {
  it.each([
    ['just before', 10_299, 10_300],
    ['exactly on it', 10_300, 11_300],
    ['just behind it', 10_301, 11_300],
    ['at the beginning of time', 0, 300],
  ])('begins with the next instant: %s', (_name, nowMs, firstMs) => {
    expect(firstAfter(schedule, nowMs)).toBe(firstMs);
  });

  it.each([
    ['in time', 10_300, 10_300, 0],
    ['late by less than an interval', 11_299, 10_300, 0],
    ['late by an interval', 11_300, 11_300, 1],
    ['late by many', 15_999, 15_300, 5],
  ])('leaves out what has passed: %s', (_name, nowMs, atMs, missed) => {
    expect(dueAt(schedule, 10_300, nowMs)).toEqual({ atMs, missed });
  });

  it('has the same offset after a restart, spread over the interval by name', () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `lab;rules.yml;group ${index}`);
    const offsets = names.map((name) => scheduleOf(name, 60_000).offsetMs);
    expect(offsets).toEqual(names.map((name) => scheduleOf(name, 60_000).offsetMs));
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const offset of offsets) {
      const tenth = Math.floor(offset / 6_000);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(Math.min(...tenths)).toBeGreaterThan(60);
    expect(Math.max(...tenths)).toBeLessThan(140);
  });
});
