import { describe, expect, it } from 'vitest';
import type { EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import type { Incident } from '../incidents/incident.ts';
import { environmentRoom } from './environment-room.ts';
import type { IntakeToken } from './intake-token.ts';
import type { Sighting } from './sight-alert.ts';

const environment = (tenant: string) =>
  ({ tenant, project: 'shop', id: 'prod', cluster: 'lab', namespace: tenant }) as EnvironmentEntry;
const umbrella: IntakeToken = { kind: 'environment-intake', environment: environment('umbrella') };

const openOf = (...keys: readonly (readonly [owner: string, key: string])[]) => {
  const all = keys.map(
    ([owner, key]) => ({ owner, key, project: 'shop', environment: 'prod' }) as Incident,
  );
  return { size: all.length, all: () => all };
};
const sighted = (key: string, kind: 'firing' | 'resolved' = 'firing') =>
  ({ kind: 'owned', subject: { key }, observation: { kind } }) as Sighting;
const keysOf = (seen: readonly Sighting[]) => seen.map(({ subject }) => subject.key);

describe('the room of an environment for open incidents', () => {
  const open = openOf(['umbrella', 'a'], ['umbrella', 'b'], ['acme', 'c'], ['acme', 'd']);
  const post = [sighted('x'), sighted('y'), sighted('y'), sighted('a'), sighted('b', 'resolved')];

  it('is full for more, and what is open goes on and ends', () => {
    const room = environmentRoom(post, umbrella, open, 3);
    expect(keysOf(room.taken)).toEqual(['x', 'a', 'b']);
    expect(room.refused).toBe(2);
  });

  it("is not taken by a neighbour's, nor by what comes for the whole cluster", () => {
    expect(environmentRoom(post, umbrella, open, 4).refused).toBe(0);
    const cluster = { kind: 'cluster-intake', cluster: 'lab' } as const;
    expect(environmentRoom(post, cluster, open, 1)).toEqual({ taken: post, refused: 0 });
  });
});
