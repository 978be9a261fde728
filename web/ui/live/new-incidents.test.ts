import { describe, expect, it } from 'vitest';
import type { Incident, IncidentEvent } from '../../contract/incidents.ts';
import type { LiveMessage } from '../../contract/live.ts';
import { begunIncident, noticesOf, UntoldIncidents } from './new-incidents.ts';

const incident = (id: string, severity = 'warning', status: 'firing' | 'resolved' = 'firing') =>
  ({ id, severity, status, title: id }) as Incident;
const message = (one: Incident, ...kinds: readonly IncidentEvent['kind'][]): LiveMessage => ({
  type: 'incident',
  position: 1,
  incident: one,
  events: kinds.map((kind) => ({ kind }) as IncidentEvent),
});
const LADDER = ['critical', 'warning'];

describe('notices of incidents that begin', () => {
  it('tells beginnings from everything else', () => {
    const one = incident('a');
    expect(begunIncident(message(one, 'fired', 'notification_queued'))).toBe(one);
    expect(begunIncident(message(one, 'severity_raised'))).toBeUndefined();
    expect(begunIncident(message(incident('a', 'warning', 'resolved'), 'fired'))).toBeUndefined();
    expect(
      begunIncident({ type: 'hello', position: 1, resumed: true, topics: {} }),
    ).toBeUndefined();
  });

  it('has one for each of a few, also when one is told of twice', () => {
    const notices = noticesOf([incident('a'), incident('b'), incident('a')], LADDER);
    expect(notices.map(({ kind }) => kind)).toEqual(['one', 'one']);
    expect(noticesOf([], LADDER)).toEqual([]);
  });

  it('is silent about what a channel tells of, before and after', () => {
    const untold = new UntoldIncidents();
    const told = (incidentId: string, status: 'firing' | 'resolved'): LiveMessage =>
      ({ type: 'notification', incidentId, status }) as LiveMessage;
    expect(untold.hear(message(incident('a'), 'fired'))).toBeUndefined();
    untold.hear(message(incident('b'), 'fired'));
    expect(untold.hear(told('a', 'firing'))).toBe('a');
    untold.hear(message(incident('a'), 'fired'));
    expect(untold.take()).toEqual([incident('b')]);
    expect(untold.hear(told('c', 'resolved'))).toBeUndefined();
    untold.hear(message(incident('c'), 'fired'));
    expect(untold.size).toBe(1);
  });

  it('has one for a storm, with the worst', () => {
    const storm = Array.from({ length: 500 }, (_, at) => incident(String(at)));
    const notices = noticesOf([...storm, incident('z', 'critical'), incident('y', 'odd')], LADDER);
    expect(notices).toEqual([{ kind: 'many', count: 502, worst: incident('z', 'critical') }]);
  });
});
