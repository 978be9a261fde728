import { describe, expect, it } from 'vitest';
import { type ProspectFacts, prospectOf } from './prospect.ts';

const ALONE: ProspectFacts = { grouping: null, toldAtMs: null, gatheringMs: null, roomAtMs: null };
const GROUPED: ProspectFacts = { ...ALONE, grouping: { waitMs: 30, intervalMs: 300 } };

describe('when an alert that is thought of would be told', () => {
  const cases: readonly (readonly [string, ProspectFacts, string])[] = [
    ['at once', ALONE, 'sends_now'],
    ['its receiver has no room', { ...ALONE, roomAtMs: 1_050 }, 'sends_with_room 1050'],
    ['its receiver has had no room', { ...ALONE, roomAtMs: 900 }, 'sends_now'],
    ['the first of its group', GROUPED, 'sends_with_group 1030'],
    ['others of its group wait', { ...GROUPED, gatheringMs: 1_010 }, 'sends_with_group 1010'],
    ['others of its group are overdue', { ...GROUPED, gatheringMs: 990 }, 'sends_now'],
    ['its group was told', { ...GROUPED, toldAtMs: 900 }, 'sends_with_group 1200'],
    ['its group was told long ago', { ...GROUPED, toldAtMs: 100 }, 'sends_with_group 1030'],
    [
      'a group that does not wait',
      { ...ALONE, grouping: { waitMs: 0, intervalMs: 300 } },
      'sends_now',
    ],
    [
      'neither its group nor its receiver',
      { ...GROUPED, roomAtMs: 1_020 },
      'sends_with_group 1030',
    ],
    ['its group before its receiver', { ...GROUPED, roomAtMs: 1_090 }, 'sends_with_room 1090'],
  ];
  it.each(cases)('%s', (_name, facts, expected) => {
    const { kind, atMs } = prospectOf(facts, 1_000);
    expect(atMs === null ? kind : `${kind} ${atMs}`).toBe(expected);
  });
});
