import { describe, expect, it } from 'vitest';
import { isRestorable, restoredActiveAtMs } from './restore-alert.ts';

const MIN = 60_000;
const gracePeriodMs = 10 * MIN;

interface Case {
  readonly name: string;
  /** Minutes. */
  readonly activeAt: number;
  readonly seenAt: number;
  readonly now: number;
  readonly holds: number;
  readonly restored: number | null;
  readonly isStale?: boolean;
}

const cases: readonly Case[] = [
  { name: 'fired before: as it was', activeAt: 0, seenAt: 40, now: 45, holds: 30, restored: 0 },
  { name: 'fired just then', activeAt: 0, seenAt: 30, now: 45, holds: 30, restored: 0 },
  {
    name: '25 of 60 minutes remain: the outage does not count',
    activeAt: 0,
    seenAt: 35,
    now: 40,
    holds: 60,
    restored: 5,
  },
  {
    name: 'exactly the grace period remains: the outage does not count',
    activeAt: 0,
    seenAt: 20,
    now: 25,
    holds: 30,
    restored: 5,
  },
  {
    name: 'less than the grace period remains: fires after it',
    activeAt: 0,
    seenAt: 25,
    now: 30,
    holds: 30,
    restored: 10,
  },
  {
    name: 'was over: as if new',
    activeAt: 0,
    seenAt: 25,
    now: 30,
    holds: 30,
    restored: null,
    isStale: true,
  },
];

describe('an alert after a restart', () => {
  it.each(cases)('$name', ({ activeAt, seenAt, now, holds, restored, isStale = false }) => {
    const stored = { seenAtMs: seenAt * MIN, activeAtSeconds: activeAt * 60, isStale };
    const at = restoredActiveAtMs(stored, { forMs: holds * MIN, gracePeriodMs }, now * MIN);
    expect(at).toBe(restored === null ? null : restored * MIN);
  });

  it('counts in whole seconds, as they were written', () => {
    const stored = { seenAtMs: 60_999, activeAtSeconds: 0, isStale: false };
    expect(restoredActiveAtMs(stored, { forMs: 3_600_000, gracePeriodMs }, 100_500)).toBe(40_500);
  });

  it('is looked up only where its rule waits at least the grace period', () => {
    expect(isRestorable({ forMs: gracePeriodMs - 1, gracePeriodMs })).toBe(false);
    expect(isRestorable({ forMs: gracePeriodMs, gracePeriodMs })).toBe(true);
  });
});
