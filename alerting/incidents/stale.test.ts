import { describe, expect, it } from 'vitest';
import { incidentOf } from '../../test/support/incident-of.ts';
import type { Incident, IncidentLevel } from './incident.ts';
import { becomesStale } from './stale.ts';

const HOUR = 3_600_000;
const YEARS = 10 * 365 * 24 * HOUR;

function level(key: string, changes: Partial<IncidentLevel> = {}): [string, IncidentLevel] {
  const seen = { startsAtMs: 0, lastSeenAtMs: 0, endsAtMs: YEARS, endsAtIsTimeout: true };
  const told = { key, severity: key, rung: 1, state: 'firing', source: 'east' } as const;
  return [key, { ...told, ...seen, ...changes }];
}

describe('whether an incident of a webhook becomes stale', () => {
  const cases: readonly (readonly [
    string,
    readonly [string, IncidentLevel][],
    number,
    boolean,
    Partial<Incident>,
  ])[] = [
    ['within three repeats', [level('w')], 12, false, {}],
    ['three are missing', [level('w')], 12.1, true, {}],
    ['known already', [level('w')], 13, false, { staleSinceMs: 1 }],
    ['we have not listened for so long', [level('w')], 13, false, {}],
    ['one that ends by itself', [level('w', { endsAtMs: 4 * HOUR })], 20, false, {}],
    ['one level of it is posted, too', [level('w'), level('c', { endsAtMs: HOUR })], 20, false, {}],
    [
      'a level that is over does not count',
      [level('w'), level('c', { state: 'resolved' })],
      20,
      true,
      {},
    ],
    [
      'a level was told of since',
      [level('w'), level('c', { lastSeenAtMs: 10 * HOUR })],
      20,
      false,
      {},
    ],
    ['what we found out ourselves', [level('w', { source: ':rules' })], 20, false, {}],
    ['nothing fires', [level('w', { state: 'resolved' })], 20, false, {}],
  ];
  it.each(cases)('%s', (name, levels, hours, expected, changes) => {
    const incident = incidentOf('i', { levels: new Map(levels), ...changes });
    const listeningSinceMs = name.startsWith('we have not') ? 2 * HOUR : 0;
    const facts = { repeatMs: 4 * HOUR, listeningSinceMs };
    expect(becomesStale(incident, facts, hours * HOUR)).toBe(expected);
  });
});
